// What the tests of this room share: normal noise, a muscle that is quiet but for bursts at known places, a prescription,
// and a shell that feeds a controller.

import Glibc
import Signals
import SpasmControl
import Stimulation
import TestSupport

extension SeededGenerator {
    /// A normal number of standard deviation 1 (Box & Muller 1958).
    mutating func normal() -> Double {
        let u = Double.random(in: .leastNonzeroMagnitude..<1, using: &self)
        let v = Double.random(in: 0..<1, using: &self)
        return (-2 * Glibc.log(u)).squareRoot() * Glibc.cos(2 * .pi * v)
    }
}

let rate = SampleRate(hertz: 2_048)!

/// White noise of 5 µV, and of 150 µV between the given seconds.
func muscle(seconds: Double, active: [ClosedRange<Double>], seed: UInt64 = 1) -> [Float] {
    var generator = SeededGenerator(seed: seed)
    return (0..<rate.samples(inSeconds: seconds)).map { k in
        let t = rate.seconds(k)
        let amplitude = active.contains { $0.contains(t) } ? 150.0 : 5.0
        return Float(amplitude * generator.normal())
    }
}

/// 10 mA at most, 200 µs, 50 Hz, for one second.
func somePrescription(burst seconds: Int = 1) throws -> Prescription {
    let train = try PulseTrain(
        shape: .biphasic(current: .milliamperes(10), phase: .microseconds(200), gap: .microseconds(100)),
        pattern: .even(period: .milliseconds(20)), duration: .seconds(seconds))
    return try Prescription(
        Prescription.Terms(
            person: PersonCode("P01")!,
            site: StimulationSite(nerve: "common peroneal nerve", muscle: "soleus", side: .left),
            pad: Pad(channel: PadChannel(1)!, area: SquareCentimetres(25)),
            thresholds: Approvals.thresholds(motor: .milliamperes(9)),
            burst: train, minimumPause: .seconds(2),
            hourly: DoseLimit(onTime: .minutes(10), charge: .millicoulombs(100)),
            daily: DoseLimit(onTime: .minutes(60), charge: .millicoulombs(600)),
            approval: Approval(approver: "a clinician", unixSeconds: 1_790_000_000)),
        within: .product)
}

/// That prescription, with nothing in its way.
func someClearance() throws -> Clearance { Approvals.clearance(try somePrescription()) }

/// Ready, armed from zero, and raised to `milliamperes` in steps of one, all at one sample.
func arming(at sample: Int, milliamperes: Int = 3) -> [ControlEvent] {
    [ControlEvent(.markReady, at: SampleIndex(sample)), ControlEvent(.arm(intensity: .zero), at: SampleIndex(sample))]
        + (1...milliamperes).map { ControlEvent(.setIntensity(.milliamperes($0)), at: SampleIndex(sample)) }
}

/// Feeds samples in blocks of the given lengths (the last one repeats), each event with the block that holds its sample.
func decisions(
    of samples: [Float], events: [ControlEvent] = [], blocks: [Int] = [20], settings: SpasmSettings = SpasmSettings(),
    start: Int = 0
) throws -> [SpasmDecision] {
    var controller = try SpasmController(settings, clearance: someClearance(), rate: rate)
    var all: [SpasmDecision] = []
    var position = 0, k = 0
    while position < samples.count {
        let count = min(blocks[min(k, blocks.count - 1)], samples.count - position)
        let here = (start + position)..<(start + position + count)
        controller.process(
            samples.span.extracting(position..<(position + count)), at: SampleIndex(here.lowerBound),
            events: events.filter { here.contains($0.at.rawValue) }
        ) { all.append($0) }
        position += count
        k += 1
    }
    return all
}

extension [SpasmDecision] {
    var orders: [StimulationOrder] { compactMap { if case .order(let order, _, _) = $0 { order } else { nil } } }
    var detections: [(onset: Int, at: Int)] {
        compactMap { if case .detected(let onset, let at) = $0 { (onset.rawValue, at.rawValue) } else { nil } }
    }
    var states: [SupervisorState] { compactMap { if case .state(let state, _) = $0 { state } else { nil } } }
    /// The same without the place where the block ended, which is all that blocks may change.
    var withoutBlocks: [SpasmDecision] {
        map {
            if case .order(let order, let metAt, _) = $0 { .order(order, metAt: metAt, emittedAt: metAt) } else { $0 }
        }
    }
}
