// What the ramp page draws, as plain values.

extension RampPage {
    /// Everything that the ramp page shows. Times are in seconds after the recording's first sample, rates in pulses per
    /// second (pps).
    public struct Content: Hashable, Sendable {
        /// At most this many accepted pairs are drawn; all of them are in the table.
        public static let drawnPairLimit = 12

        /// The recording's name, as the person who ran the program gave it.
        public var recordingName: String
        /// The muscle, task or other words about the recording; may be empty.
        public var subtitle: String
        /// What is shown, in seconds; at least from the first to the last discharge.
        public var time: ClosedRange<Double>
        /// The force or torque, if there is one.
        public var force: Force?
        /// The motor units, in the order in which they are to be shown; earliest recruited first is usual.
        public var units: [Unit]
        /// Every pair that was looked at.
        public var pairs: [Pair]
        /// What a reader should know before using the numbers, one sentence each.
        public var remarks: [String]
        /// What the smoothed line is, in words: `polynomial of degree 5`.
        public var smoothing: String
        /// The parameters of the analysis.
        public var parameters: [Fact]
        /// Version, command, input and its hash: what is needed to run it again.
        public var provenance: [Fact]

        /// What the composite control unit is and gives, in a sentence; may be empty.
        public var composite = ""
        /// How the ramp was performed, in a sentence; may be empty.
        public var performance: String
        /// The error of the force against its target, in percent of the target's peak.
        public var performanceError: Double?
        /// Its number among several contractions, from 1; `nil` for the only one.
        var number: Int?

        /// What is put before the identifiers of its figures, which are unique on a page.
        var prefix: String { number.map { "c\($0)-" } ?? "" }

        /// Creates the content.
        public init(
            recordingName: String, subtitle: String = "", time: ClosedRange<Double>, force: Force? = nil,
            units: [Unit], pairs: [Pair], smoothing: String, remarks: [String] = [], parameters: [Fact] = [],
            provenance: [Fact] = [], performance: String = "", performanceError: Double? = nil
        ) {
            self.recordingName = recordingName
            self.subtitle = subtitle
            self.time = time
            self.force = force
            self.units = units
            self.pairs = pairs
            self.smoothing = smoothing
            self.remarks = remarks
            self.parameters = parameters
            self.provenance = provenance
            self.performance = performance
            self.performanceError = performanceError
        }
    }
}

extension RampPage.Content {
    /// Force or torque over time.
    public struct Force: Hashable, Sendable {
        /// What it is: `Force`, `Torque`.
        public var name: String
        /// Its unit's symbol: `% MVC`.
        public var unit: String
        /// Its values.
        public var curve: SampledCurve
        /// The path that was asked for, in the same unit.
        public var requested: SampledCurve?

        /// Creates a force.
        public init(name: String = "Force", unit: String, curve: SampledCurve, requested: SampledCurve? = nil) {
            self.name = name
            self.unit = unit
            self.curve = curve
            self.requested = requested
        }
    }

    /// A motor unit and what was measured of it.
    public struct Unit: Hashable, Sendable {
        /// Its name in figures and tables: `0`, `MU 3`.
        public var name: String
        /// The time of each discharge.
        public var discharges: [Double]
        /// The rate of each interval in pps, at the time of the later discharge.
        public var instantaneousRates: [RatePoint]
        /// The smoothed rate in pps; gaps where it is not defined.
        public var smoothedRate: SampledCurve
        /// When it was recruited; `nil` when that could not be told.
        public var recruitment: Double?
        /// When it was derecruited.
        public var derecruitment: Double?
        /// The force at the first discharge, in the unit of the force.
        public var recruitmentThreshold: Double?
        /// The force at the last discharge.
        public var derecruitmentThreshold: Double?
        /// The largest smoothed rate, in pps.
        public var peakRate: Double?
        /// Its ΔF over its accepted control units, in pps; `nil` when it has none.
        public var deltaF: Double?
        /// The limits of its 95 % interval in pps; `nil` when none was made.
        public var deltaFInterval: ClosedRange<Double>?
        /// Its ΔF against the composite control unit, in pps; `nil` when it has none.
        public var compositeDeltaF: Double?
        /// How its rate bows above a straight line; `nil` when that could not be measured.
        public var shape: Shape?
        /// Seconds of firing after the force fell below the recruitment threshold; `nil` when that is not known.
        public var firingBelowThreshold: Double?
        /// Seconds of firing after the bump of a sombrero; `nil` for other tasks and units.
        public var firingAfterBump: Double?
        /// What a reader should know of it: why it was left out, gaps, decomposition quality; may be empty.
        public var note: String

