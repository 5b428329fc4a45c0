// What cleaning finds, what it takes out, and what it leaves alone.

import MotorUnits
import Signals
import TestSupport
import Testing

@Suite("Discharge cleaning")
struct DischargeCleaningTests {
    private func clean(_ samples: [Int], _ rules: DischargeCleaningRules = .init()) throws -> CleanedMotorUnit {
        rules.clean(MotorUnit(name: "x", discharges: try train(samples)))
    }

    private let quiet = DischargeCleaningRules(minimumDischarges: 0)

    @Test("an ordinary train is left alone without a word")
    func ordinary() throws {
        let cleaned = try clean((0..<20).map { $0 * 100 })
        #expect(cleaned.findings.isEmpty && cleaned.removedCount == 0 && cleaned.unit.discharges.count == 20)
    }

    @Test("an impossible interval loses its later discharge, and the report says which and why")
    func impossible() throws {
        let cleaned = try clean([0, 100, 101, 200], quiet)
        #expect(cleaned.unit.discharges.samples == [0, 100, 200])
        let finding = try #require(cleaned.findings.first)
        #expect(cleaned.findings.count == 1 && finding.rule == .impossibleInterval && finding.isRemoved)
        #expect(finding.position == 2 && finding.sample == 101 && finding.found == 0.001 && finding.limit == 0.002)
        #expect(
            finding.description
                == "discharge 3 (sample 101) comes 0.001 s after the one before it, less than 0.002 s; removed")
    }

    @Test("intervals are measured from the last discharge that was kept")
    func chain() throws {
        #expect(try clean([0, 1, 2, 3, 100], quiet).unit.discharges.samples == [0, 2, 100])
    }

    @Test("a doublet is reported and kept by default, removed or ignored when asked")
    func doublets() throws {
        let samples = [0, 100, 110, 200]
        let flagged = try clean(samples, quiet)
        #expect(flagged.unit.discharges.samples == samples)
        #expect(flagged.findings.map(\.rule) == [.shortInterval] && !flagged.findings[0].isRemoved)
        var rules = quiet
        rules.shortIntervals = .remove
        #expect(try clean(samples, rules).unit.discharges.samples == [0, 100, 200])
        rules.shortIntervals = .ignore
        #expect(try clean(samples, rules).findings.isEmpty)
    }

    @Test("exactly 20 ms and exactly 250 ms are still ordinary")
    func limits() throws {
        #expect(try clean([0, 20, 270], quiet).findings.isEmpty)
        #expect(try clean([0, 19, 270], quiet).findings.map(\.rule) == [.shortInterval, .longInterval])
    }

    @Test("slow firing is reported and never removed")
    func slow() throws {
        var rules = quiet
        rules.longIntervals = .remove
        let cleaned = try clean([0, 100, 400, 500], rules)
        #expect(cleaned.unit.discharges.count == 4 && cleaned.findings.map(\.position) == [2])
        rules.longIntervals = .ignore
        #expect(try clean([0, 100, 400, 500], rules).findings.isEmpty)
    }

    @Test("an isolated discharge is one far from both neighbours")
    func isolated() throws {
        var rules = quiet
        rules.isolatedDischarges = .remove
        rules.longIntervals = .ignore
        let cleaned = try clean([0, 1500, 1600, 3000, 5000, 5100], rules)
        #expect(cleaned.unit.discharges.samples == [1500, 1600, 5000, 5100])
        #expect(cleaned.findings.map(\.position) == [0, 3])
        #expect(cleaned.removedCount == 2)
    }

    @Test("a scarce unit is reported, or emptied when asked")
    func scarce() throws {
        let cleaned = try clean([0, 100, 200])
        #expect(cleaned.findings.map(\.description) == ["the unit has 3 discharges, fewer than 10"])
        let emptied = try clean([0, 100, 200], DischargeCleaningRules(scarceUnits: .remove))
        #expect(emptied.unit.discharges.count == 0 && emptied.removedCount == 3)
    }

    @Test(
        "any train: what remains is a part of what was given, each loss is in the report, a second pass loses nothing")
    func property() throws {
        var generator = SeededGenerator(seed: 4)
        let actions: [DischargeCleaningRules.Action] = [.ignore, .flag, .remove]
        var failures: [[Int]] = []
        for _ in 0..<500 {
            var samples: [Int] = []
            for _ in 0..<Int.random(in: 0...30, using: &generator) {
                let steps = [1, 2, 15, 100, 300, 1200].map { Int.random(in: 1...$0, using: &generator) }
                samples.append((samples.last ?? 0) + (steps.randomElement(using: &generator) ?? 1))
            }
            let rules = DischargeCleaningRules(
                shortIntervals: actions.randomElement(using: &generator) ?? .flag, isolatedDischarges: .flag,
                scarceUnits: actions.randomElement(using: &generator) ?? .flag)
            let cleaned = try clean(samples, rules)
            let left = cleaned.unit.discharges.samples
            let single = cleaned.findings.filter { $0.isRemoved && $0.rule != .scarceUnit }.count
            let isAccounted = left.isEmpty ? cleaned.removedCount == samples.count : single == cleaned.removedCount
            let again = rules.clean(cleaned.unit)
            if !(Set(left).isSubset(of: samples) && isAccounted && samples.count - left.count == cleaned.removedCount
                && again.removedCount == 0)
            {
                failures.append(samples)
            }
        }
        #expect(failures.isEmpty, "\(failures.first ?? [])")
    }

    @Test("limits that cannot be meant are refused")
    func check() {
        #expect(throws: MotorUnitError.self) { try DischargeCleaningRules(shortInterval: .nan).check() }
        #expect(throws: MotorUnitError.self) { try DischargeCleaningRules(isolation: .infinity).check() }
        #expect(throws: MotorUnitError.self) { try DischargeCleaningRules(minimumDischarges: -1).check() }
        #expect(throws: Never.self) { try DischargeCleaningRules().check() }
    }
}
