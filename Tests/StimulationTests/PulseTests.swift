import TestSupport
import Testing

@testable import Stimulation

@Suite("a pulse")
struct PulseShapeTests {
    private func point(_ microseconds: Int, _ microamperes: Int) -> PulseShape.Point {
        PulseShape.Point(duration: Microseconds(microseconds), current: Milliamperes(microamperes: microamperes))
    }

    private func failure(_ points: [PulseShape.Point]) -> PulseShapeError? {
        do {
            _ = try PulseShape(points: points)
            return nil
        } catch {
            return error
        }
    }

    @Test("a pulse that leaves one picocoulomb in the skin cannot exist")
    func balance() {
        #expect(failure([point(200, 20_000), point(100, 0), point(200, -20_000)]) == nil)
        #expect(failure([point(200, 20_000), point(800, -5_000)]) == nil)
        #expect(
            failure([point(200, 20_000), point(199, -20_000), point(1, -19_999)])
                == .notBalanced(residual: Microcoulombs(picocoulombs: 1)))
        #expect(
            failure([point(200, 20_000)]) == .notBalanced(residual: Microcoulombs(picocoulombs: 4_000_000)))
    }

    @Test("a pulse needs 1 to 16 points, whole durations and some current")
    func ranges() {
        #expect(failure([]) == .pointCount(0))
        #expect(failure(Array(repeating: point(10, 0), count: 17)) == .pointCount(17))
        #expect(failure([point(10, 0)]) == .noCurrent)
        #expect(failure([point(0, 5), point(10, 5)]) == .duration(position: 0, .zero))
        #expect(failure([point(10, 5), point(-10, 5)]) == .duration(position: 1, Microseconds(-10)))
        #expect(failure([point(.max, 5)]) == .duration(position: 0, Microseconds(.max)))
        #expect(failure([point(10, .max)]) == .current(position: 0, Milliamperes(microamperes: .max)))
        #expect(failure([point(10, .min)]) == .current(position: 0, Milliamperes(microamperes: .min)))
    }

    @Test("random pulses exist exactly when their charges add up to zero")
    func randomBalance() {
        var generator = SeededGenerator(seed: 2)
        var wrong = 0, balanced = 0
        for _ in 0..<5_000 {
            let points = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
                point(Int.random(in: 1...4, using: &generator), Int.random(in: -3...3, using: &generator))
            }
            let charge = points.reduce(0) { $0 + $1.duration.count * $1.current.microamperes }
            let mayExist = charge == 0 && points.contains { $0.current != .zero }
            if mayExist { balanced += 1 }
            if (failure(points) == nil) != mayExist { wrong += 1 }
        }
        #expect(wrong == 0)
        #expect(balanced > 100)
    }

    @Test("a gap inside a phase neither ends the phase nor hides its charge")
    func phases() throws {
        let shape = try PulseShape(points: [point(100, 10_000), point(50, 0), point(100, 10_000), point(400, -5_000)])
        #expect(shape.chargePerPhase == Microcoulombs(picocoulombs: 2_000_000))
        #expect(shape.chargePerPulse == Microcoulombs(picocoulombs: 2_000_000))
        #expect(shape.longestPhase == .microseconds(400))
        #expect(shape.duration == .microseconds(650))
        #expect(shape.peakCurrent == .milliamperes(10))
        // 10² × 200 + 5² × 400 = 30,000 mA²µs; × 500 Ω = 0.015 mJ.
        #expect(abs(shape.energy(into: Ohms(500)).value - 0.015) < 1e-15)
    }

    @Test("a pulse made weaker stays balanced or is not made")
    func scaling() throws {
        let shape = try PulseShape(points: [point(200, 20_000), point(800, -5_000)])
        #expect(try shape.scaled(toPeak: .milliamperes(4)).points == [point(200, 4_000), point(800, -1_000)])
        #expect(throws: PulseShapeError.self) { try shape.scaled(toPeak: Milliamperes(microamperes: 4_001)) }
        #expect(throws: PulseShapeError.noCurrent) { try shape.scaled(toPeak: .zero) }
        let biphasic = try PulseShape.biphasic(current: .milliamperes(20), phase: .microseconds(200))
        #expect(try biphasic.scaled(toPeak: Milliamperes(microamperes: 7_501)).peakCurrent.microamperes == 7_501)
    }
}

@Suite("a burst")
struct PulseTrainTests {
    let shape: PulseShape

    init() throws {
        shape = try PulseShape.biphasic(
            current: .milliamperes(20), phase: .microseconds(200), gap: .microseconds(100))
    }

