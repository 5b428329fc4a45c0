// The test of the effect: its numbers against brute force elsewhere, its verdicts, and that only one of them arms a machine.

import Foundation
import Sessions
import Stimulation
import TestSupport
import Testing

@Suite("the sign-flip test")
struct SignFlipTests {
    /// All 2ⁿ signs, and the ends of the interval by halving, in Python.
    private static let known:
        [(differences: [Double], confidence: Double, asLarge: Double, low: Double, high: Double)] = [
            ([-0.31, -0.12, -0.45, 0.05, -0.27, -0.08, -0.22, -0.39], 0.95, 4 / 256, -0.37, -0.083_333_333_333),
            ([-0.31, -0.12, -0.45, 0.05, -0.27, -0.08], 0.95, 4 / 64, -0.45, 0.05),
            (
                [-0.31, -0.12, -0.45, 0.05, -0.27, -0.08, -0.22, -0.39, -0.18, 0.11], 1 - 0.05 / 8, 14 / 1024, -0.39,
                0.05
            ),
        ]

    @Test("probability and interval are those of brute force elsewhere", arguments: known)
    func brute(_ case: (differences: [Double], confidence: Double, asLarge: Double, low: Double, high: Double)) throws {
        let test = try #require(SignFlipTest(`case`.differences, confidence: `case`.confidence))
        #expect(test.probability == `case`.asLarge)
        #expect(abs(test.interval.lowerBound - `case`.low) < 1e-9)
        #expect(abs(test.interval.upperBound - `case`.high) < 1e-9)
    }

    @Test("the interval excludes zero exactly when the probability is within the level")
    func agrees() throws {
        var generator = SeededGenerator(seed: 61)
        var (wrong, excluded) = (0, 0)
        for _ in 0..<400 {
            let shift = Double.random(in: -1...1, using: &generator)
            let differences = (0..<Int.random(in: 2...10, using: &generator)).map { _ in
                shift + Double.random(in: -1...1, using: &generator)
            }
            let test = try #require(SignFlipTest(differences, confidence: 0.95))
            let excludes = !test.interval.contains(0)
            if excludes != (test.probability <= 0.05) { wrong += 1 }
            if excludes { excluded += 1 }
            if !test.interval.contains(test.mean) { wrong += 1 }
        }
        #expect(wrong == 0)
        #expect(excluded > 30 && excluded < 370)
    }

    @Test("without an effect one test in twenty finds one, whatever the distribution, and intervals hold the truth")
    func level() throws {
        var generator = SeededGenerator(seed: 62)
        var (found, held) = (0, 0)
        for _ in 0..<600 {
            // Skewed; the lot turns the sign.
            let differences = (0..<8).map { _ in
                let value = -log(Double.random(in: 0.001..<1, using: &generator))
                return Bool.random(using: &generator) ? value : -value
            }
            let test = try #require(SignFlipTest(differences, confidence: 0.95))
            if test.probability <= 0.05 { found += 1 }
            let moved = try #require(SignFlipTest(differences.map { $0 - 0.7 }, confidence: 0.95))
            if moved.interval.contains(-0.7) { held += 1 }
        }
        // 600 × 0.05 and three standard deviations of a count: 30 + 16.
        #expect(found <= 46)
        #expect(held >= 600 - 46)
    }

    @Test("of many pairs a sample of signs gives what all of them give, but for chance, and a seed draws it again")
    func sampled() throws {
        var generator = SeededGenerator(seed: 67)
        for shift in [0.0, 0.2, 0.35] {
            let differences = (0..<18).map { _ in shift + Double.random(in: -1...1, using: &generator) }
            let test = try #require(SignFlipTest(differences, confidence: 0.95, seed: 3))
            #expect(SignFlipTest(differences, confidence: 0.95, seed: 3) == test)
            // All 2¹⁸ signs, by adding one difference after the other.
            var sums = [0.0]
            for difference in differences { sums += sums.map { $0 + difference } }
            let total = differences.reduce(0, +)
            let exact = Double(sums.count { abs(total - 2 * $0) >= abs(total) - 1e-9 }) / Double(sums.count)
            // Four standard deviations of a share counted on one side in 8192 draws, twice.
            let chance = 2 * 4 * (exact / 2 * (1 - exact / 2) / 8192).squareRoot() + 2 / 8192.0
            #expect(abs(test.probability - exact) < chance, "\(test.probability) and \(exact)")
            // The ends cut 2.5 % of all signs off on either side.
            for (end, isLower) in [(test.interval.lowerBound, true), (test.interval.upperBound, false)] {
                let moved = differences.map { $0 - end }
                var shifted = [0.0]
                for difference in moved { shifted += shifted.map { $0 + difference } }
                let share = Double(shifted.count { isLower ? $0 <= 1e-9 : $0 >= -1e-9 }) / Double(shifted.count)
                #expect(abs(share - 0.025) < 4 * (0.025 / 8192).squareRoot() + 2 / 8192.0, "\(share)")
            }
        }
    }

