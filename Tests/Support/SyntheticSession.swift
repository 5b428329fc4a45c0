// What sessions in tests are made of: a muscle that is mostly at rest, a prescription, and a stimulator that tells.

public import Devices
public import Signals
public import Stimulation

/// A muscle, a prescription and blocks for sessions without a person.
public enum SyntheticSession {
    /// The rate of the samples.
    public static let rate = SampleRate(hertz: 2000)!
    /// What a frame holds.
    public static let channels = [
        Channel(label: "EMG 1", kind: .emg, unit: .microvolt, rate: rate),
        Channel(label: "torque", kind: .torque, unit: .newtonMetre, rate: rate),
    ]

    /// Noise of 5 µV, and of 100 µV for 0.6 s of every `period` seconds; a torque that follows it. Any frame by its number,
    /// so that two programs agree on every sample.
    public static func frame(_ index: Int, activeEvery period: Double) -> (emg: Float, torque: Float) {
        let seconds = Double(index) / rate.hertz
        let isActive = seconds > period / 2 && (seconds - period / 2).truncatingRemainder(dividingBy: period) < 0.6
        var state = UInt64(bitPattern: Int64(index)) &* 0x9E37_79B9_7F4A_7C15
        state = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        state = (state ^ (state >> 27)) &* 0x94D0_49BB_1331_11EB
        let uniform = Double((state ^ (state >> 31)) >> 11) / Double(1 << 53) - 0.5
        return (Float((isActive ? 100 : 5) * 3.46 * uniform), isActive ? 3 : 0)
    }

    /// Frames in a row, side by side.
    public static func block(start: Int, count: Int, activeEvery period: Double = 12) -> SampleBlock {
        var values: [Float] = []
        values.reserveCapacity(2 * count)
        for index in start..<start + count {
            let frame = frame(index, activeEvery: period)
            values += [frame.emg, frame.torque]
        }
        return SampleBlock(start: SampleIndex(start), channelCount: 2, values: values)
    }

    /// Bursts of 0.2 s at 20 mA, one second apart at least.
    public static func prescription() throws -> Prescription {
        try Prescription(
            .init(
                person: PersonCode("test")!,
                site: StimulationSite(nerve: "common peroneal nerve", muscle: "soleus", side: .left),
                pad: Pad(channel: PadChannel(1)!, area: SquareCentimetres(25)),
                thresholds: Approvals.thresholds(motor: .milliamperes(20)),
                burst: PulseTrain(
                    shape: .biphasic(current: .milliamperes(20), phase: .microseconds(200)),
                    pattern: .even(period: .milliseconds(20)), duration: .milliseconds(200)),
                minimumPause: .seconds(1), hourly: DoseLimit(onTime: .minutes(10), charge: .millicoulombs(1000)),
                daily: DoseLimit(onTime: .minutes(60), charge: .millicoulombs(1000)),
                approval: Approval(approver: "test", unixSeconds: 0)),
            within: Limits.product.adding(Limits.p24))
    }
}

/// A stimulator without a device: it takes approved bursts, and tells when one leaves. Pulses are not made.
public struct TellingStimulator: Stimulator, ~Copyable {
    private let tell: (_ order: Int) -> Void
    private let stopped: () -> Void
    private var isStopped = false
    private var lastHeard = SessionTime.start

    /// Creates one that is ready.
    ///
    /// - Parameters:
    ///   - stopped: called when it is stopped.
    ///   - tell: called with the number of an order whose burst leaves.
    public init(stopped: @escaping () -> Void = {}, _ tell: @escaping (_ order: Int) -> Void) {
        self.tell = tell
        self.stopped = stopped
    }

    /// Ready until stopped.
    public var state: DeviceState { DeviceState(readiness: isStopped ? .off : .ready, reportedAt: lastHeard) }
    /// Nothing is ever due.
    public var nextDue: SessionTime? { nil }

    /// Takes a burst.
    ///
    /// - Throws: `DeviceError` when the approval does not hold.
    public mutating func deliver(
        _ train: consuming ApprovedPulseTrain, at now: SessionTime
    ) throws(DeviceError) {
        tell(train.orderNumber)
    }

    /// Lets time pass.
    public mutating func advance(to now: SessionTime) throws(DeviceError) { lastHeard = now }
    /// Stops.
    public mutating func stop(at now: SessionTime) {
        isStopped = true
        stopped()
    }
    /// Cuts nothing.
    public mutating func cut(at now: SessionTime) {}
    /// Says nothing.
    public mutating func takeEvents() -> [StimulatorEvent] { [] }
}
