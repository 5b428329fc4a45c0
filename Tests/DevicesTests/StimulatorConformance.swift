// What every stimulator must keep, whatever it is made of. See the promises of `Stimulator`.

import Devices
import Stimulation
import Testing

/// A stimulator, the clock that it lives by, and a way to see what it put out.
///
/// A class, because `#expect` cannot look into values that cannot be copied.
final class StimulatorUnderTest<Device: Stimulator & ~Copyable> {
    var device: Device
    let setTime: (SessionTime) -> Void
    private let delivered: (borrowing Device) -> [DeliveredPulse]

    init(
        device: consuming Device, setTime: @escaping (SessionTime) -> Void,
        delivered: @escaping (borrowing Device) -> [DeliveredPulse]
    ) {
        self.device = device
        self.setTime = setTime
        self.delivered = delivered
    }

    var state: DeviceState { device.state }
    var nextDue: SessionTime? { device.nextDue }

    func takeEvents() -> [StimulatorEvent] { device.takeEvents() }

    func run(to end: SessionTime) throws {
        var calls = 0
        while let due = device.nextDue, due <= end {
            setTime(due)
            try device.advance(to: due)
            calls += 1
            try #require(calls < 100_000, "a call when it is due always gets something done")
        }
        setTime(end)
        try device.advance(to: end)
    }

    func deliver(
        _ train: PulseTrain, order: Int = 1, approvedAt: SessionTime? = nil, at now: SessionTime
    ) throws {
        setTime(now)
        try device.deliver(Approvals.approve(train, number: order, at: approvedAt ?? now), at: now)
    }

    var pulses: [DeliveredPulse] { delivered(device) }
}

/// Checks the promises of ``Stimulator`` on fresh devices that `make` connects at the start of the session.
func checkStimulator<Device: Stimulator & ~Copyable>(_ make: () throws -> StimulatorUnderTest<Device>) throws {
    let train = try Approvals.train(period: 20_000, duration: 200_000, rampPulses: 3)
    let starts = (0..<train.pulseCount).map { train.start(ofPulse: $0).count }

    // An approved burst comes out unchanged, and a second one after it too.
    var test = try make()
    #expect(test.state.readiness == .ready)
    for (order, begin) in [(1, 100_000), (2, 1_500_000)] {
        let earlier = test.pulses.count
        try test.deliver(train, order: order, at: SessionTime(microseconds: begin))
        #expect(test.state.readiness == .busy)
        try test.run(to: SessionTime(microseconds: begin + 400_000))
        let pulses = test.pulses.dropFirst(earlier)
        #expect(pulses.map(\.start.microseconds) == starts.map { begin + $0 })
        #expect(
            pulses.map { Int($0.shape.peakMilliamperes * 1000) }
                == (0..<train.pulseCount).map { train.shape(ofPulse: $0).peakCurrent.microamperes })
        #expect(pulses.allSatisfy { $0.shape.netCharge == 0 && $0.reachedSkin })
        #expect(test.state.readiness == .ready)
    }

    // The log tells the same story as the output.
    let kinds = test.takeEvents().map(\.kind)
    let logged = kinds.filter { if case .pulse = $0 { true } else { false } }.count
    #expect(logged == 2 * train.pulseCount)
    for order in [1, 2] {
        #expect(kinds.contains(.burstStarted(order: order, channel: PadChannel(1)!, pulses: train.pulseCount)))
        #expect(kinds.contains(.burstEnded(order: order, channel: PadChannel(1)!, pulses: train.pulseCount, .complete)))
    }
    #expect(test.takeEvents().isEmpty)

    // Its report stays fresh enough for the gate.
    try test.run(to: .init(microseconds: 10_000_000))
    #expect(SessionTime(microseconds: 10_000_000) - test.state.reportedAt <= .seconds(2))

    // Stop ends a burst at once, for good.
    test = try make()
    try test.deliver(train, at: .start)
    try test.run(to: SessionTime(microseconds: 50_000))
    let before = test.pulses.count
    test.device.stop(at: SessionTime(microseconds: 50_001))
    test.device.stop(at: SessionTime(microseconds: 50_002))
    #expect(test.nextDue == nil)
    try test.run(to: SessionTime(microseconds: 500_000))
    #expect(test.pulses.count == before && before == 3)
    #expect(test.state.readiness == .off)
    #expect(throws: DeviceError.self) { try test.deliver(train, at: SessionTime(microseconds: 600_000)) }
    #expect(test.pulses.count == before)

    // A stale approval, and a burst on top of another, put out nothing.
    test = try make()
    #expect(throws: DeviceError.self) {
        try test.deliver(train, approvedAt: .start, at: SessionTime(microseconds: 10))
    }
    #expect(test.pulses.isEmpty)
    try test.deliver(train, at: SessionTime(microseconds: 20))
    #expect(throws: DeviceError.notReady(.busy)) { try test.deliver(train, at: SessionTime(microseconds: 30)) }
    #expect(test.pulses.count == 1)
}
