// The JSON twin of an assessment: names with units, null for what is undefined, keys in a stable order.

public import MotorUnits

/// An assessment as it is written to JSON and read back. Every key is always there; times are seconds after sample 0.
public struct RampReport: Hashable, Sendable, Codable {
    /// The version of this layout; a change of meaning raises it.
    public static let currentLayout = "lull.ramp.1"

    /// Which layout this is: ``currentLayout``.
    public var layout: String
    /// Software and input.
    public var provenance: ResultProvenance
    /// All choices; with the input they give the same report again.
    public var settings: RampSettings
    /// The clock of the units in Hz; `nil` without units.
    @NullWhenAbsent public var rateHz: Double?
    /// The end of the ramp or recording.
    @NullWhenAbsent public var endSeconds: Double?
    /// The channel that thresholds are read from.
    @NullWhenAbsent public var forceChannel: String?
    /// The unit of the thresholds.
    @NullWhenAbsent public var forceUnit: String?
    /// The mean ΔF over units that have one.
    @NullWhenAbsent public var meanDeltaFPps: Double?
    /// The mean ΔF over accepted pairs, for diagnosis.
    @NullWhenAbsent public var meanPairDeltaFPps: Double?
    /// What a reader should know first.
    public var findings: [String]
    /// The units, by their first discharge.
    public var units: [Unit]
    /// All pairs.
    public var pairs: [Pair]

    /// One unit.
    public struct Unit: Hashable, Sendable, Codable {
        /// Its place, from 0, by first discharge.
        public var index: Int
        /// Its name.
        public var name: String
        /// Accuracy of the decomposition, 0…1.
        @NullWhenAbsent public var accuracy: Double?
        /// Discharges used.
        public var discharges: Int
        /// Discharges taken out by cleaning.
        public var removedDischarges: Int
        /// What cleaning found.
        public var cleaning: [DischargeFinding]
        /// Its ΔF.
        @NullWhenAbsent public var deltaFPps: Double?
        /// Its normalised ΔF, 1 when test and control stop together.
        @NullWhenAbsent public var normalisedDeltaF: Double?
        /// Accepted control units.
        public var acceptedControls: Int
        /// Pairs in which it is the test unit.
        public var pairsAsTest: Int
        /// Why it has no ΔF, as a word (``DeltaFAbsence/code``).
        @NullWhenAbsent public var absence: String?
        /// Why it has no ΔF, as a sentence.
        @NullWhenAbsent public var absenceText: String?
        /// Whether it still discharged at the end.
        public var isStillDischarging: Bool
        /// First discharge.
        @NullWhenAbsent public var firstDischargeSeconds: Double?
        /// Recruitment.
        @NullWhenAbsent public var recruitmentSeconds: Double?
        /// Derecruitment.
        @NullWhenAbsent public var derecruitmentSeconds: Double?
        /// Force at the first discharge, in `forceUnit`.
        @NullWhenAbsent public var recruitmentThreshold: Double?
        /// Force at the last discharge, in `forceUnit`.
        @NullWhenAbsent public var derecruitmentThreshold: Double?
        /// Smooth rate at the second discharge.
        @NullWhenAbsent public var rateAtRecruitmentPps: Double?
        /// Smooth rate at the last discharge.
        @NullWhenAbsent public var rateAtDerecruitmentPps: Double?
        /// Highest smooth rate.
        @NullWhenAbsent public var peakRatePps: Double?
        /// When the smooth rate is highest.
        @NullWhenAbsent public var peakRateSeconds: Double?
        /// Recruitment less derecruitment threshold, in `forceUnit`.
        @NullWhenAbsent public var thresholdHysteresis: Double?
        /// From recruitment to the highest smooth rate.
        @NullWhenAbsent public var ascendingSeconds: Double?
        /// From the highest smooth rate to derecruitment.
        @NullWhenAbsent public var descendingSeconds: Double?
        /// Mean of the instantaneous rates.
        @NullWhenAbsent public var meanRatePps: Double?
        /// Coefficient of variation of the intervals.
        @NullWhenAbsent public var intervalVariationPercent: Double?
        /// Pauses that the smooth rate does not bridge.
        public var gaps: Int
    }

    /// One pair.
    public struct Pair: Hashable, Sendable, Codable {
        /// The control unit's place.
        public var control: Int
        /// The test unit's place.
        public var test: Int
        /// The control unit's name.
        public var controlName: String
        /// The test unit's name.
        public var testName: String
        /// Whether it counts.
        public var isAccepted: Bool
        /// ΔF, also of a rejected pair, where it is defined.
        @NullWhenAbsent public var deltaFPps: Double?
        /// Normalised ΔF.
        @NullWhenAbsent public var normalisedDeltaF: Double?
        /// The test unit's recruitment.
        @NullWhenAbsent public var startSeconds: Double?
        /// The test unit's derecruitment, or the control unit's if that came first.
        @NullWhenAbsent public var endSeconds: Double?
        /// Whether the end is the control unit's.
        public var endsWithControl: Bool
        /// The control unit's rate at the start.
        @NullWhenAbsent public var rateAtStartPps: Double?
        /// The control unit's rate at the end.
        @NullWhenAbsent public var rateAtEndPps: Double?
        /// Pearson's r.
        @NullWhenAbsent public var correlation: Double?
        /// Its square, whatever its sign.
        @NullWhenAbsent public var correlationSquared: Double?
        /// The control unit's maximum − minimum.
        @NullWhenAbsent public var modulationPps: Double?
        /// Modulation − ΔF.
        @NullWhenAbsent public var saturationMarginPps: Double?
        /// How much later the test unit was recruited.
        @NullWhenAbsent public var recruitmentDifferenceSeconds: Double?
        /// How much later the control unit stopped.
        @NullWhenAbsent public var derecruitmentDifferenceSeconds: Double?
        /// Samples at which both discharge.
        public var overlapSamples: Int
        /// The rules it did not meet.
        public var rejections: [Rejection]
    }

    /// One rule that a pair did not meet.
    public struct Rejection: Hashable, Sendable, Codable {
        /// The rule.
        public var rule: DeltaFRejection.Rule
        /// The value found.
        @NullWhenAbsent public var found: Double?
        /// The limit.
        @NullWhenAbsent public var limit: Double?
        /// The reason for people.
        public var text: String
    }
}
