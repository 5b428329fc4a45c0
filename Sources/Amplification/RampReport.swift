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
    /// The mean ΔF over units that have one; of several contractions, the mean of their means.
    @NullWhenAbsent public var meanDeltaFPps: Double?
    /// The mean ΔF over accepted pairs, for diagnosis; of several contractions, the mean of their means.
    @NullWhenAbsent public var meanPairDeltaFPps: Double?
    /// The mean ΔF against the composite control unit; of several contractions, the mean of their means.
    @NullWhenAbsent public var meanCompositeDeltaFPps: Double?
    /// What a reader should know first.
    public var findings: [String]
    /// The contractions, in the order of time.
    public var contractions: [Contraction]
    /// The units of every contraction, by their first discharge.
    public var units: [Unit]
    /// All pairs of every contraction.
    public var pairs: [Pair]

    /// One contraction.
    public struct Contraction: Hashable, Sendable, Codable {
        /// Its number, from 1.
        public var number: Int
        /// What showed where it is.
        public var foundIn: Amplification.Contraction.Source
        /// Where its stretch begins.
        public var startSeconds: Double
        /// Where it ends.
        @NullWhenAbsent public var endSeconds: Double?
        /// Units, pairs and accepted pairs.
        public var units, pairs, acceptedPairs: Int
        /// The mean ΔF over its units that have one.
        @NullWhenAbsent public var meanDeltaFPps: Double?
        /// The mean ΔF over its accepted pairs.
        @NullWhenAbsent public var meanPairDeltaFPps: Double?
        /// The mean ΔF against the composite control unit.
        @NullWhenAbsent public var meanCompositeDeltaFPps: Double?
        /// The names of the composite's members; empty when there is none.
        public var compositeMembers: [String]
        /// What the force was compared with (``RampPerformance``); what follows is `null` without a force that moves.
        @NullWhenAbsent public var comparedWith: RampPerformance.Target?
        /// The highest force.
        @NullWhenAbsent public var peak: Double?
        /// The target's peak.
        @NullWhenAbsent public var targetPeak: Double?
        /// When the force was highest.
        @NullWhenAbsent public var peakSeconds: Double?
        /// How fast it rose, per second.
        @NullWhenAbsent public var risePerSecond: Double?
        /// How fast it fell.
        @NullWhenAbsent public var fallPerSecond: Double?
        /// Root mean square of force less target.
        @NullWhenAbsent public var error: Double?
        /// The same in percent of the target's height.
        @NullWhenAbsent public var errorPercent: Double?
        /// Whether that counts as performed.
        @NullWhenAbsent public var isPerformed: Bool?
    }

    /// One unit.
    public struct Unit: Hashable, Sendable, Codable {
        /// The number of its contraction, from 1.
        public var contraction: Int
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
        /// The limits of its 95 % interval (bootstrap of the control units' discharges); `null` when none was made.
        @NullWhenAbsent public var deltaFLowPps: Double?
        /// The upper limit.
        @NullWhenAbsent public var deltaFHighPps: Double?
        /// The standard deviation of the repetitions.
        @NullWhenAbsent public var deltaFDeviationPps: Double?
        /// Its ΔF against the composite control unit, when that pair is accepted.
        @NullWhenAbsent public var compositeDeltaFPps: Double?
        /// Why that pair is not accepted; empty for an accepted one and for a unit without such a pair.
        public var compositeRejections: [String]
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
        /// The largest distance of the rate above the straight line from recruitment to peak (``QuasiGeometry``), in percent.
        @NullWhenAbsent public var braceHeightPercent: Double?
        /// The same in pps.
        @NullWhenAbsent public var braceHeightPps: Double?
        /// When it is there.
        @NullWhenAbsent public var braceSeconds: Double?
        /// The angle there.
        @NullWhenAbsent public var braceAngleDegrees: Double?
        /// From recruitment to there, in pps per unit of `forceUnit`.
        @NullWhenAbsent public var accelerationSlope: Double?
        /// From there to the peak rate.
        @NullWhenAbsent public var attenuationSlope: Double?
        /// Why these measures should not be used.
        public var braceExclusions: [QuasiGeometry.Exclusion]
        /// How long it fires after the force has fallen below its recruitment threshold.
        @NullWhenAbsent public var firingBelowThresholdSeconds: Double?
        /// In a sombrero task, how long it fires after the bump that recruited it.
        @NullWhenAbsent public var firingAfterBumpSeconds: Double?
        /// Mean of the instantaneous rates.
        @NullWhenAbsent public var meanRatePps: Double?
        /// Coefficient of variation of the intervals.
        @NullWhenAbsent public var intervalVariationPercent: Double?
        /// Pauses that the smooth rate does not bridge.
        public var gaps: Int
    }

    /// One pair.
    public struct Pair: Hashable, Sendable, Codable {
        /// The number of its contraction, from 1.
        public var contraction: Int
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
        /// The limits of its 95 % interval; `null` for a rejected pair, or when none was made.
        @NullWhenAbsent public var deltaFLowPps: Double?
        /// The upper limit.
        @NullWhenAbsent public var deltaFHighPps: Double?
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
