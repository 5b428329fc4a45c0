// What every stimulator must keep, whatever it is made of. See the promises of `Stimulator`. Returns sentences about what
// is wrong; a test expects none.

public import Devices
public import Stimulation

/// A stimulator, the clock that it lives by, and a way to see what it put out.
///
/// A class, because closures of a test look into it and a stimulator cannot be copied.
public final class StimulatorUnderTest<Device: Stimulator & ~Copyable> {
    /// A pulse as it came out.
    public struct Pulse: Hashable {
        /// When it began.
        public let start: SessionTime
        /// Its highest current.
        public let peakMicroamperes: Int
        /// Whether as much charge flowed back as in, and all of it through the skin.
        public let isWhole: Bool

        /// Creates a pulse.
        public init(start: SessionTime, peakMicroamperes: Int, isWhole: Bool) {
            self.start = start
            self.peakMicroamperes = peakMicroamperes
            self.isWhole = isWhole
        }
    }

    /// The stimulator.
    public var device: Device
    private let setTime: (SessionTime) -> Void
    private let delivered: (borrowing Device) -> [Pulse]
    /// How long it goes on by itself: of such a stimulator single pulses are not known.
    let afterrun: Microseconds

    /// Wraps a stimulator.
    public init(
        device: consuming Device, afterrun: Microseconds = .zero, setTime: @escaping (SessionTime) -> Void = { _ in },
        delivered: @escaping (borrowing Device) -> [Pulse]
    ) {
        self.device = device
        self.afterrun = afterrun
        self.setTime = setTime
        self.delivered = delivered
    }

    var readiness: DeviceState.Readiness { device.state.readiness }
    var pulses: [Pulse] { delivered(device) }

    /// Calls the stimulator whenever it is due; whether that came to an end.
    func run(to end: SessionTime) throws -> Bool {
        var calls = 0
        while let due = device.nextDue, due <= end {
            setTime(due)
            try device.advance(to: due)
            calls += 1
            guard calls < 100_000 else { return false }
        }
        setTime(end)
        try device.advance(to: end)
        return true
    }

    func deliver(_ train: PulseTrain, order: Int = 1, approvedAt: SessionTime? = nil, at now: SessionTime) throws {
        setTime(now)
        try device.deliver(
            Approvals.approve(train, number: order, at: approvedAt ?? now, afterrun: afterrun), at: now)
    }

    /// What a delivery that must fail fails with; `nil` when it does not.
    func failure(of train: PulseTrain, approvedAt: SessionTime? = nil, at now: SessionTime) throws -> DeviceError? {
        do { try deliver(train, approvedAt: approvedAt, at: now) } catch let error as DeviceError { return error }
        return nil
    }
}

/// Checks the promises of `Stimulator`.
public enum StimulatorConformance {
    /// What is wrong with fresh stimulators that `make` connects at the start of the session, with pads on channel 1.
    public static func problems<Device: Stimulator & ~Copyable>(
        _ make: () throws -> StimulatorUnderTest<Device>
    ) throws -> [String] {
        let first = try make()
        let keepsRhythm = first.afterrun > .zero
        let train = try Approvals.train(period: 20_000, duration: 200_000, rampPulses: keepsRhythm ? 0 : 3)
        var problems: [String] = []
        try delivers(train, first, &problems)
        try stops(train, make(), &problems)
        try refuses(train, make(), &problems)
        return problems
    }

