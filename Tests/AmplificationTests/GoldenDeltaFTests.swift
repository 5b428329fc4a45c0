// The sample recording against openhdemg 0.2.0b2: every pair, every unit, every smoother.

import Amplification
import MotorUnits
import Signals
import Testing

@Suite("The sample recording gives openhdemg's values")
struct GoldenDeltaFTests {
    static let smoothers: [String: RateSmoother] = [
        "poly5": .fifthOrderPolynomial, "hann2s": .hann2s, "hann1s": .hann(seconds: 1),
    ]

    /// The golden numbers have ten digits; the issue asks for 1e-4, exact arithmetic gives far better.
    static let tolerance = 1e-7

    private func assess(_ smoother: String, _ parameters: DeltaFParameters = DeltaFParameters()) throws
        -> RampAssessment
    {
        let settings = RampSettings(smoother: try #require(Self.smoothers[smoother]), deltaF: parameters)
        return try RampAssessment(units: SampleVL.units, end: SampleVL.sampleCount, settings: settings)
    }

    @Test("ΔF of units 3 and 4 is that of the reference, units 0 to 2 have none")
    func published() throws {
        let expected: [String: [Double?]] = [
            "poly5": [nil, nil, nil, 2.055158, 2.665823], "hann2s": [nil, nil, nil, 2.040283, 3.030126],
        ]
        for (smoother, values) in expected {
            let found = try assess(smoother).units.map(\.deltaF.deltaF)
            let isEqual = zip(found, values).allSatisfy { isClose($0, $1, 1e-4) }
            #expect(isEqual, "\(smoother): \(found)")
        }
    }

    @Test("accepted pairs are those of the reference to 1e-4")
    func publishedPairs() throws {
        let expected: [String: [String: Double]] = [
            "poly5": ["0-3": 2.154605, "0-4": 2.635426, "1-3": 1.955711, "1-4": 2.381645, "3-4": 2.980400],
            "hann2s": ["0-3": 2.177542, "0-4": 2.697840, "1-3": 1.903024, "3-4": 3.362413],
        ]
        for (smoother, values) in expected {
            let accepted = try assess(smoother).pairs.filter(\.isAccepted)
            let found = Dictionary(uniqueKeysWithValues: accepted.map { ("\($0.control)-\($0.test)", $0.deltaF) })
            #expect(Set(found.keys) == Set(values.keys))
            #expect(values.allSatisfy { isClose(found[$0.key] ?? nil, $0.value, 1e-4) }, "\(smoother): \(found)")
        }
    }

    @Test(
        "every pair, accepted or not, has openhdemg's ΔF and normalised ΔF", arguments: ["poly5", "hann2s", "hann1s"])
    func allPairs(smoother: String) throws {
        let pairs = try assess(smoother).pairs
        let golden = SampleVL.pairs.filter { $0.smoother == smoother }
        #expect(pairs.map { [min($0.control, $0.test), max($0.control, $0.test)] } == golden.map { [$0.i, $0.j] })
        #expect(pairs.map(\.isAccepted) == golden.map(\.isAccepted))
        let deltaF = zip(pairs, golden).filter { !isClose($0.deltaF, $1.deltaF, Self.tolerance) }
        #expect(deltaF.isEmpty, "\(deltaF.map { ($0.control, $0.test, $0.deltaF, $1.deltaF) })")
        let normalised = zip(pairs, golden).filter { !isClose($0.normalisedDeltaF, $1.normalised, Self.tolerance) }
        #expect(normalised.isEmpty, "\(normalised.map { ($0.control, $0.test, $0.normalisedDeltaF, $1.normalised) })")
    }

    @Test("every unit has openhdemg's mean over its control units", arguments: ["poly5", "hann2s", "hann1s"])
    func allUnits(smoother: String) throws {
        let units = try assess(smoother).units.map(\.deltaF)
        let golden = SampleVL.unitValues.filter { $0.smoother == smoother }
        #expect(zip(units, golden).allSatisfy { isClose($0.deltaF, $1.deltaF, Self.tolerance) })
        #expect(zip(units, golden).allSatisfy { isClose($0.normalisedDeltaF, $1.normalised, Self.tolerance) })
    }

    /// Both solvers stop when no pair violates optimality by more than 0.001, each on its own way there.
    @Test("support vector regression gives openhdemg's rates, pairs and units to 0.001")
    func supportVector() throws {
        let assessment = try RampAssessment(
            units: SampleVL.units, end: SampleVL.sampleCount, settings: RampSettings(smoother: .supportVector))
        let rates = SampleVL.supportVectorRates.map { golden in
            abs((assessment.units[golden.unit].smoothed[golden.sample] ?? .infinity) - golden.rate)
        }
        #expect(
            rates.count >= 25 && rates.allSatisfy { $0 < 1e-3 },
            "\(zip(SampleVL.supportVectorRates, rates).filter { $1 >= 1e-3 })")
        for golden in SampleVL.supportVectorPairs {
            let pair = try #require(
                assessment.pairs.first { Set([$0.control, $0.test]) == Set([golden.i, golden.j]) })
            #expect(isClose(pair.deltaF, golden.deltaF, 1e-3), "\(golden): \(pair.deltaF ?? .nan)")
            #expect(pair.isAccepted == golden.isAccepted, "\(golden)")
            if let normalised = golden.normalised {
                #expect(isClose(pair.normalisedDeltaF, normalised, 1e-3), "\(golden)")
            }
        }
        let units = assessment.units.map(\.deltaF.deltaF)
        #expect(zip(units, [nil, nil, nil, 1.838382022, 2.709521781]).allSatisfy { isClose($0, $1, 1e-3) }, "\(units)")
    }

    @Test("smooth rates at discharges are numpy's")
    func rates() throws {
        let smooth = try ["poly5", "hann2s", "hann1s"].map { try assess($0).units.map(\.smoothed) }
        let wrong = SampleVL.rates.filter { golden in
            let found = smooth.map { $0[golden.unit][golden.sample] }
            return
                !(isClose(found[0], golden.poly5, 1e-8) && isClose(found[1], golden.hann2s, 1e-8)
                && isClose(found[2], golden.hann1s, 1e-8))
        }
        #expect(SampleVL.rates.count > 100)
        #expect(wrong.isEmpty, "\(wrong)")
    }

    @Test("the older rule, which lets ΔF end with the control unit, changes only who is accepted")
    func truncated() throws {
        let strict = try assess("poly5").pairs
        let lenient = try assess("poly5", DeltaFParameters(controlMustOutlastTest: false)).pairs
        #expect(strict.map(\.deltaF) == lenient.map(\.deltaF))
        #expect(!lenient.flatMap(\.rejections).contains { $0.rule == .controlStoppedFirst })
        let stoppedFirst = strict.filter { $0.rejections.contains { $0.rule == .controlStoppedFirst } }
        #expect(stoppedFirst.map { [$0.control, $0.test] } == [[0, 1], [2, 3]])
    }

    @Test("the default cleaning reports slow firing of unit 2 and removes nothing")
    func cleaning() throws {
        let units = try assess("poly5").units
        #expect(units.map(\.removedCount) == [0, 0, 0, 0, 0])
        #expect(units.map { $0.cleaning.filter { $0.rule == .longInterval }.count } == [1, 0, 31, 2, 2])
        #expect(units.map(\.measures.gapCount) == [0, 0, 1, 0, 0])
    }

    @Test("the coefficient of variation of intervals and the mean rate are openhdemg's")
    func measures() throws {
        let units = try assess("poly5").units.map(\.measures)
        let variation = [19.10430625, 15.40873872, 77.24191191, 23.32450252, 16.3194742]
        let mean = [10.6930756, 10.54301089, 7.608025131, 7.94929391, 6.814686602]
        #expect(zip(units, variation).allSatisfy { isClose($0.intervalVariation, $1, 1e-7) })
        #expect(zip(units, mean).allSatisfy { isClose($0.meanRate, $1, 1e-7) })
    }
}

/// Whether two values agree within a tolerance, or are both missing.
func isClose(_ a: Double?, _ b: Double?, _ tolerance: Double) -> Bool {
    guard let a, let b else { return a == nil && b == nil }
    return (a - b).magnitude <= tolerance
}
