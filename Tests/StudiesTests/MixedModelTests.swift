// What R answers through Lull's script, beside what R answered to others: an oracle made by hand-written scripts with the
// versions of Debian 12, on simulated designs and on the open data of a training study.

import Foundation
import Signals
import TestSupport
import Testing

@testable import Studies

@Suite("mixed-effects analyses in R", .enabled(if: RProgram.isInstalled, "R is not installed"))
struct MixedModelTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func fixture(_ name: String) throws -> [UInt8] {
        let url = try #require(Bundle.module.url(forResource: "Fixtures/\(name)", withExtension: "csv"))
        return Array(try Data(contentsOf: url))
    }

    private func run(_ table: String, _ analyses: [StudyAnalysis]) throws -> [StudyStatistics.Answer] {
        let path = try directory.write(try fixture(table), to: "table.csv")
        let script = StudyAnalysis.script(for: analyses, software: "a test")
        _ = try directory.write(Array(script.utf8), to: "analysis.R")
        return try RProgram.analyse(in: String(path.dropLast("/table.csv".count))).analyses
    }

    private func simulated(_ formula: String?) throws -> StudyAnalysis {
        try StudyAnalysis(
            name: formula ?? "default", outcome: "deltaf", factor: "condition", levels: ["control", "ri", "wbr"],
            participant: "participant", unit: "unit", covariate: formula == nil ? "rt" : nil, formula: formula)
    }

    @Test("the simulated design gives the reference's estimates, errors, degrees of freedom and tests to six digits")
    func simulatedDesign() throws {
        let answers = try run(
            "simulated_deltaf",
            [
                simulated("deltaf ~ condition + (1 | participant/unit)"),
                simulated("deltaf ~ condition + rt + (1 | participant/unit)"),
            ])
        let nested = try #require(answers[0].model)
        #expect(answers[0].isSupported && !nested.singular && nested.observations == 218 && nested.participants == 18)
        #expect(abs(nested.remlCriterion - 597.087736913462) < 1e-4)
        #expect(abs(nested.sigma - 0.626836442562031) < 1e-6)
        #expect(abs(nested.totalSD - 1.54079830581448) < 1e-5)
        expect(nested.kenwardRoger[1], -0.888520031891002, 0.106890268649788, 136.60226288202, 8.35823217385159e-14)
        expect(nested.satterthwaite[1], -0.888520031891002, 0.106828074471634, 136.082840414836, 8.29749934394796e-14)
        #expect(abs(nested.testKenwardRoger[0].F - 35.374233006887) < 1e-3)
        #expect(abs(nested.testKenwardRoger[0].denDF - 136.843810243161) < 1e-2)
        #expect(abs(nested.testSatterthwaite[0].F - 35.4152428344774) < 1e-3)
        // emmeans; ours is the later level less the earlier, so the signs turn.
        #expect(nested.differences.map(\.contrast) == ["ri - control", "wbr - control", "wbr - ri"])
        let first = nested.differences[0]
        #expect(abs(first.low - -1.09989366923754) < 1e-5 && abs(first.high - -0.67714639454446) < 1e-5)
        #expect(abs(first.perResidualSD - -1.41746709597707) < 1e-5)
        #expect(abs(first.p / 2.50746965215548e-13 - 1) < 1e-3, "Holm over three differences")
        #expect(abs(nested.means[2].mean - 4.22459493971561) < 1e-5 && nested.means[2].level == "wbr")

        let threshold = try #require(answers[1].model)
        #expect(threshold.kenwardRoger.map(\.term) == ["(Intercept)", "conditionri", "conditionwbr", "rt"])
        expect(threshold.kenwardRoger[1], -0.885876767766252, 0.106899282181445, 136.555450408826, 9.6528749214709e-14)
        #expect(abs(threshold.testKenwardRoger[1].p - 0.157573720967434) < 1e-4)
    }

    @Test("correlated slopes that the data cannot support are said to be singular, and Kenward and Roger stay careful")
    func singular() throws {
        let answer = try run("simulated_deltaf", [simulated("deltaf ~ condition + (1 + condition | participant)")])[0]
        let model = try #require(answer.model)
        #expect(!answer.isSupported && model.singular)
        #expect(answer.tries[0].reason.contains("singular"))
        #expect(abs(model.kenwardRoger[1].df - 14.0640382926892) < 0.05)
        #expect(abs(model.satterthwaite[1].df - 154.70183249524) < 1.5)
    }

    @Test(
        "the default model has slopes per participant and keeps them; where it cannot be fitted the next one is used, and says so"
    )
    func fallback() throws {
        let answer = try run("simulated_deltaf", [simulated(nil)])[0]
        #expect(
            answer.tries[0].formula
                == "deltaf ~ condition + rt + (1 | participant) + (0 + condition_2 | participant) + (0 + condition_3 | participant) "
                + "+ (1 | participant:unit)")
        let used = try #require(answer.tries.first { $0.usable })
        #expect(answer.model?.formula == used.formula)
        #expect(answer.tries.dropLast().allSatisfy { !$0.usable && !$0.reason.isEmpty })
        // A slope whose variance is estimated as zero stays, so that people are counted and not their units.
        let model = try #require(answer.model)
        #expect(!model.singular || (answer.tries[0].usable && answer.tries[0].reason.contains("singular")))
        #expect(model.differences.allSatisfy { $0.df < 40 }, "\(model.differences.map(\.df))")
        #expect(answer.sensitivity?.formula == "deltaf ~ condition + (1 | participant/unit)")
        #expect(abs((answer.sensitivity?.sigma ?? 0) - 0.626836442562031) < 1e-6)
        #expect(Set(answer.personMeans.map(\.participant)).count == 18)
    }

    @Test(
        "a training study's open data give its reference results to the printed digits",
        arguments: [
            (
                "20", 325.829544973603, -0.588903465293935, 0.180422555776989, 109.700058918198, 0.0043956296678399,
                5.53781579422845
            ),
            (
                "40", 337.406607052338, -0.876895612309485, 0.190715607737429, 109.980161962959, 3.43939607756195e-05,
                12.4033237053954
            ),
        ])
    func trainingStudy(
        _ intensity: String, _ criterion: Double, _ difference: Double, _ error: Double, _ df: Double, _ p: Double,
        _ f: Double
    ) throws {
        var analysis = try StudyAnalysis(
            name: intensity, outcome: "deltaf", factor: "time", levels: ["c1", "c2", "post"],
            participant: "participant",
            formula: "deltaf ~ time + (1 | participant)")
        analysis.filters = [("intensity", intensity)]
        analysis.adjustment = .bonferroni
        let model = try #require(try run("rt_pics_delta_f_20_40", [analysis])[0].model)
        #expect(model.observations == 123 && model.participants == 13)
        #expect(abs(model.remlCriterion - criterion) < 1e-4)
        let found = try #require(model.differences.first { $0.contrast == "post - c2" })
        // The reference has c2 less post.
        #expect(abs(found.estimate + difference) < 1e-5 && abs(found.se - error) < 1e-5)
        #expect(abs(found.df - df) < 1e-2 && abs(found.p / p - 1) < 1e-3)
        #expect(abs(model.testSatterthwaite[0].F - f) < 1e-3)
    }

    @Test("names that R would turn into numbers or code stay what they are")
    func names() throws {
        var rows = "participant,condition,value\n"
        for person in 1...8 {
            for (k, level) in ["a \"b\" \\n", "01"].enumerated() {
                rows +=
                    "0\(person),\"\(level.replacing("\"", with: "\"\""))\",\(Double(person * person % 5) + Double(k) * 1.5 + Double(person * k % 3))\n"
            }
        }
        let path = try directory.write(Array(rows.utf8), to: "table.csv")
        let analysis = try StudyAnalysis(
            name: "é \"); quit(status = 3) #", outcome: "value", factor: "condition", levels: ["01", "a \"b\" \\n"],
            participant: "participant")
        let script = StudyAnalysis.script(for: [analysis], software: "a test")
        _ = try directory.write(Array(script.utf8), to: "analysis.R")
        let answer = try RProgram.analyse(in: String(path.dropLast("/table.csv".count))).analyses[0]
        #expect(answer.name == "é \"); quit(status = 3) #")
        #expect(answer.levels == ["01", "a \"b\" \\n"])
        #expect(answer.model?.observations == 16 && answer.personMeans.count == 16)
    }

    @Test("when R fails, the sentence says where and with what")
    func failure() throws {
        let path = try directory.write(Array("stop('no such thing')\n".utf8), to: "analysis.R")
        let folder = String(path.dropLast("/analysis.R".count))
        let error = #expect(throws: StudyError.self) { try RProgram.analyse(in: folder) }
        #expect(error?.description.contains("no such thing") == true)
    }

    private func expect(
        _ found: StudyStatistics.Coefficient, _ estimate: Double, _ error: Double, _ df: Double, _ p: Double,
        location: SourceLocation = #_sourceLocation
    ) {
        #expect(abs(found.estimate - estimate) < 1e-5, sourceLocation: location)
        #expect(abs(found.se - error) < 1e-6, sourceLocation: location)
        #expect(abs(found.df - df) < 1e-2, sourceLocation: location)
        #expect(abs(found.p / p - 1) < 1e-3, sourceLocation: location)
    }
}