    @Test("ten pulses at 100 Hz every 1.5 s are not 6.7 Hz, and both are exact")
    func patterns() throws {
        let grouped = try PulseTrain(
            shape: shape,
            pattern: PulsePattern(
                pulsesPerGroup: 10, pulsePeriod: .milliseconds(10), groupPeriod: .milliseconds(1_500)),
            duration: .seconds(3))
        let even = try PulseTrain(shape: shape, pattern: .even(period: .milliseconds(150)), duration: .seconds(3))
        #expect(grouped.pulseCount == 20 && even.pulseCount == 20)
        #expect(grouped.pattern.meanRate.value == even.pattern.meanRate.value)
        #expect(grouped.pattern.highestRate.value == 100)
        #expect(
            (0..<20).map { grouped.start(ofPulse: $0).count }
                == (0..<10).map { $0 * 10_000 } + (0..<10).map { 1_500_000 + $0 * 10_000 })
        #expect((0..<20).map { even.start(ofPulse: $0).count } == (0..<20).map { $0 * 150_000 })
        // Closer together is warmer: √15 times the rms current of the even train.
        let area = SquareCentimetres(25)
        let ratio =
            PulseLoad(of: grouped, contactArea: area).rmsCurrent / PulseLoad(of: even, contactArea: area).rmsCurrent
        #expect(abs(ratio - 15.0.squareRoot()) < 1e-12)
        #expect(
            abs(
                PulseLoad(of: grouped, contactArea: area).meanRmsCurrent
                    / PulseLoad(of: even, contactArea: area).meanRmsCurrent - 1) < 1e-12)
    }

    @Test("the number of pulses equals counting them one by one")
    func countsPulses() throws {
        var generator = SeededGenerator(seed: 3)
        var wrong = 0
        for _ in 0..<2_000 {
            let period = Int.random(in: 500...3_000, using: &generator)
            let pulses = Int.random(in: 1...5, using: &generator)
            let pattern = try PulsePattern(
                pulsesPerGroup: pulses, pulsePeriod: Microseconds(period),
                groupPeriod: Microseconds(period * pulses + Int.random(in: 0...5_000, using: &generator)))
            let train = try PulseTrain(
                shape: shape, pattern: pattern, duration: Microseconds(Int.random(in: 500...60_000, using: &generator)))
            var counted = 0
            while train.start(ofPulse: counted) + shape.duration <= train.duration { counted += 1 }
            if counted != train.pulseCount { wrong += 1 }
        }
        #expect(wrong == 0)
    }

    @Test("pulses that overlap, groups that overlap, and bursts without a pulse cannot exist")
    func refusesNonsense() {
        #expect(throws: PulseTrainError.self) { try PulsePattern.even(period: .zero) }
        #expect(throws: PulseTrainError.self) { try PulsePattern.even(period: Microseconds(.max)) }
        #expect(throws: PulseTrainError.self) {
            try PulsePattern(pulsesPerGroup: 3, pulsePeriod: .milliseconds(10), groupPeriod: .milliseconds(29))
        }
        #expect(throws: PulseTrainError.self) {
            try PulsePattern(pulsesPerGroup: .max, pulsePeriod: .milliseconds(10), groupPeriod: .seconds(1))
        }
        #expect(throws: PulseTrainError.overlap(pulse: .microseconds(500), period: .microseconds(499))) {
            try PulseTrain(shape: shape, pattern: .even(period: .microseconds(499)), duration: .seconds(1))
        }
        for duration in [Microseconds(499), .zero, Microseconds(-1), Microseconds(.min), .hours(25)] {
            #expect(throws: PulseTrainError.duration(duration)) {
                try PulseTrain(shape: shape, pattern: .even(period: .milliseconds(20)), duration: duration)
            }
        }
    }

    @Test("a ramp rises in whole steps, stays balanced and never exceeds the full pulse")
    func ramps() throws {
        let train = try PulseTrain(
            shape: shape, pattern: .even(period: .milliseconds(20)), duration: .seconds(1),
            ramp: PulseRamp(pulses: 5, currentStep: Milliamperes(microamperes: 500)))
        let peaks = (0..<7).map { train.shape(ofPulse: $0).peakCurrent.microamperes }
        #expect(peaks == [3_000, 6_500, 10_000, 13_000, 16_500, 20_000, 20_000])
        #expect(throws: PulseTrainError.self) { try PulseRamp(pulses: 0, currentStep: .milliamperes(1)) }
        #expect(throws: PulseTrainError.self) { try PulseRamp(pulses: 1, currentStep: .zero) }
        // 20 mA × 200 µs against 5 mA × 800 µs: a half of 5 mA in whole milliamperes would not balance.
        let uneven = try PulseShape(points: [
            .init(duration: .microseconds(200), current: .milliamperes(20)),
            .init(duration: .microseconds(800), current: -.milliamperes(5)),
        ])
        #expect(throws: PulseTrainError.self) {
            try PulseTrain(
                shape: uneven, pattern: .even(period: .milliseconds(20)), duration: .seconds(1),
                ramp: PulseRamp(pulses: 1, currentStep: .milliamperes(1)))
        }
    }

    @Test("a burst falls as it rises, and a short one that does both never exceeds either")
    func falls() throws {
        let step = Milliamperes(microamperes: 500)
        let train = try PulseTrain(
            shape: shape, pattern: .even(period: .milliseconds(20)), duration: .milliseconds(200),
            ramp: PulseRamp(pulses: 2, fallingPulses: 4, currentStep: step))
        let peaks = (0..<train.pulseCount).map { train.shape(ofPulse: $0).peakCurrent.microamperes }
        #expect(peaks == [6_500, 13_000, 20_000, 20_000, 20_000, 20_000, 16_000, 12_000, 8_000, 4_000])
        #expect(Set(train.shapes).isSuperset(of: (0..<train.pulseCount).map { train.shape(ofPulse: $0) }))
        let short = try PulseTrain(
            shape: shape, pattern: .even(period: .milliseconds(20)), duration: .milliseconds(60),
            ramp: PulseRamp(pulses: 3, fallingPulses: 3, currentStep: step))
        #expect(
            (0..<short.pulseCount).map { short.shape(ofPulse: $0).peakCurrent.microamperes } == [5_000, 10_000, 5_000])
        for wrong in [-1, 1_001, Int.max, Int.min] {
            #expect(throws: PulseTrainError.self) {
                try PulseRamp(pulses: 1, fallingPulses: wrong, currentStep: step)
            }
        }
    }
}

