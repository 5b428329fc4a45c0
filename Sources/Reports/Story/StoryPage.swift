// The page that `lull demo` ends with: a real muscle, then one virtual person, the same night three times.

/// A self-contained HTML page that tells what Lull does from beginning to end, for a family and for a researcher.
///
/// The page draws exactly what its ``Content`` holds; it computes nothing but differences, sums and counts of that.
public struct StoryPage: Hashable, Sendable {
    /// What is drawn.
    public let content: Content

    /// Creates the page. A story without a first night is a programming mistake.
    public init(_ content: Content) {
        precondition(!content.nights.isEmpty, "a story has a first night")
        self.content = content
    }

    /// The page as one file in UTF-8, without scripts or anything from elsewhere.
    public var html: String { page.html }

    /// Time in spasm of each night, as bars.
    public var barsFigure: Figure { StoryBars(content).figure }
    /// All nights: motor units, EMG, torque, stimulation.
    public var nightsFigure: Figure { StoryNights(content).figure }
    /// The same spasm in each night, close up; `nil` without one.
    public var closeUpFigure: Figure? { StoryCloseUp(content)?.figure }
    /// Torque of the VibStim trials; `nil` without any.
    public var vibStimFigure: Figure? { content.trials.isEmpty ? nil : StoryTrials(content).figure }
}

extension StoryPage {
    /// Everything that the page shows. Times are in seconds after the first sample.
    public struct Content: Hashable, Sendable {
        /// The real recording and its ΔF.
        public var recording: RampPage.Content
        /// The mean ΔF of the recording (pps).
        public var recordingDeltaF: Double?
        /// What was recorded, in a sentence.
        public var recordingWords: String
        /// Who recorded it and under which licence; may be empty.
        public var recordingCredit: String
        /// The virtual person: name, whom they stand for, muscle.
        public var person, summary, muscle: String
        /// Seed of the nights.
        public var seed: UInt64
        /// How many spasms are triggered in an hour of these nights, and in this person otherwise.
        public var spasmsPerHour, ownSpasmsPerHour: Double
        /// How many motor units stand for the muscle's.
        public var motorUnits: Int
        /// The nights; the first one is untreated.
        public var nights: [Night]
        /// What counts as a spasm, in words.
        public var spasmRule: String
        /// The stimulation and its limits.
        public var stimulation: [Fact]
        /// The measurements in the laboratory; the first one is the person's usual state.
        public var trials: [Trial]
        /// Version, seeds, files: what is needed to run it again.
        public var provenance: [Fact]
        /// What another run would give, in a sentence.
        public var reproduction = "The same command with the same version gives the same bytes."

        /// Creates the content.
        public init(
            recording: RampPage.Content, recordingDeltaF: Double?, recordingWords: String, recordingCredit: String = "",
            person: String,
            summary: String, muscle: String, seed: UInt64, spasmsPerHour: Double, ownSpasmsPerHour: Double,
            motorUnits: Int, nights: [Night], spasmRule: String,
            stimulation: [Fact] = [], trials: [Trial] = [], provenance: [Fact] = []
        ) {
            self.recording = recording
            self.recordingDeltaF = recordingDeltaF
            self.recordingWords = recordingWords
            self.recordingCredit = recordingCredit
            self.person = person
            self.summary = summary
            self.muscle = muscle
            self.seed = seed
            self.spasmsPerHour = spasmsPerHour
            self.ownSpasmsPerHour = ownSpasmsPerHour
            self.motorUnits = motorUnits
            self.nights = nights
            self.spasmRule = spasmRule
            self.stimulation = stimulation
            self.trials = trials
            self.provenance = provenance
        }
    }
}

extension StoryPage.Content {
    /// A night.
    public struct Night: Hashable, Sendable {
        /// `untreated`, `with stimulation`; begins with a small letter.
        public var name: String
        /// How long it lasted (s).
        public var seconds: Double
        /// EMG (µV) and torque (% MVC).
        public var emg, torque: SampledCurve
        /// Discharges (s) of each motor unit, the first one in the pool first.
        public var discharges: [[Double]]
        /// When each unit was active, the first one in the pool first.
        public var activity: [[ClosedRange<Double>]]
        /// When the muscle was in spasm.
        public var spasms: [ClosedRange<Double>]
        /// When spasms were triggered in the person.
        public var triggers: [Double]
        /// Bursts of stimulation.
        public var bursts: [ClosedRange<Double>]
        /// Torque over time (% MVC · s) and its highest value (% MVC).
        public var torqueArea, peakTorque: Double
        /// Pulses that left the stimulator.
        public var pulses: Int
        /// Time of stimulation (s).
        public var onTime: Double
        /// Charge (µC).
        public var charge: Double
        /// How often the loop saw that a spasm went on after the last burst that is allowed.
        public var givenUp: Int
        /// What a reader has to know of this night, such as that the loop stopped; may be empty.
        public var note: String

