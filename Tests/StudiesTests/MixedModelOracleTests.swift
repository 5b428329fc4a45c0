// Every number of the reference's models beside ours: simulated designs and the open data of a training study.

import Foundation
import TestSupport
import Testing

@testable import Studies

/// The reference: what scripts written by hand got from R 4.2 (lme4 1.1-31, lmerTest 3.1-3, emmeans 1.8.4, pbkrtest 0.5.2).
private struct Oracle: Decodable {
    struct Model: Decodable {
        let table: String
        let intensity: String?
        let formula, adjust: String
        let remlCriterion, sigma: Double
        let variances: [Variance]
        let satterthwaite, kenwardRoger: [StudyStatistics.Coefficient]
        let testSatterthwaite, testKenwardRoger: [StudyStatistics.TermTest]
        let means: [StudyStatistics.Mean]
        let pairs: [Pair]
        let effectSizes: [EffectSize]
    }
    struct Variance: Decodable {
        let group: String
        let variance: Double
    }
    struct Pair: Decodable {
        let contrast: String
        let estimate, se, df, t, p: Double
    }
    struct EffectSize: Decodable {
        let contrast: String
        let size: Double
    }
    let models: [Model]
}

@Suite("mixed-effects analyses beside their reference", .enabled(if: RProgram.isInstalled, "R is not installed"))
struct MixedModelOracleTests {
    private func fixture(_ name: String, _ type: String) throws -> Data {
        try Data(contentsOf: try #require(Bundle.module.url(forResource: "Fixtures/\(name)", withExtension: type)))
    }

    /// Equal to six digits: optimisers stop within that.
    private func isSame(_ found: Double, _ expected: Double, _ relative: Double = 1e-5) -> Bool {
        abs(found - expected) <= relative * max(1e-12, abs(expected)) + 1e-9
    }

    private func answer(to model: Oracle.Model) throws -> StudyStatistics.Model {
        let isTraining = model.intensity != nil
        var analysis = try StudyAnalysis(
            name: model.formula, outcome: "deltaf", factor: isTraining ? "time" : "condition",
            levels: isTraining ? ["c1", "c2", "post"] : ["control", "ri", "wbr"], participant: "participant",
            unit: isTraining ? nil : "unit", formula: model.formula)
        analysis.filters = model.intensity.map { [("intensity", $0)] } ?? []
        analysis.adjustment = try #require(StudyAnalysis.Adjustment(rawValue: model.adjust))
        let folder = try TemporaryDirectory()
        _ = try folder.write(Array(try fixture(model.table, "csv")), to: "table.csv")
        _ = try folder.write(Array(StudyAnalysis.script(for: [analysis], software: "a test").utf8), to: "analysis.R")
        return try #require(try RProgram.analyse(in: folder.path).analyses[0].model)
    }

    @Test("every estimate, error, degree of freedom, test, mean and difference is the reference's", arguments: 0..<5)
    func everything(_ number: Int) throws {
        let model = try JSONDecoder().decode(Oracle.self, from: fixture("mixed_models", "json")).models[number]
        let found = try answer(to: model)
        #expect(isSame(found.remlCriterion, model.remlCriterion) && isSame(found.sigma, model.sigma))
        for expected in model.variances {
            let ours = try #require(found.variances.first { $0.group == expected.group })
            #expect(isSame(ours.variance, expected.variance, 1e-4), "\(expected.group)")
        }
        for (theirs, ours) in [(model.satterthwaite, found.satterthwaite), (model.kenwardRoger, found.kenwardRoger)] {
            for expected in theirs {
                let one = try #require(ours.first { $0.term == expected.term })
                #expect(
                    isSame(one.estimate, expected.estimate, 1e-4) && isSame(one.se, expected.se), "\(expected.term)")
                #expect(isSame(one.df, expected.df, 1e-4) && isSame(one.t, expected.t, 1e-4), "\(expected.term)")
                #expect(isSame(one.p, expected.p, 1e-3), "\(expected.term)")
            }
        }
        for (theirs, ours) in [
            (model.testSatterthwaite, found.testSatterthwaite), (model.testKenwardRoger, found.testKenwardRoger),
        ] {
            for expected in theirs {
                let one = try #require(ours.first { $0.term == expected.term })
                #expect(one.numDF == expected.numDF && isSame(one.denDF, expected.denDF, 1e-4), "\(expected.term)")
                #expect(isSame(one.F, expected.F, 1e-4) && isSame(one.p, expected.p, 1e-3), "\(expected.term)")
            }
        }
        for expected in model.means {
            let one = try #require(found.means.first { $0.level == expected.level })
            #expect(isSame(one.mean, expected.mean) && isSame(one.se, expected.se) && isSame(one.df, expected.df, 1e-4))
            #expect(isSame(one.low, expected.low, 1e-4) && isSame(one.high, expected.high, 1e-4), "\(expected.level)")
        }
        for expected in model.pairs {
            // The reference has the earlier condition less the later one.
            let names = expected.contrast.split(separator: " ").map(String.init)
            let one = try #require(found.differences.first { $0.contrast == "\(names[2]) - \(names[0])" })
            #expect(
                isSame(-one.estimate, expected.estimate, 1e-4) && isSame(one.se, expected.se), "\(expected.contrast)")
            #expect(isSame(one.df, expected.df, 1e-4) && isSame(-one.t, expected.t, 1e-4), "\(expected.contrast)")
            #expect(isSame(one.p, expected.p, 1e-3), "\(expected.contrast)")
            let size = try #require(model.effectSizes.first { $0.contrast == expected.contrast })
            #expect(isSame(-one.perResidualSD, size.size, 1e-4), "\(expected.contrast)")
        }
    }
}
