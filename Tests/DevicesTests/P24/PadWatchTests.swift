import Stimulation
import TestSupport
import Testing

@testable import Devices

@Suite("What pulses tell of the pads")
struct PadWatchTests {
    private static func stimulator(
        _ clock: VirtualClock, loadOhms: Int = 1000, watch: PadWatch? = PadWatch()
    ) throws -> P24Stimulator<DirectP24Link> {
        let device = P24Simulator(configuration: .init(loadOhms: loadOhms))
        return try P24Stimulator(
            link: DirectP24Link(simulator: device, clock: clock), answers: .lockStep,
            configuration: P24Driver.Configuration(padWatch: watch), at: .start)
    }

    /// The readings of a burst of ten pulses, and the fault that ended it.
    private static func readings(
        _ device: inout P24Stimulator<DirectP24Link>, _ clock: VirtualClock, _ train: PulseTrain,
        beforePulse: (Int, inout P24Simulator) -> Void = { _, _ in }
    ) throws -> ([PadReading], DeviceError?) {
        var failure: DeviceError?
        do throws(DeviceError) {
            beforePulse(0, &device.link.simulator)
            guard let approval = try? Approvals.approve(train, at: .start) else {
                Issue.record("the burst was not approved")
                return ([], nil)
            }
            try device.deliver(approval, at: .start)
            var number = 1
            while let due = device.nextDue, due < .milliseconds(400) {
                clock.set(to: due)
                beforePulse(number, &device.link.simulator)
                number += 1
                try device.advance(to: due)
            }
        } catch { failure = error }
        let readings = device.takeEvents().compactMap { event -> PadReading? in
            if case .padReading(_, _, let reading) = event.kind { reading } else { nil }
        }
        return (readings, failure)
    }

    @Test("across a resistor every pulse gives its resistance", arguments: [200, 1000, 3000], [10.0, 20])
    func resistor(_ ohms: Int, _ milliamperes: Double) throws {
        let clock = VirtualClock()
        var device = try Self.stimulator(clock, loadOhms: ohms)
        let (readings, failure) = try Self.readings(&device, clock, Approvals.train(milliamperes: milliamperes))
        #expect(failure == nil && readings.count == 10)
        for reading in readings {
            #expect(abs(reading.volts - milliamperes * Double(ohms) / 1000) <= 0.005)
            #expect(abs(reading.ohms - Double(ohms)) <= 0.5)
        }
    }

    @Test("a pad that falls off at 8 mA, which the device does not notice, stops the burst at the next pulse")
    func padOff() throws {
        func run(_ watch: PadWatch?) throws -> (Int, DeviceError?, ScienceMode4.StimulationLevel) {
            let clock = VirtualClock()
            var device = try Self.stimulator(clock, watch: watch)
            let (_, failure) = try Self.readings(&device, clock, Approvals.train(milliamperes: 8)) {
                number, simulator in
                if number == 4 { simulator.outputFaults[.init(.red, .yellow)] = .open }
            }
            return (device.link.simulator.pulses.count, failure, device.link.simulator.stimulationLevel)
        }
        let (count, failure, level) = try run(PadWatch())
        #expect(count == 5 && level == .none)
        #expect(
            failure?.description
                == "the pads do not lie as they must: 18750.0 Ω at 150.0 V, where the device drives no more; look whether a "
                + "pad is off or dry")
        let (unwatched, noFailure, _) = try run(nil)
        #expect(unwatched == 10 && noFailure == nil)
    }

    @Test("dry pads above the limit are a fault, at the limit not; a limit that is none is refused")
    func limit() throws {
        for (ohms, isFault) in [(3000, false), (3010, true)] {
            let clock = VirtualClock()
            var device = try Self.stimulator(clock, loadOhms: ohms, watch: PadWatch(highestOhms: 3000))
            let (readings, failure) = try Self.readings(&device, clock, Approvals.train())
            #expect(readings.count == (isFault ? 1 : 10))
            #expect((failure?.description.contains("allowed is 3000 Ω") == true) == isFault)
        }
        #expect(PadWatch(highestOhms: 99) == nil && PadWatch(highestOhms: 100_001) == nil)
    }

    @Test("no reading without a measured voltage, without current, or from a phase shorter than two samples")
    func noReading() throws {
        let output = ScienceMode4.Output(.red, .yellow)
        func shape(_ points: [(Int, Int)]) throws -> ScienceMode4.PulseShape {
            try .init(points: points.map { try .init(microseconds: $0.0, halfMilliamperes: $0.1) })
        }
        func answer(_ measurement: ScienceMode4.Measurement, interval: Int) -> ScienceMode4.PulseResult {
            .init(
                result: .success, output: output, measurement: measurement, sampleMicroseconds: interval,
                samples: Array(repeating: 1000, count: 128))
        }
        let pulse = try shape([(200, 20), (100, 0), (200, -20)])
        #expect(PadReading(answer(.voltage, interval: 4), of: pulse) == PadReading(volts: 10, ohms: 1000))
        #expect(PadReading(answer(.current, interval: 4), of: pulse) == nil)
        #expect(PadReading(answer(.voltage, interval: 0), of: pulse) == nil)
        #expect(PadReading(answer(.voltage, interval: 150), of: pulse) == nil)
        #expect(PadReading(answer(.voltage, interval: 4), of: try shape([(100, 0), (200, 20), (200, -20)])) == nil)
    }
}
