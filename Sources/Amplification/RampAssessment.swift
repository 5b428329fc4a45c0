// One recording of a ramp contraction, assessed: units, pairs, ΔF, what was noticed, and the curves to draw.

public import MotorUnits
import Signals

/// The assessment of one ramp contraction, from its motor units to their ΔF.
///
/// A pure function of its inputs. Tables come from ``unitsCSV(_:)`` and ``pairsCSV(_:)``, the JSON twin from
/// ``report(_:)`` and ``json(_:)``.
public struct RampAssessment: Hashable, Sendable {
    /// The units by their first discharge; ``DeltaFPair`` and ``DeltaFUnit`` refer to places in this list.
    public let units: [AssessedMotorUnit]
    /// Every pair of units.
    public let pairs: [DeltaFPair]
    /// How sure the ΔF of each pair is; `nil` for those that are not accepted, or when no interval was wanted.
    public let pairIntervals: [DeltaFInterval?]
    /// Several units as one control unit; `nil` when none was wanted.
    public let composite: CompositeControl?
    /// The mean ΔF over the units that have one, in pps.
    public let meanDeltaF: Double?
    /// The force or torque, as given.
    public let force: ForceTrace?
    /// The sample at which the ramp or the recording ends, as given.
    public let end: Int?
    /// Which contraction of its recording this is; `nil` when nobody looked for several.
    public let contraction: Contraction?
    /// The path that the person was asked to follow, as given.
    public let path: ForceTrace?
    /// How well the ramp was performed; `nil` without a force that moves.
    public let performance: RampPerformance?
    /// The choices it was made with.
    public let settings: RampSettings
    /// What a reader should know before using the numbers, one sentence each.
    public let findings: [String]

    /// Assesses a contraction.
    ///
    /// - Parameters:
    ///   - units: its motor units, in any order; none is allowed and gives an empty assessment with a finding.
    ///   - force: force or torque; without it there are no thresholds.
    ///   - end: the sample, on the clock of the units, at which the ramp ends, or else the number of samples of the
    ///     recording; without it nobody can tell whether a unit stopped.
    ///   - settings: the choices.
    ///   - path: the path that the person was asked to follow; the force is compared with it.
    ///   - contraction: which contraction of the recording this is; units are expected to be of its stretch only.
    ///   - notes: what a reader should know of the units themselves; the first of the findings.
    /// - Throws: ``DeltaFError`` or `MotorUnitError` when a setting is out of bounds or the units do not share a clock.
    public init(
        units given: [MotorUnit], force: ForceTrace? = nil, end: Int? = nil, settings: RampSettings = RampSettings(),
        path: ForceTrace? = nil, contraction: Contraction? = nil, notes: [String] = []
    ) throws {
        try settings.cleaning.check()
        let cleaned = given.sortedByFirstDischarge().map(settings.cleaning.clean)
        let rated = try cleaned.map {
            try RatedMotorUnit($0.unit, smoother: settings.smoother, longestGap: settings.longestGap)
        }
        let deltaF = try DeltaF(of: rated, parameters: settings.deltaF, end: end)
        let intervals = try DeltaFBootstrap(
            of: rated, pairs: deltaF.pairs, smoother: settings.smoother, longestGap: settings.longestGap,
            parameters: settings.bootstrap)
        pairIntervals = intervals.pairs
        if let size = settings.compositeUnits {
            guard size >= 2 else {
                throw DeltaFError.parameter(
                    name: "number of composite units", found: Double(size), allowed: "2 or more")
            }
            composite = CompositeControl(
                of: rated, force: force, size: size, parameters: settings.deltaF, end: end)
        } else {
            composite = nil
        }
        let composite = composite
        let seconds = contraction?.seconds ?? 0..<Double.infinity
        let coarse = force.flatMap { $0.moves ? CoarseTrace($0) : nil }
        let quiet = force.flatMap { $0.moves ? $0.withoutNoise : nil }
        let bump = (path?.moves == true ? path : force).flatMap { Bump(in: $0, during: seconds) }
        units = rated.indices.map { k in
            AssessedMotorUnit(
                cleaned: cleaned[k], rated: rated[k], deltaF: deltaF.units[k], force: force, quiet: quiet,
                coarse: coarse, end: end,
                settings: settings, bump: bump, seconds: seconds, interval: intervals.units[k],
                compositePair: composite?.pairs.first { $0.test == k })
        }
        pairs = deltaF.pairs
        meanDeltaF = deltaF.mean
        self.force = force
        self.end = end
        self.settings = settings
        self.contraction = contraction
        self.path = path
        performance = force.flatMap {
            RampPerformance(of: $0, path: path, during: seconds)
        }
        findings =
            notes
            + Self.findings(
                units: units, pairs: pairs, force: force, performance: performance, longestGap: settings.longestGap,
                place: contraction.map { $0.count > 1 ? "contraction" : "recording" } ?? "recording")
    }

    /// The mean ΔF over the accepted pairs, in pps: for diagnosis, because a unit with many control units weighs more in
    /// it; ``meanDeltaF`` is the field's.
    public var meanPairDeltaF: Double? { DeltaF.mean(of: pairs.filter(\.isAccepted).compactMap(\.deltaF)) }
}

/// One unit of an assessment.
public struct AssessedMotorUnit: Hashable, Sendable {
    /// The unit with the discharges that were used.
    public let unit: MotorUnit
    /// What cleaning found.
    public let cleaning: [DischargeFinding]
    /// How many discharges cleaning took out.
    public let removedCount: Int
    /// One rate per interval: the dots of the plot.
    public let instantaneous: InstantaneousRate
    /// One rate per sample: the line of the plot.
    public let smoothed: SmoothedRate
    /// Recruitment, thresholds and rates.
    public let measures: MotorUnitMeasures
    /// How its rate bows above a straight line; `nil` without a force that changes while the rate rises.
    public let geometry: QuasiGeometry?
    /// How long it fires beyond the force that recruited it.
    public let sustained: SustainedFiring
    /// Its ΔF as a test unit, or why there is none.
    public let deltaF: DeltaFUnit
    /// How sure that is; `nil` without a ΔF or when no interval was wanted.
    public let interval: DeltaFInterval?
    /// Its pair with the composite control unit; `nil` for members, and when there is no composite.
    public let compositePair: DeltaFPair?
    /// Whether it still discharged at the end, so that it has no derecruitment; false when the end is not known.
    public let isStillDischarging: Bool

    init(
        cleaned: CleanedMotorUnit, rated: RatedMotorUnit, deltaF: DeltaFUnit, force: ForceTrace?, quiet: ForceTrace?,
        coarse: CoarseTrace?,
        end: Int?, settings: RampSettings, bump: Bump?, seconds: Range<Double>, interval: DeltaFInterval?,
        compositePair: DeltaFPair?
    ) {
        self.interval = interval
        self.compositePair = compositePair
        unit = cleaned.unit
        cleaning = cleaned.findings
        removedCount = cleaned.removedCount
        instantaneous = rated.instantaneous
        smoothed = rated.smoothed
        measures = MotorUnitMeasures(
            of: unit.discharges, smoothed: smoothed, force: force, recruitment: settings.deltaF.recruitment)
        geometry = QuasiGeometry(of: unit.discharges, smoothed: smoothed, force: quiet, during: seconds)
        sustained = SustainedFiring(
            of: unit.discharges, force: force, coarse: coarse, bump: bump, longestGap: settings.longestGap,
            during: seconds)
        self.deltaF = deltaF
        isStillDischarging = end.map(unit.discharges.isDischarging(at:)) ?? false
    }
}
