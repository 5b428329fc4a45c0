// What holds for any contraction.

import Amplification
import MotorUnits
import Signals
import TestSupport
import Testing

@Suite("ΔF of any contraction")
struct DeltaFPropertyTests {
    private static let seeds: [UInt64] = Array(1...6)

    private func assess(_ units: [MotorUnit], _ smoother: RateSmoother = .fifthOrderPolynomial) throws -> RampAssessment
    {
        try RampAssessment(units: units, settings: RampSettings(smoother: smoother))
    }

    /// ΔF by the names of control and test unit.
    private func byName(_ assessment: RampAssessment) -> [String: DeltaFPair] {
        Dictionary(
            uniqueKeysWithValues: assessment.pairs.map {
                ("\(assessment.units[$0.control].unit.name) \(assessment.units[$0.test].unit.name)", $0)
            })
    }

    @Test("time does not matter: an hour later ΔF is the same", arguments: seeds)
    func timeShift(seed: UInt64) throws {
        for smoother in [RateSmoother.fifthOrderPolynomial, .hann2s] {
            let now = try assess(randomContraction(seed), smoother)
            let later = try assess(randomContraction(seed, shift: 1_800_000), smoother)
            #expect(now.pairs.map(\.isAccepted) == later.pairs.map(\.isAccepted))
            #expect(zip(now.pairs, later.pairs).allSatisfy { isClose($0.deltaF, $1.deltaF, 1e-9) })
            #expect(zip(now.units, later.units).allSatisfy { isClose($0.deltaF.deltaF, $1.deltaF.deltaF, 1e-9) })
        }
    }

    @Test("the order in which units are given changes nothing", arguments: seeds)
    func order(seed: UInt64) throws {
        let units = try randomContraction(seed)
        var generator = SeededGenerator(seed: seed)
        let (a, b) = try (assess(units), assess(units.shuffled(using: &generator)))
        let isSame = a == b
        #expect(isSame)
    }

    @Test("a finer clock changes nothing: positions and rate times 4", arguments: seeds)
    func clockScale(seed: UInt64) throws {
        let (coarse, fine) = try (assess(randomContraction(seed)), assess(randomContraction(seed, scale: 4)))
        // The curve is the same function, so that values at discharges agree. r sums over four times as many samples
        // and differs by the trapezoids' ends.
        #expect(zip(coarse.pairs, fine.pairs).allSatisfy { isClose($0.deltaF, $1.deltaF, 1e-9) })
        #expect(zip(coarse.pairs, fine.pairs).allSatisfy { isClose($0.correlation, $1.correlation, 1e-3) })
        #expect(zip(coarse.units, fine.units).allSatisfy { isClose($0.deltaF.deltaF, $1.deltaF.deltaF, 1e-9) })
        // A Hann window of L samples spans L − 1 intervals: its shape depends on the clock by 1/L.
        let hann = try (assess(randomContraction(seed), .hann2s), assess(randomContraction(seed, scale: 4), .hann2s))
        #expect(zip(hann.0.pairs, hann.1.pairs).allSatisfy { isClose($0.deltaF, $1.deltaF, 0.02) })
    }

    @Test("correlation and modulation are those of the shared samples, one by one", arguments: seeds)
    func plainComparison(seed: UInt64) throws {
        for smoother in [RateSmoother.fifthOrderPolynomial, .hann2s] {
            let assessment = try assess(randomContraction(seed), smoother)
            var compared = 0
            for pair in assessment.pairs {
                guard let start = pair.start, let end = pair.end, start < end, pair.correlation != nil else { continue }
                let curves = [pair.control, pair.test].map { assessment.units[$0].smoothed }
                let own = (start..<end).compactMap { curves[0][$0] }
                let shared = (start..<end).compactMap { k in curves[0][k].flatMap { x in curves[1][k].map { (x, $0) } }
                }
                let count = Double(shared.count)
                let (x, y) = (shared.reduce(0) { $0 + $1.0 } / count, shared.reduce(0) { $0 + $1.1 } / count)
                let squares = shared.reduce((0.0, 0.0, 0.0)) {
                    let (a, b) = ($1.0 - x, $1.1 - y)
                    return ($0.0 + a * a, $0.1 + b * b, $0.2 + a * b)
                }
                let r = squares.2 / (squares.0 * squares.1).squareRoot()
                #expect(isClose(pair.correlation, r, 1e-12))
                #expect(pair.modulation == (own.max() ?? 0) - (own.min() ?? 0))
                compared += 1
            }
            #expect(compared > 0)
        }
    }

    @Test("every pair is accepted or has a reason, and every unit has a value or a reason", arguments: seeds)
    func reasons(seed: UInt64) throws {
        let assessment = try assess(randomContraction(seed))
        let count = assessment.units.count
        #expect(assessment.pairs.count == count * (count - 1) / 2)
        #expect(assessment.pairs.allSatisfy { $0.isAccepted != ($0.rejections.count > 0) })
        #expect(assessment.pairs.allSatisfy { !$0.isAccepted || $0.deltaF != nil })
        #expect(assessment.units.allSatisfy { ($0.deltaF.deltaF == nil) == ($0.deltaF.absence != nil) })
        for unit in assessment.units.map(\.deltaF) {
            let accepted = assessment.pairs.filter { $0.test == unit.unit && $0.isAccepted }.compactMap(\.deltaF)
            #expect(accepted.count == unit.controlCount)
            let mean = accepted.isEmpty ? nil : accepted.reduce(0, +) / Double(accepted.count)
            #expect(isClose(unit.deltaF, mean, 1e-12))
        }
    }

    @Test("a unit that overlaps with no other does not move another unit's value", arguments: seeds)
    func nonOverlapping(seed: UInt64) throws {
        // openhdemg 0.1.2 skips such pairs in one of its lists only, and then gives values to the wrong units.
        let units = try randomContraction(seed)
        let lone = try unit("lone", (0..<40).map { 30_000 + $0 * 50 }, hertz: 500)
        let early = try unit("early", (0..<9).map { 5 + $0 * 50 }, hertz: 500)
        let (without, with) = try (byName(assess(units)), byName(assess([lone] + units + [early])))
        #expect(without.allSatisfy { with[$0.key]?.deltaF == $0.value.deltaF })
        let values = try assess([lone] + units + [early]).units.filter { $0.unit.name.hasPrefix("u") }
        #expect(try values.map(\.deltaF.deltaF) == assess(units).units.map(\.deltaF.deltaF))
        let loneRules = with.filter { $0.key.contains("lone") }.map { $0.value.rejections.map(\.rule) }
        #expect(loneRules.allSatisfy { $0.contains(.overlapTooShort) })
    }

    @Test("stricter limits never accept a pair that laxer ones reject", arguments: seeds)
    func monotone(seed: UInt64) throws {
        let units = try randomContraction(seed)
        let lax = try RampAssessment(
            units: units,
            settings: RampSettings(deltaF: DeltaFParameters(recruitmentDifference: 0.5, correlation: 0.3)))
        let strict = try RampAssessment(
            units: units,
            settings: RampSettings(
                deltaF: DeltaFParameters(saturationMargin: 0.5, derecruitmentDifference: 1.5)))
        #expect(zip(lax.pairs, strict.pairs).allSatisfy { $0.isAccepted || !$1.isAccepted })
    }
}
