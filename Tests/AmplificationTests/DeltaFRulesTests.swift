// Each rule by itself: when it speaks, and which value and limit it names. Then the awkward inputs.

import Amplification
import MotorUnits
import Signals
import Testing

@Suite("The rules of ΔF")
struct DeltaFRulesTests {
    private func assess(
        _ units: [MotorUnit], end: Int? = nil, _ parameters: DeltaFParameters = DeltaFParameters()
    ) throws -> RampAssessment {
        try RampAssessment(
            units: units, end: end, settings: RampSettings(smoother: .polynomial(degree: 2), deltaF: parameters))
    }

    private func falling(_ name: String, from: Double, to: Double) throws -> MotorUnit {
        try unit(name, from: from, to: to) { 15 - 0.4 * $0 }
    }

    private func onlyPair(_ assessment: RampAssessment) throws -> DeltaFPair {
        #expect(assessment.pairs.count == 1)
        return try #require(assessment.pairs.first)
    }

    @Test("units recruited within a second: the difference and the limit are named")
    func recruitment() throws {
        let pair = try onlyPair(assess([falling("a", from: 1, to: 20), falling("b", from: 1.5, to: 15)]))
        #expect(pair.rejections.map(\.rule) == [.recruitmentTooClose])
        #expect(isClose(pair.rejections[0].found, 0.5, 1e-4) && pair.rejections[0].limit == 1)
        #expect(pair.rejections[0].description == "recruited 0.5 s apart, not more than 1 s")
        #expect(pair.deltaF != nil)
    }

    @Test("exactly a second is not more than a second")
    func recruitmentLimit() throws {
        let control = try unit("a", (0..<100).map { $0 * 80 + $0 * $0 / 4 })
        let second = control.discharges.samples[1]
        func test(_ shift: Int) throws -> DeltaFPair {
            let samples = (0..<50).map { second + shift - 100 + $0 * 100 + $0 * $0 / 4 }
            return try onlyPair(assess([control, unit("b", samples)]))
        }
        #expect(try test(1000).rejections.map(\.rule).contains(.recruitmentTooClose))
        #expect(try !test(1001).rejections.map(\.rule).contains(.recruitmentTooClose))
    }

    @Test("a control unit that stops first: ΔF ends with it, is flagged, and counts only when asked")
    func controlStops() throws {
        let units = [try falling("a", from: 1, to: 12), try falling("b", from: 4, to: 15)]
        let pair = try onlyPair(assess(units))
        #expect(pair.endsWithControl && pair.rejections.map(\.rule) == [.controlStoppedFirst])
        #expect(pair.end == units[0].discharges.samples.last)
        #expect(pair.rejections[0].found == pair.derecruitmentDifference && pair.rejections[0].limit == 0)
        let text = pair.rejections[0].description
        #expect(text.hasPrefix("the control unit stopped 2.") || text.hasPrefix("the control unit stopped 3"))
        #expect(try onlyPair(assess(units, DeltaFParameters(controlMustOutlastTest: false))).isAccepted)
    }

    @Test("rates that move against each other do not count, by r or r²")
    func correlation() throws {
        let units = [try falling("a", from: 1, to: 20), try unit("b", from: 4, to: 15) { 5 + 0.4 * $0 }]
        let pair = try onlyPair(assess(units))
        #expect(pair.rejections.map(\.rule) == [.correlationTooLow])
        #expect(isClose(pair.rejections[0].found, -1, 1e-3))
        let squared = DeltaFParameters(correlation: 0, correlationMetric: .rSquared)
        #expect(try onlyPair(assess(units, squared)).rejections.map(\.rule) == [.correlationTooLow])
    }

    @Test("r² is stricter than r at the same limit")
    func rSquared() throws {
        let units = try SampleVL.units
        // r of the pair (1, 4) is 0.835, r² 0.698.
        for (metric, isAccepted) in [(DeltaFParameters.CorrelationMetric.r, true), (.rSquared, false)] {
            let settings = RampSettings(deltaF: DeltaFParameters(correlationMetric: metric))
            let pairs = try RampAssessment(units: units, settings: settings).pairs
            #expect(pairs.first { $0.control == 1 && $0.test == 4 }?.isAccepted == isAccepted)
        }
    }