    @Test("too few, too many or no numbers are no test, and five pairs cannot exclude anything")
    func bounds() {
        #expect(SignFlipTest([1], confidence: 0.95) == nil)
        #expect(SignFlipTest(Array(repeating: 1, count: 145), confidence: 0.95) == nil)
        #expect(SignFlipTest([1, .nan, 2], confidence: 0.95) == nil)
        #expect(SignFlipTest([1, 2, 3], confidence: 1) == nil)
        #expect(SignFlipTest([1, 1, 1, 1, 1], confidence: 0.95)?.interval == -.infinity ... .infinity)
        #expect(SignFlipTest([1, 1, 1, 1, 1, 1], confidence: 0.95)?.interval == 1...1)
    }
}

@Suite("the test of a pad's effect")
struct EffectTestTests {
    /// A muscle whose activity stimulation multiplies by `factor`, with a scatter (log), drifting over the session.
    static func outcome(
        factor: Double, scatter: Double = 0.05, settings: EffectTestSettings = EffectTestSettings(), seed: UInt64 = 63,
        rest: Double = 5
    ) throws -> (EffectTest.Outcome, [EffectTest]) {
        var generator = SeededGenerator(seed: seed)
        var test = try EffectTest(settings, rest: rest)
        var history: [EffectTest] = []
        while let trial = test.trial {
            history.append(test)
            let before = 50 + Double(trial.index) + Double.random(in: -5...5, using: &generator)
            let noise = exp(Double.random(in: -scatter...scatter, using: &generator))
            test.take(TrialActivity(before: before, during: before * 1.1 * noise * (trial.isReal ? factor : 1)))
        }
        return (try #require(test.outcome), history)
    }

    @Test("what calms works, what does nothing does nothing, what excites makes it worse, and scatter cannot tell")
    func verdicts() throws {
        let works = try Self.outcome(factor: 0.6).0
        #expect(works.verdict == .works)
        #expect(abs((works.ratio ?? 0) - 0.6) < 0.03)
        #expect(works.interval?.contains(0.6) == true)
        #expect(try Self.outcome(factor: 1).0.verdict == .nothing)
        #expect(try Self.outcome(factor: 1.6).0.verdict == .worse)
        let unclear = try Self.outcome(factor: 1, scatter: 1.5).0
        #expect(unclear.verdict == .cannotTell)
        #expect(unclear.reason.contains("more pairs"))
    }

    @Test(
        "over many seeds a pad that calms, one that does nothing and one that excites get their verdict, and none is armed by chance",
        arguments: [
            (1.0, EffectTest.Verdict.nothing), (0.65, .works), (1.45, .worse),
        ])
    func manySeeds(_ factor: Double, _ verdict: EffectTest.Verdict) throws {
        var found: [EffectTest.Verdict: Int] = [:]
        var early = 0
        let seeds = 40
        for seed in 0..<seeds {
            var settings = EffectTestSettings()
            (settings.pairs, settings.seed) = (12, UInt64(seed))
            // The logarithms of the pairs scatter by 0.25: 0.31 √(2/3).
            let outcome = try Self.outcome(factor: factor, scatter: 0.31, settings: settings, seed: UInt64(1000 + seed))
                .0
            found[outcome.verdict, default: 0] += 1
            if outcome.ratios.count < settings.mostPairs { early += 1 }
        }
        // 5 % of 40 are 2, with a standard deviation of 1.4.
        let wrong = seeds - found[verdict, default: 0] - found[.cannotTell, default: 0]
        #expect(wrong <= 4, "\(found)")
        #expect(found[verdict, default: 0] >= seeds * 9 / 10, "\(found)")
        #expect(early > 0)
    }

    @Test("a trend over the session and a person who tires are no effect, and looking again finds none")
    func level() throws {
        // Without an effect, whatever scatter: "works" and "worse" together at most 5 % and three standard deviations.
        var wrong = 0
        for seed in 0..<120 {
            var settings = EffectTestSettings()
            (settings.pairs, settings.looks, settings.seed, settings.noEffect) = (7, 2, UInt64(seed), 0.999)
            var generator = SeededGenerator(seed: UInt64(5000 + seed))
            var test = try EffectTest(settings, rest: 5)
            while let trial = test.trial {
                let tired = exp(-0.02 * Double(trial.index))
                test.take(
                    TrialActivity(before: 60, during: 60 * tired * exp(Double.random(in: -1...1, using: &generator))))
            }
            if [.works, .worse].contains(try #require(test.outcome).verdict) { wrong += 1 }
        }
        #expect(wrong <= 13, "\(wrong)")
    }

    @Test("each pair has one real and one sham trial, the lot decides which comes first, and a seed draws it again")
    func lots() throws {
        let trials = try Self.outcome(factor: 1).1.compactMap(\.trial)
        #expect(trials.count == 20)
        for pair in 0..<10 {
            #expect(trials.filter { $0.pair == pair }.map(\.isReal).sorted { $0 && !$1 } == [true, false])
        }
        let firsts = stride(from: 0, to: 20, by: 2).map { trials[$0].isReal }
        #expect(Set(firsts).count == 2)
        #expect(try Self.outcome(factor: 1).1.compactMap(\.trial) == trials)
        var other = EffectTestSettings()
        other.seed = 2
        #expect(
            try Self.outcome(factor: 1, settings: other).1.compactMap(\.trial).map(\.isReal) != trials.map(\.isReal))
        // Over many seeds the real trial comes first half of the time.
        let count = try (0..<2_000).count { seed in
            var settings = EffectTestSettings()
            settings.seed = UInt64(seed)
            return try EffectTest(settings, rest: 1).trial?.isReal == true
        }
        #expect(abs(count - 1_000) < 68)
    }

    @Test("pairs before which the muscle did not work are left out and made again, and at last it is given up")
    func idle() throws {
        var single = EffectTestSettings()
        single.looks = 1
        var test = try EffectTest(single, rest: 10)
        var made = 0
        while let trial = test.trial {
            made += 1
            // Every third trial finds the muscle at rest; where it works, stimulation halves it.
            let before = trial.index % 3 == 0 ? 12.0 : 60
            test.take(TrialActivity(before: before, during: before * (trial.isReal ? 0.5 : 1)))
        }
        #expect(test.outcome?.verdict == .cannotTell)
        #expect(test.outcome?.reason.contains("did not work") == true)
        #expect(test.leftOut == 11 && made <= 2 * (10 + 11))
        var once = try EffectTest(EffectTestSettings(), rest: 10)
        once.take(TrialActivity(before: .nan, during: 1))
        while let trial = once.trial { once.take(TrialActivity(before: 60, during: trial.isReal ? 30 : 60)) }
        #expect(once.leftOut == 1 && once.differences.count == 10)
        #expect(once.outcome?.verdict == .works)
    }

    @Test("any activity ends it, and a stop ends it with no claim")
    func random() throws {
        var generator = SeededGenerator(seed: 64)
        let wild: [Double] = [.nan, .infinity, -.infinity, 0, -1, 1e-300, 1e300, 20, 21, 22]
        for _ in 0..<500 {
            var test = try EffectTest(EffectTestSettings(), rest: 1)
            var trials = 0
            while test.trial != nil, trials < 200 {
                trials += 1
                test.take(
                    TrialActivity(
                        before: wild.randomElement(using: &generator)!, during: wild.randomElement(using: &generator)!))
            }
            #expect(test.outcome != nil && trials <= 2 * (30 + 31))
        }
        var stopped = try EffectTest(EffectTestSettings(), rest: 1)
        for _ in 0..<16 { stopped.take(TrialActivity(before: 50, during: stopped.trial?.isReal == true ? 20 : 50)) }
        stopped.abandon("the person said stop")
        #expect(stopped.outcome?.verdict == .cannotTell && stopped.outcome?.interval == nil)
        #expect(
            stopped.outcome?.evidence(
                site: Approvals.soleus, channel: Approvals.channel, current: .milliamperes(10), unixSeconds: 0) == nil)
    }