        /// Creates a night.
        public init(
            name: String, seconds: Double, emg: SampledCurve, torque: SampledCurve, discharges: [[Double]],
            activity: [[ClosedRange<Double>]], spasms: [ClosedRange<Double>], triggers: [Double],
            bursts: [ClosedRange<Double>], torqueArea: Double, peakTorque: Double, pulses: Int = 0, onTime: Double = 0,
            charge: Double = 0, givenUp: Int = 0, note: String = ""
        ) {
            self.name = name
            self.seconds = seconds
            self.emg = emg
            self.torque = torque
            self.discharges = discharges
            self.activity = activity
            self.spasms = spasms
            self.triggers = triggers
            self.bursts = bursts
            self.torqueArea = torqueArea
            self.peakTorque = peakTorque
            self.pulses = pulses
            self.onTime = onTime
            self.charge = charge
            self.givenUp = givenUp
            self.note = note
        }

        /// Spasms that went on for more than so long after the last burst that they got (s); a spasm that ends with its burst has its
        /// last discharges after it.
        public static let afterBurst = 1.0

        /// How many spasms went on after the last burst that they got, whether the loop saw that or not.
        public static func outlasting(_ spasms: [ClosedRange<Double>], _ bursts: [ClosedRange<Double>]) -> Int {
            spasms.count { spasm in
                // One that a burst ended, and that is back within that time, is the same one.
                let near = (spasm.lowerBound - afterBurst)...spasm.upperBound
                guard let last = bursts.last(where: { $0.overlaps(near) }) else { return false }
                return spasm.upperBound > last.upperBound + afterBurst
            }
        }

        /// How many spasms went on after the last burst that they got, whether the loop saw that or not.
        public var outlasting: Int { Self.outlasting(spasms, bursts) }

        /// Seconds in spasm.
        public var spasmSeconds: Double { spasms.reduce(0) { $0 + $1.upperBound - $1.lowerBound } }
        /// The longest spasm (s).
        public var longestSpasm: Double { spasms.map { $0.upperBound - $0.lowerBound }.max() ?? 0 }
    }

    /// What the laboratory measured in one state.
    public struct Trial: Hashable, Sendable {
        /// `usual`, `while stimulated`, `relaxed`.
        public var name: String
        /// The mean ΔF (pps) of each ramp; `nil` for one in which no pair met the rules.
        public var deltaFs: [Double?]
        /// The change of the mean ΔF (pps) against the first state over so many of the units that were looked at, each with its
        /// mean over the ramps; `nil` in the first state, or when there is none.
        public var change: Double?
        /// The 95 % interval of the change (pps).
        public var interval: ClosedRange<Double>?
        /// How many units have a change, and how many were looked at.
        public var changedUnits, units: Int
        /// How often a unit still discharged at the end of a ramp's recording, of all ramps and units.
        public var lasting: Int
        /// Torque of the VibStim trial (% MVC).
        public var torque: SampledCurve
        /// Torque during vibration at the end of stimulation, and after vibration (% MVC).
        public var atEnd, sustained: Double

        /// Creates a trial.
        public init(
            name: String, deltaFs: [Double?], change: Double? = nil, interval: ClosedRange<Double>? = nil,
            changedUnits: Int = 0, units: Int, lasting: Int, torque: SampledCurve, atEnd: Double, sustained: Double
        ) {
            self.name = name
            self.deltaFs = deltaFs
            self.change = change
            self.interval = interval
            self.changedUnits = changedUnits
            self.units = units
            self.lasting = lasting
            self.torque = torque
            self.atEnd = atEnd
            self.sustained = sustained
        }

        /// The mean over the ramps that have one (pps).
        public var deltaF: Double? {
            let values = deltaFs.compactMap(\.self)
            return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
        }
    }
}