    @Test("correlation and modulation are numpy's on the sample's polynomial rates, pauses left out")
    func numpyCorrelations() throws {
        // r, modulation and overlap of numpy.corrcoef, nanmax − nanmin on polynomials from numpy.
        let golden: [(Int, Int, Double, Double, Int)] = [
            (0, 1, 0.949560965, 6.197156298, 56629), (0, 2, 0.459146760, 4.483914409, 52418),
            (0, 3, 0.994475842, 4.486194268, 51592), (0, 4, 0.925309537, 3.520538389, 46623),
            (1, 2, 0.574522639, 3.594876931, 52418), (1, 3, 0.933704362, 3.596596288, 51592),
            (1, 4, 0.835342542, 2.881093302, 46623), (2, 3, 0.526295941, 8.561516261, 51588),
            (2, 4, 0.274680703, 6.409225745, 46623), (3, 4, 0.923918821, 4.121762605, 46623),
        ]
        let pairs = try RampAssessment(units: SampleVL.units).pairs
        let wrong = zip(pairs, golden).filter { pair, row in
            pair.overlap != row.4 || !isClose(pair.correlation, row.2, 2e-9) || !isClose(pair.modulation, row.3, 2e-9)
        }
        #expect(wrong.isEmpty, "\(wrong)")
    }

    @Test("constant rates have no correlation and no modulation")
    func constant() throws {
        let units = try [unit("a", (0..<200).map { $0 * 80 }), unit("b", (0..<100).map { 3000 + $0 * 100 })]
        let pair = try onlyPair(assess(units))
        #expect(pair.rejections.map(\.rule) == [.correlationTooLow, .modulationTooSmall])
        #expect(pair.correlation == nil && pair.rejections[0].found == nil)
        #expect(isClose(pair.rejections[1].found, 0, 1e-9) && pair.rejections[1].limit == 0.5)
    }

    @Test("what rounding leaves of a constant rate does not pass for variance", arguments: [61, 70, 83, 97, 113])
    func constantButForRounding(interval: Int) throws {
        let units = try [
            unit("a", (0..<200).map { $0 * interval }), unit("b", (0..<100).map { 2000 + $0 * (interval + 1) }),
        ]
        #expect(try onlyPair(RampAssessment(units: units)).correlation == nil)
    }

    @Test("units that stop at the same sample are a pair like others")
    func sameEnd() throws {
        let control = try falling("a", from: 1, to: 20)
        let last = try #require(control.discharges.samples.last)
        let start = try falling("b", from: 4, to: 15).discharges.samples.filter { $0 < last - 400 }
        let pair = try onlyPair(assess([control, unit("b", start + [last], hertz: 5000)]))
        #expect(!pair.endsWithControl && pair.derecruitmentDifference == 0)
        #expect(!pair.rejections.map(\.rule).contains(.controlStoppedFirst))
        #expect(isClose(pair.normalisedDeltaF, 1, 1e-12))
    }

    @Test("a control unit whose rate goes on rising after the test unit's recruitment is not saturated")
    func notSaturated() throws {
        let units = try [
            unit("a", from: 1, to: 20) { 14 - 0.08 * ($0 - 9) * ($0 - 9) },
            unit("b", from: 5, to: 16) { 11 - 0.08 * ($0 - 9) * ($0 - 9) },
        ]
        // Modulation − ΔF = 14 − F(5 s) = 1.28 pps.
        let pair = try onlyPair(assess(units, DeltaFParameters(saturationMargin: 1.2)))
        #expect(pair.isAccepted && isClose(pair.saturationMargin, 1.28, 0.01))
        let strict = try onlyPair(assess(units, DeltaFParameters(saturationMargin: 1.3)))
        #expect(strict.rejections.map(\.rule) == [.controlSaturated])
    }