    @Test("only a pad that works can be armed for automatic use; one that does nothing or worsens answers a hand")
    func arming() throws {
        let prescription = try padPrescription(motor: 8, current: 9)
        func clearance(_ factor: Double, _ scatter: Double = 0.05) throws -> Clearance {
            Clearance(
                prescription: prescription, screening: Approvals.screening(prescription.terms.person),
                evidence: try Self.outcome(factor: factor, scatter: scatter).0.evidence(
                    site: prescription.terms.site, channel: prescription.terms.pad.channel,
                    current: prescription.workingCurrent, unixSeconds: Approvals.today), at: Approvals.today)
        }
        #expect(try clearance(0.6).obstacles(to: .emg) == [])
        #expect(try clearance(1).obstacles(to: .emg) == [.effect(.nothingShown)])
        #expect(try clearance(1.6).obstacles(to: .emg) == [.effect(.worsens)])
        #expect(try clearance(1, 1.5).obstacles(to: .force) == [.effect(.nothingShown)])
        for factor in [0.6, 1, 1.6] { #expect(try clearance(factor).obstacles(to: .manual) == []) }
    }

    @Test("with more pads the intervals widen, and too few pairs for that are refused")
    func multiplicity() throws {
        var eight = EffectTestSettings()
        eight.padsCompared = 8
        // 0.05 / (8 pads × 3 looks).
        #expect(abs(eight.confidenceOfEach - 0.997_916_667) < 1e-9)
        let one = try #require(try Self.outcome(factor: 0.8).0.interval)
        let wide = try #require(try Self.outcome(factor: 0.8, settings: eight).0.interval)
        #expect(wide.lowerBound <= one.lowerBound && wide.upperBound >= one.upperBound && wide != one)
        eight.pairs = 9
        // 2/2⁹ is more than 0.05/24; 2/2¹⁰ is not.
        #expect(
            eight.problem == "there are 9 pairs to a look; with 8 pads and 3 looks allowed are 10 to 24, because fewer "
                + "cannot show anything")
        eight.pairs = 10
        #expect(eight.problem == nil)
        (eight.looks, eight.pairs) = (1, 8)
        #expect(eight.problem?.contains("with 8 pads and 1 look allowed are 9 to 24") == true)
        (eight.padsCompared, eight.pairs) = (1, 5)
        #expect(eight.problem?.contains("with 1 pad and 1 look allowed are 6 to 24") == true)
        (eight.looks, eight.pairs) = (7, 12)
        #expect(eight.problem == "the result is looked at 7 times; allowed are 1 to 6")
        #expect(throws: PadTestError.self) { try EffectTest(eight, rest: 1) }
        #expect(throws: PadTestError.self) { try EffectTest(EffectTestSettings(), rest: .nan) }
    }

