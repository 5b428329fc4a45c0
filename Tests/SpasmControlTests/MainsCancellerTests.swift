import Glibc
import Signals
import SpasmControl
import Stimulation
import TestSupport
import Testing

@Suite("the mains canceller")
struct MainsCancellerTests {
    private func canceller(_ mains: MainsFrequency = .both) -> MainsCanceller {
        MainsCanceller(mains, top: 450, time: 0.25, rate: rate)
    }

    /// 100 µV of the fundamental, 40 µV of its third and 20 µV of its fifth harmonic.
    private func mains(_ frequency: Double, _ k: Int) -> Double {
        let angle = 2 * .pi * frequency * rate.seconds(k)
        return 100 * sin(angle + 0.3) + 40 * sin(3 * angle + 1) + 20 * sin(5 * angle)
    }

    private func rms(_ values: [Double]) -> Double {
        (values.reduce(0) { $0 + $1 * $1 } / Double(values.count)).squareRoot()
    }

    @Test(
        "mains of 50 and 60 Hz with harmonics falls by 35 dB, also when it is a fifth of a hertz off",
        arguments: [
            50.0, 60, 49.8, 50.2, 60.2,
        ])
    func cancels(frequency: Double) {
        var canceller = canceller()
        let all = (0..<16_384).map { canceller.process(mains(frequency, $0), adapting: true) }
        let before = rms((0..<2_048).map { mains(frequency, $0) })
        #expect(rms(Array(all.suffix(2_048))) < before / 56.2)
    }

    @Test("an estimate that may not learn goes on fitting for five seconds, with the mains a fifth of a hertz off")
    func frozen() {
        var canceller = canceller()
        for k in 0..<16_384 { _ = canceller.process(mains(49.8, k), adapting: true) }
        let after = (16_384..<(16_384 + 5 * 2_048)).map {
            canceller.process(mains(49.8, $0), isValid: false, adapting: false)
        }
        #expect(rms(Array(after.suffix(2_048))) < rms((0..<2_048).map { mains(49.8, $0) }) / 10)
    }

    @Test("the muscle keeps its strength: noise loses less than a tenth of its amplitude, and nothing is delayed")
    func keepsMuscle() {
        var canceller = canceller()
        var generator = SeededGenerator(seed: 3)
        let noise = (0..<20_480).map { _ in 20 * generator.normal() }
        let rest = noise.map { canceller.process($0, adapting: true) }
        #expect(abs(rms(rest) / rms(noise) - 1) < 0.1)
        var fresh = self.canceller()
        #expect(fresh.process(7, adapting: false) == 7)
    }

    @Test("samples that are not valid teach nothing, whatever they are")
    func invalid() {
        var a = canceller(), b = canceller()
        for k in 0..<4_096 {
            _ = a.process(mains(50, k), adapting: true)
            _ = b.process(mains(50, k), adapting: true)
        }
        for _ in 0..<500 {
            _ = a.process(.nan, isValid: false, adapting: true)
            _ = b.process(1e6, isValid: false, adapting: true)
        }
        #expect(a.process(1, adapting: false) == b.process(1, adapting: false))
        #expect(a.amplitude(at: 50) == b.amplitude(at: 50) && abs(a.amplitude(at: 50) - 100) < 2)
    }

    @Test("activity does not teach: through two seconds of it the estimate stands still")
    func activity() {
        var canceller = canceller(.hertz50)
        var generator = SeededGenerator(seed: 4)
        for k in 0..<8_192 { _ = canceller.process(mains(50, k) + 5 * generator.normal(), adapting: true) }
        let before = canceller.amplitude(at: 50)
        for k in 8_192..<12_288 { _ = canceller.process(mains(50, k) + 150 * generator.normal(), adapting: false) }
        #expect(canceller.amplitude(at: 50) == before)
    }

    @Test("one blow teaches no echo of itself, neither at once nor when its end is too slow to be seen")
    func blow() {
        var (struck, calm) = (canceller(), canceller())
        var generator = SeededGenerator(seed: 6)
        for _ in 0..<8_192 {
            let noise = 5 * generator.normal()
            _ = struck.process(noise, adapting: true)
            _ = calm.process(noise, adapting: true)
        }
        var echo = 0.0
        for k in 0..<2_048 {
            // 2 mV that decay with 0.1 s. The envelope, which says whether to learn, knows the first sample only after it.
            let (noise, blow) = (5 * generator.normal(), 2_000 * exp(-rate.seconds(k) / 0.1))
            let rest = struck.process(noise + blow, adapting: !(1..<250).contains(k))
            let expected = calm.process(noise, adapting: true)
            echo = max(echo, abs(rest - blow - expected))
        }
        #expect(echo < 5)
    }

    @Test("mains that begins while the estimate is frozen is taken out within half a second all the same")
    func scout() {
        var canceller = canceller(.hertz50)
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<8_192 { _ = canceller.process(5 * generator.normal(), adapting: true) }
        let rest = (0..<4_096).map { canceller.process(3 * mains(50, $0) + 5 * generator.normal(), adapting: false) }
        #expect(rms(Array(rest[1_024..<2_048])) < 0.35 * rms((0..<2_048).map { 3 * mains(50, $0) }))
    }
}

@Suite("gaps in the signal")
struct GapTests {
    /// The largest envelope in the tenth of a second after a gap of `length` samples in a 10 Hz motion of 1 mV.
    private func afterGap(_ length: Int, bridged: Bool, held: Bool = false) throws -> Double {
        var conditioner = try Conditioner(SpasmSettings(), rate: rate)
        var last = 0.0, largest = 0.0
        for k in 0..<6_000 {
            let x = 1_000 * sin(2 * .pi * rate.seconds(k) + 0.4)
            let isGap = (4_000..<(4_000 + length)).contains(k)
            if !isGap { last = x }
            let envelope =
                !isGap ? conditioner.process(x) : bridged ? conditioner.skip() : conditioner.process(held ? last : 0)
            if k >= 4_000 + length, k < 4_200 + length { largest = max(largest, envelope) }
        }
        return largest
    }