    @Test("a saturated control unit is reported, and rejected when asked")
    func saturation() throws {
        let units = [try falling("a", from: 1, to: 20), try falling("b", from: 4, to: 15)]
        let pair = try onlyPair(assess(units))
        #expect(pair.isAccepted && isClose(pair.saturationMargin, 0, 0.01))
        let strict = try onlyPair(assess(units, DeltaFParameters(saturationMargin: 0.5)))
        #expect(strict.rejections.map(\.rule) == [.controlSaturated] && strict.rejections[0].limit == 0.5)
    }

    @Test("units that stop together are rejected when a difference is asked for")
    func derecruitment() throws {
        let units = [try falling("a", from: 1, to: 15.5), try falling("b", from: 4, to: 15)]
        let pair = try onlyPair(assess(units, DeltaFParameters(derecruitmentDifference: 1.5)))
        #expect(pair.rejections.map(\.rule) == [.derecruitmentTooClose])
        #expect(try onlyPair(assess(units)).isAccepted)
    }

    @Test("a test unit recruited in the control unit's pause has no ΔF")
    func pause() throws {
        let control = try falling("a", from: 1, to: 20)
        let kept = control.discharges.samples.filter { !(17_500...27_500).contains($0) }
        let units = [try unit("a", kept, hertz: 5000), try falling("b", from: 4.5, to: 15)]
        let pair = try onlyPair(assess(units))
        #expect(pair.rejections.map(\.rule) == [.controlRateUnknown] && pair.deltaF == nil)
        #expect(isClose(pair.rejections[0].found, 4.5, 1e-4))
        #expect(pair.correlation != nil)
    }