    /// An approved burst comes out unchanged, a second one after it too, and the log tells the same story.
    private static func delivers<Device: Stimulator & ~Copyable>(
        _ train: PulseTrain, _ test: StimulatorUnderTest<Device>, _ problems: inout [String]
    ) throws {
        func check(_ isRight: Bool, _ text: String) { if !isRight { problems.append(text) } }
        check(test.readiness == .ready, "it is \(test.readiness) after connecting")
        for (order, begin) in [(1, 100_000), (2, 1_500_000)] {
            let earlier = test.pulses.count
            try test.deliver(train, order: order, at: SessionTime(microseconds: begin))
            check(test.readiness == .busy, "it is \(test.readiness) during burst \(order)")
            check(
                try test.run(to: SessionTime(microseconds: begin + 400_000)), "it stays due during burst \(order)")
            let expected = (0..<train.pulseCount).map { pulse in
                StimulatorUnderTest<Device>.Pulse(
                    start: SessionTime(microseconds: begin) + train.start(ofPulse: pulse),
                    peakMicroamperes: train.shape(ofPulse: pulse).peakCurrent.microamperes, isWhole: true)
            }
            let pulses = Array(test.pulses.dropFirst(earlier))
            check(pulses == expected, "burst \(order) is \(pulses) instead of \(expected)")
            check(test.readiness == .ready, "it is \(test.readiness) after burst \(order)")
        }
        let kinds = test.device.takeEvents().map(\.kind)
        let logged = kinds.filter { if case .pulse = $0 { true } else { false } }.count
        let known = test.afterrun == .zero ? 2 * train.pulseCount : 0
        check(logged == known, "the log has \(logged) pulses of \(known)")
        for order in [1, 2] {
            let channel = Approvals.channel
            check(
                kinds.contains(.burstStarted(order: order, channel: channel, pulses: train.pulseCount)),
                "the log does not say that burst \(order) began")
            check(
                kinds.contains(.burstEnded(order: order, channel: channel, pulses: train.pulseCount, .complete)),
                "the log does not say that burst \(order) is complete")
        }
        check(test.device.takeEvents().isEmpty, "it says things twice")
        let later = SessionTime(microseconds: 10_000_000)
        check(try test.run(to: later), "it stays due while it is ready")
        check(later - test.device.state.reportedAt <= .seconds(2), "its report is too old for the gate")
    }

    /// Stop ends a burst at once, for good.
    private static func stops<Device: Stimulator & ~Copyable>(
        _ train: PulseTrain, _ test: StimulatorUnderTest<Device>, _ problems: inout [String]
    ) throws {
        func check(_ isRight: Bool, _ text: String) { if !isRight { problems.append(text) } }
        try test.deliver(train, at: .start)
        _ = try test.run(to: SessionTime(microseconds: 50_000))
        let before = test.pulses.count
        check(before == 3, "\(before) pulses in 50 ms instead of 3")
        test.device.stop(at: SessionTime(microseconds: 50_001))
        test.device.stop(at: SessionTime(microseconds: 50_002))
        check(test.device.nextDue == nil, "it is due after a stop")
        _ = try test.run(to: SessionTime(microseconds: 500_000))
        check(test.pulses.count == before, "it puts out pulses after a stop")
        check(test.readiness == .off, "it is \(test.readiness) after a stop")
        check(
            try test.failure(of: train, at: SessionTime(microseconds: 600_000)) != nil,
            "it takes a burst after a stop")
        check(test.pulses.count == before, "it puts out a burst after a stop")
    }

    /// A stale approval, and a burst on top of another, put out nothing.
    private static func refuses<Device: Stimulator & ~Copyable>(
        _ train: PulseTrain, _ test: StimulatorUnderTest<Device>, _ problems: inout [String]
    ) throws {
        func check(_ isRight: Bool, _ text: String) { if !isRight { problems.append(text) } }
        let stale = try test.failure(of: train, approvedAt: .start, at: SessionTime(microseconds: 10))
        check(stale != nil && test.pulses.isEmpty, "it takes an approval that does not hold any more")
        try test.deliver(train, at: SessionTime(microseconds: 20))
        let second = try test.failure(of: train, at: SessionTime(microseconds: 30))
        check(second == .notReady(.busy), "a second burst during the first fails with \(String(describing: second))")
        check(test.pulses.count == 1, "a second burst during the first puts out pulses")
    }
}