@Suite("the load of a burst")
struct PulseLoadTests {
    /// The worked table of the safety document: mA, µs per phase, Hz, cm², then rms mA, mA rms/cm², mJ into 500 Ω,
    /// µC per phase, mW/cm².
    static let workedTable: [[Double]] = [
        [20, 200, 100, 25, 4.0, 0.16, 0.08, 4, 0.3],
        [60, 300, 50, 25, 10.4, 0.42, 1.08, 18, 2.2],
        [60, 300, 50, 12.5, 10.4, 0.83, 1.08, 18, 4.3],
        [100, 500, 50, 25, 22.4, 0.89, 5.0, 50, 10],
        [130, 500, 50, 45, 29.1, 0.65, 8.45, 65, 9.4],
        [130, 1_000, 100, 45, 58.1, 1.29, 16.9, 130, 37.6],
    ]

    @Test("the loads equal the worked numbers of the safety document", arguments: PulseLoadTests.workedTable)
    func workedNumbers(row: [Double]) throws {
        let train = try PulseTrain(
            shape: .biphasic(current: #require(Milliamperes(row[0])), phase: Microseconds(Int(row[1]))),
            pattern: .even(period: #require(Hertz(row[2]).period)), duration: .seconds(1))
        let load = PulseLoad(of: train, contactArea: SquareCentimetres(row[3]))
        // Half of the last digit that the table gives.
        #expect(abs(load.rmsCurrent.value - row[4]) <= 0.05)
        #expect(abs(load.rmsCurrentDensity.value - row[5]) <= 0.005)
        #expect(abs(load.energyPerPulse.value - row[6]) <= 0.05)
        #expect(load.chargePerPhase.value == row[7])
        #expect(abs(load.powerDensity.value * 1_000 - row[8]) <= 0.05)
        #expect(load.peakCurrent.value == row[0])
    }

    @Test("Shannon's k is log D + log Q, and is shown only")
    func shannon() throws {
        let train = try PulseTrain(
            shape: .biphasic(current: .milliamperes(50), phase: .microseconds(200)),
            pattern: .even(period: .milliseconds(20)), duration: .seconds(1))
        // Q = 10 µC on 10 cm²: D = 1 µC/cm², k = 0 + 1.
        #expect(abs(PulseLoad(of: train, contactArea: SquareCentimetres(10)).shannonK - 1) < 1e-12)
        #expect(!LimitedQuantity.allCases.contains { $0.title.contains("Shannon") })
    }
}