        /// Creates a unit.
        public init(
            name: String, discharges: [Double], instantaneousRates: [RatePoint], smoothedRate: SampledCurve,
            recruitment: Double?, derecruitment: Double?, recruitmentThreshold: Double? = nil,
            derecruitmentThreshold: Double? = nil, peakRate: Double? = nil, deltaF: Double? = nil, note: String = ""
        ) {
            self.name = name
            self.discharges = discharges
            self.instantaneousRates = instantaneousRates
            self.smoothedRate = smoothedRate
            self.recruitment = recruitment
            self.derecruitment = derecruitment
            self.recruitmentThreshold = recruitmentThreshold
            self.derecruitmentThreshold = derecruitmentThreshold
            self.peakRate = peakRate
            self.deltaF = deltaF
            self.note = note
        }
    }

    /// The quasi-geometric measures of a unit; slopes are in pps per unit of force.
    public struct Shape: Hashable, Sendable {
        /// The brace height in percent and in pps, and the angle in degrees.
        public var heightPercent, height, angle: Double
        /// From recruitment to the brace point, and from there to the peak.
        public var acceleration, attenuation: Double?
        /// Why they should not be used, in words; empty when they may.
        public var exclusions: [String]

        /// Creates a shape.
        public init(
            heightPercent: Double, height: Double, angle: Double, acceleration: Double?, attenuation: Double?,
            exclusions: [String] = []
        ) {
            self.heightPercent = heightPercent
            self.height = height
            self.angle = angle
            self.acceleration = acceleration
            self.attenuation = attenuation
            self.exclusions = exclusions
        }
    }

    /// A rate at a moment.
    public struct RatePoint: Hashable, Sendable {
        /// When, in seconds.
        public var time: Double
        /// How fast, in pps.
        public var rate: Double

        /// Creates a point.
        public init(time: Double, rate: Double) {
            self.time = time
            self.rate = rate
        }
    }

    /// A control unit and a test unit.
    public struct Pair: Hashable, Sendable {
        /// The control unit's position in ``RampPage/Content/units``.
        public var control: Int
        /// The test unit's position in ``RampPage/Content/units``.
        public var test: Int
        /// ΔF in pps, whether or not the pair is accepted; `nil` when it cannot be computed.
        public var deltaF: Double?
        /// The control's smoothed rate when the test unit is recruited, in pps.
        public var rateAtRecruitment: Double?
        /// The control's smoothed rate when the test unit is derecruited, in pps.
        public var rateAtDerecruitment: Double?
        /// How long after the control unit the test unit was recruited, in seconds.
        public var recruitmentDifference: Double?
        /// Pearson's correlation of the two smoothed rates over their overlap.
        public var correlation: Double?
        /// The largest minus the smallest smoothed rate of the control while the test unit discharges, in pps.
        public var modulation: Double?
        /// The limits of its 95 % interval in pps; `nil` when none was made.
        public var deltaFInterval: ClosedRange<Double>?
        /// Why the pair was rejected, one clause for each reason; empty when it is accepted.
        public var rejections: [String]

        /// Creates a pair.
        public init(
            control: Int, test: Int, deltaF: Double?, rateAtRecruitment: Double?, rateAtDerecruitment: Double?,
            recruitmentDifference: Double?, correlation: Double?, modulation: Double?, rejections: [String]
        ) {
            self.control = control
            self.test = test
            self.deltaF = deltaF
            self.rateAtRecruitment = rateAtRecruitment
            self.rateAtDerecruitment = rateAtDerecruitment
            self.recruitmentDifference = recruitmentDifference
            self.correlation = correlation
            self.modulation = modulation
            self.rejections = rejections
        }

        /// Whether the pair counts: no rule rejected it and its ΔF could be computed.
        public var isAccepted: Bool { rejections.isEmpty && deltaF != nil }
    }
}
