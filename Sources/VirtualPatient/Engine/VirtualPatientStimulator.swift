// The door through which a virtual patient is stimulated: approved bursts only, like every stimulator.

public import Devices
public import Stimulation

/// What lies under a pad.
public struct PatientPad: Hashable, Sendable {
    /// The nerve that its current reaches.
    public let nerve: PatientMuscle
    /// The part of the current that reaches it, compared with a pad right over it: a pad that lies beside the nerve needs more.
    public let reach: Double

    /// A pad over a nerve.
    public init(_ nerve: PatientMuscle, reach: Double = 1) {
        precondition(reach >= 0 && reach <= 1, "a part of the current reaches the nerve")
        self.nerve = nerve
        self.reach = reach
    }

    var savedReach: Double? { reach == 1 ? nil : reach }
}

/// A stimulator whose pads are on a virtual patient. It takes nothing but `ApprovedPulseTrain`s.
public struct VirtualPatientStimulator: Stimulator, ~Copyable {
    /// A pulse that was put out.
    public struct Delivery: Hashable, Sendable {
        /// The order that it belongs to.
        public let order: Int
        /// Where it left the device.
        public let channel: PadChannel
        /// When its first point began.
        public let start: SessionTime
        /// What was put out: the approved pulse.
        public let shape: PulseShape
    }

    private let body: VirtualPatientBody

    /// Connects a stimulator to a patient.
    ///
    /// - Parameters:
    ///   - body: the patient.
    ///   - pads: which nerve lies under the pads of each channel: the antagonist's (common peroneal) for reciprocal
    ///     inhibition, the agonist's (tibial) for neuromuscular stimulation.
    ///   - now: the session's time.
    public init(_ body: VirtualPatientBody, pads: [PadChannel: PatientMuscle], at now: SessionTime) {
        self.init(body, placed: pads.mapValues { PatientPad($0) }, at: now)
    }

    /// Connects a stimulator to a patient whose pads may lie beside the nerve.
    public init(_ body: VirtualPatientBody, placed pads: [PadChannel: PatientPad], at now: SessionTime) {
        self.body = body
        body.withStimulator { $0.connect(pads, at: now) }
    }

    /// Goes on with the stimulator that a body has: with its pads, stopped or not, and with the burst that is under way.
    /// A body to which nothing was ever connected is ``DeviceState/Readiness/off``.
    public init(continuing body: VirtualPatientBody) { self.body = body }

    /// How it is, for the gate.
    public var state: DeviceState { body.withStimulator { $0.state } }

    /// When ``advance(to:)`` has something to do at the latest.
    public var nextDue: SessionTime? { body.withStimulator { $0.nextDue } }

    /// Every pulse that was put out, in order.
    public var deliveries: [Delivery] { body.withStimulator { $0.delivered } }

    /// Starts an approved burst; its first pulse leaves in this call.
    ///
    /// - Throws: `DeviceError` when it is not ready, the approval does not hold, or the channel has no pads.
    public mutating func deliver(
        _ train: consuming ApprovedPulseTrain, at now: SessionTime
    ) throws(DeviceError) {
        // A closure cannot consume what it captures; an optional can be taken out of.
        var approved: ApprovedPulseTrain? = consume train
        try body.withStimulator { (core: inout PatientStimulatorCore) throws(DeviceError) in
            guard let train = approved.take() else { return }
            try core.deliver(train, at: now)
        }
    }

    /// Lets time pass: puts out the pulse that is due.
    public mutating func advance(to now: SessionTime) throws(DeviceError) {
        body.withStimulator { $0.advance(to: now) }
    }

    /// Stops at once and for good. Never fails.
    public mutating func stop(at now: SessionTime) { body.withStimulator { $0.stop(at: now) } }

    /// Ends the running burst at once and stays connected.
    public mutating func cut(at now: SessionTime) { body.withStimulator { $0.cut(at: now) } }

    /// What happened since the last call, in order.
    public mutating func takeEvents() -> [StimulatorEvent] { body.withStimulator { $0.takeEvents() } }
}