    @Test("pads are ranked by what their interval promises; unknown before nothing before worse")
    func ranking() throws {
        /// Ratios of the ten pairs, alternating around `factor` by `spread` (log).
        func finding(_ channel: Int, _ factor: Double?, _ spread: Double = 0.02) throws -> PadFinding {
            var test = try EffectTest(EffectTestSettings(), rest: 5)
            while let factor, let trial = test.trial {
                let ratio = factor * exp(trial.pair.isMultiple(of: 2) ? spread : -spread)
                test.take(TrialActivity(before: 50, during: trial.isReal ? 50 * ratio : 50))
            }
            return PadFinding(
                channel: PadChannel(channel)!, thresholds: .notFound(reason: "as a test"), current: nil,
                effect: test.outcome)
        }
        let findings = [
            try finding(1, 1.6), try finding(2, nil), try finding(3, 0.5), try finding(4, 1), try finding(5, 0.6, 0.4),
            try finding(6, 0.7),
        ]
        let order = PadFinding.ranked(findings).map(\.channel.number)
        let ends = Dictionary(
            uniqueKeysWithValues: findings.map { ($0.channel.number, $0.effect?.interval?.upperBound ?? .infinity) })
        // Pad 5 has the larger effect by its ratio, and so much scatter that less is certain.
        #expect(try #require(findings[4].effect?.ratio) < #require(findings[5].effect?.ratio))
        #expect(findings[4].verdict == .works && ends[3]! < ends[6]! && ends[6]! < ends[5]!)
        #expect(order == [3, 6, 5, 2, 4, 1])
        #expect(PadFinding.ranked(findings.reversed()).map(\.channel.number) == order)
    }
}
