// What the replay page draws, as plain values.

extension ReplayPage {
    /// Everything that the replay page shows. Sample positions count from the recording's first sample, on its clock.
    public struct Content: Hashable, Sendable {
        /// The recording's name, as the person who ran the program gave it.
        public var recordingName: String
        /// The channel, task or other words; may be empty.
        public var subtitle: String
        /// The clock's rate, in samples per second; more than 0.
        public var rate: Double
        /// The number of samples that were replayed.
        public var sampleCount: Int
        /// The EMG as it was recorded, with its name and unit.
        public var emg: Signal
        /// The envelope that the detector looked at; it starts with gaps where it was not yet defined.
        public var envelope: Signal
        /// The envelope above which activity begins, in the envelope's unit; it may follow the resting muscle, and is a gap
        /// until that is known.
        public var enterThreshold: SampledCurve
        /// The envelope below which activity ends.
        public var exitThreshold: SampledCurve
        /// Detected activity (spasms), in order.
        public var activities: [Activity]
        /// The bursts that were sent to the stimulator, in order.
        public var bursts: [Burst]
        /// The orders that were not sent, in order.
        public var refusals: [Refusal]
        /// The states of the controller, in order.
        public var states: [StateSpan]
        /// Faults and stops that stayed, a sentence each: when and why; empty when the loop worked to the end.
        public var endings: [String]
        /// The force or torque, if there is one.
        public var force: Signal?
        /// What the person would have received: bursts, pulses, charge, time, and the limits of each.
        public var dose: [Fact]
        /// The settings: detector, prescription, limits, device.
        public var settings: [Fact]
        /// Version, command, input and its hash: what is needed to run it again.
        public var provenance: [Fact]

        /// Creates the content. A rate that is not positive is a programming mistake.
        public init(
            recordingName: String, subtitle: String = "", rate: Double, sampleCount: Int, emg: Signal,
            envelope: Signal, enterThreshold: SampledCurve, exitThreshold: SampledCurve, activities: [Activity] = [],
            bursts: [Burst] = [], refusals: [Refusal] = [], states: [StateSpan] = [], endings: [String] = [],
            force: Signal? = nil,
            dose: [Fact] = [], settings: [Fact] = [], provenance: [Fact] = []
        ) {
            precondition(rate > 0 && rate.isFinite && sampleCount >= 0, "a clock has a positive rate")
            self.recordingName = recordingName
            self.subtitle = subtitle
            self.rate = rate
            self.sampleCount = sampleCount
            self.emg = emg
            self.envelope = envelope
            self.enterThreshold = enterThreshold
            self.exitThreshold = exitThreshold
            self.activities = activities
            self.bursts = bursts
            self.refusals = refusals
            self.states = states
            self.endings = endings
            self.force = force
            self.dose = dose
            self.settings = settings
            self.provenance = provenance
        }
    }
}

extension ReplayPage.Content {
    /// A signal with its name and unit.
    public struct Signal: Hashable, Sendable {
        /// What it is: `EMG 12`, `Force`.
        public var name: String
        /// Its unit's symbol.
        public var unit: String
        /// Its values.
        public var curve: SampledCurve

        /// Creates a signal.
        public init(name: String, unit: String, curve: SampledCurve) {
            self.name = name
            self.unit = unit
            self.curve = curve
        }
    }

    /// A stretch of detected activity.
    public struct Activity: Hashable, Sendable {
        /// The sample at which the envelope rose above the enter threshold.
        public var onset: Int
        /// The sample at which it was over; the end of the recording when it was not.
        public var end: Int
        /// What kind it is, such as `spasm`; may be empty.
        public var label: String

        /// Creates a stretch.
        public init(onset: Int, end: Int, label: String = "") {
            self.onset = onset
            self.end = end
            self.label = label
        }
    }

    /// A burst that was approved and sent.
    public struct Burst: Hashable, Sendable {
        /// The sample at which the activity began: the envelope rose above the enter threshold.
        public var onsetSample: Int
        /// The sample with which the conditions for a burst were met.
        public var decisionSample: Int
        /// The sample at which the order left for the stimulator: the end of the block that held the decision.
        public var orderSample: Int
        /// How long the stimulation lasts, in seconds.
        public var duration: Double
        /// The number of pulses.
        public var pulses: Int
        /// The charge of one phase of one pulse, in microcoulombs.
        public var chargePerPhase: Double
        /// The charge of all pulses' first phases, in millicoulombs.
        public var totalCharge: Double
        /// Anything else, such as current, width and frequency; may be empty.
        public var note: String

        /// Creates a burst.
        public init(
            onsetSample: Int, decisionSample: Int, orderSample: Int, duration: Double, pulses: Int,
            chargePerPhase: Double, totalCharge: Double, note: String = ""
        ) {
            self.onsetSample = onsetSample
            self.decisionSample = decisionSample
            self.orderSample = orderSample
            self.duration = duration
            self.pulses = pulses
            self.chargePerPhase = chargePerPhase
            self.totalCharge = totalCharge
            self.note = note
        }

        /// From the onset to the order, in samples.
        public var latency: Int { orderSample - onsetSample }
    }

    /// An order that the gate or the controller refused.
    public struct Refusal: Hashable, Sendable {
        /// The sample at which it was refused.
        public var sample: Int
        /// The limit or rule that refused, in a few words: `pause between bursts`.
        public var rule: String
        /// The whole reason, with the value and what is allowed.
        public var reason: String

        /// Creates a refusal.
        public init(sample: Int, rule: String, reason: String) {
            self.sample = sample
            self.rule = rule
            self.reason = reason
        }
    }

    /// The controller's state.
    public enum State: String, Hashable, Sendable, CaseIterable {
        /// Nothing is prepared.
        case off = "Off"
        /// The electrodes were checked.
        case ready = "Ready"
        /// A person has armed it; an onset leads to a burst.
        case armed = "Armed"
        /// A burst is under way.
        case stimulating = "Stimulating"
        /// The pause after a burst.
        case cooldown = "Cooldown"
        /// A person stopped it; stays until a person resets it.
        case stopped = "Stopped"
        /// Something was wrong; stays until a person resets it.
        case fault = "Fault"
    }

    /// How long a state lasted.
    public struct StateSpan: Hashable, Sendable {
        /// The state.
        public var state: State
        /// Its first sample.
        public var start: Int
        /// The sample after its last one.
        public var end: Int

        /// Creates a span.
        public init(state: State, start: Int, end: Int) {
            self.state = state
            self.start = start
            self.end = end
        }
    }
}
