// What happened in a session, as values: what summaries, pages and tests look at. The event log has the same and more.

public import Devices
public import Signals
public import SpasmControl
public import Stimulation

/// What happened in a session so far.
public struct SessionRecord: Hashable, Sendable {
    /// A stretch of detected activity.
    public struct Activity: Hashable, Sendable {
        /// Where the envelope rose above the threshold.
        public let onset: SampleIndex
        /// Where it was certain.
        public let detected: SampleIndex
        /// Where it was over; `nil` while it lasts.
        public var end: SampleIndex?
        /// Why nothing was ordered; `nil` when a burst was.
        public var withheld: SupervisorRefusal?
    }

    /// How an order went.
    public enum Outcome: Hashable, Sendable {
        /// The gate let it through and the stimulator took it.
        case sent
        /// The gate refused it.
        case refused(Refusal)
        /// The stimulator did not take it.
        case failed(String)
    }

    /// An order.
    public struct Order: Hashable, Sendable {
        /// The order itself.
        public let order: StimulationOrder
        /// The onset of the activity that it answers; `nil` for a person's own trigger.
        public let onset: SampleIndex?
        /// The sample at which its condition was met.
        public let met: SampleIndex
        /// The sample at which it was emitted: the end of the block that brought the condition.
        public let emitted: SampleIndex
        /// What became of it.
        public internal(set) var outcome: Outcome
        /// The pulses that left for the device.
        public internal(set) var pulses: Int

        /// From onset to the order, in samples; from condition to order for a person's own trigger.
        public var latency: Int { (onset ?? met).distance(to: emitted) }
    }

    /// How long the supervisor was in a state.
    public struct StateSpan: Hashable, Sendable {
        /// The state.
        public let state: SupervisorState
        /// Its first sample.
        public let start: SampleIndex
        /// The sample after its last; the end of the session for the last one.
        public internal(set) var end: SampleIndex
    }

    /// What the detector saw at the end of a block.
    public struct EnvelopePoint: Hashable, Sendable {
        /// The last sample of the block.
        public let sample: SampleIndex
        /// The envelope, in µV.
        public let envelope: Float
        /// The threshold above which activity begins, in µV; `nil` before calibration.
        public let enter: Float?
        /// The threshold below which it ends, in µV.
        public let exit: Float?
    }

    /// What all pulses so far told of the pads.
    public struct PadSummary: Hashable, Sendable {
        /// The pulses that were measured.
        public private(set) var pulses = 0
        /// The least, the largest and the last apparent impedance (Ω); see `PadReading`.
        public private(set) var least, most, last: Double

        init(ohms: Double) { (pulses, least, most, last) = (1, ohms, ohms, ohms) }

        mutating func add(ohms: Double) {
            pulses += 1
            (least, most, last) = (min(least, ohms), max(most, ohms), ohms)
        }
    }

    /// Activity, in order.
    public internal(set) var activities: [Activity] = []
    /// When the force was away from rest, in order; nothing where no force is looked at.
    public internal(set) var forceActivities: [Activity] = []
    /// How the stimulator failed; `nil` while it has not.
    public internal(set) var stimulatorFault: StimulatorFault?
    /// Bursts that were cut because the spasm was over.
    public internal(set) var endedEarly = 0
    /// What the second muscle said about the person's will, each time that it was asked.
    public internal(set) var volitions: [Volition] = []
    /// What the motion sensor showed, where it was asked.
    public internal(set) var motions: [MotionFinding] = []
    /// When somebody was told that a spasm goes on after its last burst.
    public internal(set) var givenUp: [SampleIndex] = []
    /// Orders, in order.
    public internal(set) var orders: [Order] = []
    /// States, in order, without a gap.
    public internal(set) var states: [StateSpan] = []
    /// The envelope, once a block.
    public internal(set) var envelope: [EnvelopePoint] = []
    /// How often the output was cut by a decision.
    public internal(set) var stops = 0
    /// Bursts that a lot left out.
    public internal(set) var leftOut = 0
    /// What the pulses told of the pads; `nil` while none has, as with a stimulator that measures nothing.
    public internal(set) var pads: PadSummary?
    /// When stimulation began to look harmful, by the lots so far.
    public internal(set) var suspicions: [HarmWatch.Suspicion] = []
    /// The end of the last block.
    public internal(set) var end = SampleIndex(0)

    /// The orders that reached the stimulator.
    public var sent: [Order] { orders.filter { $0.outcome == .sent } }
}