    @Test("units that pause and units of the same name are findings that name them")
    func pausesAndNamesakes() throws {
        let long = try falling("a", from: 1, to: 20)
        // Discharges at 3.5 and 5.5 s at the latest; the pause lies between those that are left.
        let kept = long.discharges.samples.filter { !(17_500...27_500).contains($0) }
        let before = try #require(kept.last { $0 < 17_500 }), after = try #require(kept.first { $0 > 27_500 })
        let paused = try assess([unit("a", kept, hertz: 5000), falling("b", from: 4.5, to: 15)])
        let sentence = try #require(paused.findings.first { $0.hasPrefix("Silent for more than 1.0 s") })
        func text(_ sample: Int) -> String { String((Double(sample) / 50).rounded() / 100) }
        #expect(
            sentence.contains(": a (\(text(before)) to \(text(after)) s); there is no rate in a pause"), "\(sentence)")
        let twins = try assess([falling("a", from: 1, to: 20), falling("a", from: 4.5, to: 15)])
        #expect(twins.findings.contains { $0.hasPrefix("2 motor units are called a;") })
        #expect(try assess([long, falling("b", from: 4.5, to: 15)]).findings.allSatisfy { !$0.contains("Silent") })
    }

    @Test("a unit that still discharges at the end is a finding, and a reason when asked")
    func noDerecruitment() throws {
        let units = [try falling("a", from: 1, to: 20), try falling("b", from: 4, to: 15)]
        let assessment = try assess(units, end: 20 * 5000)
        #expect(assessment.units.map(\.isStillDischarging) == [true, false])
        #expect(assessment.findings.contains { $0.hasPrefix("Still discharging at the end") && $0.contains(": a;") })
        #expect(try onlyPair(assessment).isAccepted)
        let strict = DeltaFParameters(requireDerecruitment: true)
        #expect(try onlyPair(assess(units, end: 20 * 5000, strict)).isAccepted)
        let cut = try onlyPair(assess(units, end: 15 * 5000, strict))
        #expect(cut.rejections.map(\.rule) == [.noDerecruitment] && cut.rejections[0].limit == 15)
        #expect(try assess(units).units.allSatisfy { !$0.isStillDischarging })
    }

    @Test("on a tie of recruitment the unit that stops last is the control unit, in either order")
    func tie() throws {
        let (long, short) = (try falling("long", from: 3, to: 15), try falling("short", from: 3, to: 12))
        for units in [[long, short], [short, long]] {
            let assessment = try assess(units)
            #expect(assessment.units[try onlyPair(assessment).control].unit.name == "long")
        }
    }

    @Test("with the first discharge as recruitment, ΔF begins there")
    func firstDischarge() throws {
        let units = [try falling("a", from: 1, to: 20), try falling("b", from: 4, to: 15)]
        let pair = try onlyPair(assess(units, DeltaFParameters(recruitment: .firstDischarge)))
        #expect(pair.start == units[1].discharges.samples[0])
        let second = try onlyPair(assess(units))
        #expect(isClose(try #require(pair.deltaF) - (try #require(second.deltaF)), 0.4 / (15 - 0.4 * 4), 2e-3))
    }

    @Test("no unit and one unit give an empty assessment that says so")
    func tooFewUnits() throws {
        let none = try assess([])
        #expect(none.units.isEmpty && none.pairs.isEmpty && none.meanDeltaF == nil)
        #expect(none.findings.first == "The recording has no motor unit; ΔF needs at least two.")
        let one = try assess([falling("a", from: 1, to: 20)])
        #expect(one.units.map(\.deltaF.absence) == [.noOtherUnit] && one.pairs.isEmpty)
    }

    @Test("units with no, one and two discharges say why they have no ΔF and disturb nobody")
    func fewDischarges() throws {
        let good = [try falling("a", from: 1, to: 20), try falling("b", from: 4, to: 15)]
        let poor = try [
            unit("none", [], hertz: 5000), unit("one", [25_000], hertz: 5000),
            unit("two", [30_000, 30_500], hertz: 5000),
        ]
        let assessment = try assess(poor + good)
        #expect(assessment.units.map(\.unit.name) == ["a", "b", "one", "two", "none"])
        #expect(
            assessment.units.map(\.deltaF.deltaF) == (try assess(good).units.map(\.deltaF.deltaF)) + [nil, nil, nil])
        #expect(
            assessment.units.map(\.deltaF.absence) == [
                .firstRecruited, nil, .tooFewDischarges(found: 1, required: 2),
                .noAcceptedControl(pairs: 2, reasons: [.overlapTooShort: 2]),
                .tooFewDischarges(found: 0, required: 2),
            ])
        #expect(
            assessment.units[3].deltaF.absence?.description
                == "no accepted control unit: 2 pairs (too short together 2×)")
        #expect(assessment.pairs.count == 10 && assessment.pairs.filter(\.isAccepted).count == 1)
    }

    @Test("a minimum of ten discharges takes a scarce unit out of every pair")
    func minimumDischarges() throws {
        let units = try [unit("a", (0..<9).map { $0 * 100 }), unit("b", (0..<9).map { 1 + $0 * 100 })]
        let assessment = try assess(units, DeltaFParameters(minimumDischarges: 10))
        #expect(try onlyPair(assessment).rejections.filter { $0.rule == .tooFewDischarges }.count == 2)
        #expect(assessment.units[1].deltaF.absence == .tooFewDischarges(found: 9, required: 10))
    }

    @Test("units on different clocks are refused by name")
    func differentRates() throws {
        let units = try [unit("a", [0, 100], hertz: 2048), unit("b", [0, 100], hertz: 2000)]
        let error = #expect(throws: DeltaFError.self) { try assess(units) }
        #expect(error?.category == .data)
        #expect(error?.description.contains("unit a is sampled at 2048.0 Hz and motor unit b at 2000.0 Hz") == true)
    }

    @Test("parameters that cannot be meant are refused")
    func parameters() {
        let wrong = [
            DeltaFParameters(minimumDischarges: 1), DeltaFParameters(minimumOverlap: 0),
            DeltaFParameters(recruitmentDifference: .nan), DeltaFParameters(correlation: 1.5),
            DeltaFParameters(controlModulation: .infinity), DeltaFParameters(saturationMargin: .nan),
            DeltaFParameters(derecruitmentDifference: -.infinity),
        ]
        for parameters in wrong { #expect(throws: DeltaFError.self) { try assess([], parameters) } }
    }
}