    @Test("a bridged gap leaves a tenth of what a held one leaves, and a fiftieth of what zeros leave")
    func bridging() throws {
        let bridged = try afterGap(31, bridged: true)
        #expect(bridged < 0.1 * (try afterGap(31, bridged: false, held: true)))
        #expect(bridged < 0.02 * (try afterGap(31, bridged: false)))
    }

    @Test("after a gap too long for a line nothing from before it is in the envelope")
    func longGap() throws {
        var conditioner = try Conditioner(SpasmSettings(), rate: rate)
        var generator = SeededGenerator(seed: 9)
        for _ in 0..<4_096 { _ = conditioner.process(300 * generator.normal()) }
        for _ in 0..<400 { _ = conditioner.skip() }
        var largest = 0.0
        for _ in 0..<100 { largest = max(largest, conditioner.process(generator.normal())) }
        #expect(largest < 25)
    }

    @Test("the stages add up to the latency that the controller states, and what is confirmed comes on top")
    func stages() throws {
        let controller = try SpasmController(SpasmSettings(), clearance: someClearance(), rate: rate)
        let stages = controller.stages(at: 100)
        #expect(Set(stages.map(\.stage)) == Set(StageLatency.Stage.allCases))
        // The window, and one blow of 10 ms: 20.5 samples.
        let confirmation = Double(rate.samples(inSeconds: 0.025) + 21 - 1)
        #expect(abs(stages.reduce(0) { $0 + $1.samples } - controller.latency(at: 100) - confirmation) < 1e-9)
    }

    @Test("the pulses of a burst are blanked from the lead to the window, in groups as they come, and nothing else is")
    func schedule() throws {
        let kilohertz = try #require(SampleRate(hertz: 1_000))
        let train = try PulseTrain(
            shape: .biphasic(current: .milliamperes(5), phase: .microseconds(200)),
            pattern: PulsePattern(
                pulsesPerGroup: 3, pulsePeriod: .milliseconds(10), groupPeriod: .milliseconds(100)),
            duration: .milliseconds(200))
        let schedule = PulseSchedule(train, from: SampleIndex(500), lead: 0.001, window: 0.004, rate: kilohertz)
        let blanked = (0..<1_000).filter { schedule.blanks(SampleIndex($0)) }
        let expected = [500, 510, 520, 600, 610, 620].flatMap { Array(($0 - 1)..<($0 + 4)) }
        #expect(blanked.filter { $0 < 695 } == expected)
    }
}

@Suite("the controller's conditioning")
struct ControllerConditioningTests {
    @Test("a signal far quieter than the muscle at rest is a dead lead: it stops within a second and a half")
    func deadLead() throws {
        var samples = muscle(seconds: 9, active: [])
        for k in 10_000..<samples.count { samples[k] *= 0.05 }
        let found = try decisions(of: samples, events: arming(at: 6_000))
        #expect(found.states.last == .fault(.deadLead) && found.orders.isEmpty)
        let at = found.compactMap { if case .state(.fault, let at) = $0 { at.rawValue } else { nil } }.first
        #expect(try #require(at) < 10_000 + 3 * 1_024)
    }

    @Test(
        "mains of a millivolt from the start, on a quiet muscle: nothing is found, and a spasm still is within 100 ms")
    func mains() throws {
        for frequency in [50.0, 60] {
            var samples = muscle(seconds: 14, active: [10.0...11.0])
            for k in samples.indices { samples[k] += Float(1_000 * sin(2 * .pi * frequency * rate.seconds(k))) }
            let found = try decisions(of: samples, events: arming(at: 6_000)).detections
            #expect(found.count == 1)
            #expect(found.allSatisfy { (10.0..<10.1).contains(rate.seconds($0.at)) })
        }
    }

    @Test(
        "when the stimulator says when its burst began, the envelope between the pulses is the muscle's, not the artefact's"
    )
    func betweenPulses() throws {
        var controller = try SpasmController(SpasmSettings(), clearance: someClearance(), rate: rate)
        let begin = 8_100
        let samples = muscle(seconds: 6, active: []).enumerated().map { k, x in
            let since = k - begin
            guard since >= 0, since < 2_048 else { return x }
            // A pulse in 20 ms, 4 mV, with a tail of 2 ms.
            let sinceMilliseconds = 1_000 * rate.seconds(since).truncatingRemainder(dividingBy: 0.02)
            return x + Float(4_000 * exp(-sinceMilliseconds / 2))
        }
        var highest = 0.0, known = 0
        for position in stride(from: 0, to: samples.count - 20, by: 20) {
            controller.process(
                samples.span.extracting(position..<(position + 20)), at: SampleIndex(position),
                events: Self.events(in: position..<(position + 20), begin: begin)
            ) { _ in }
            if position > begin, position < begin + 2_000 {
                highest = max(highest, controller.envelope)
                known += 1
            }
        }
        #expect(known > 90 && highest < 15)
        #expect(controller.envelope > 2 && controller.envelope < 5)
    }

    private static func events(in range: Range<Int>, begin: Int) -> [ControlEvent] {
        let all =
            arming(at: 6_000)
            + [
                ControlEvent(.manualTrigger, at: SampleIndex(8_000)),
                ControlEvent(.burstBegan(order: 1), at: SampleIndex(begin)),
            ]
        return all.filter { range.contains($0.at.rawValue) }
    }
}
