// From an assessment to its JSON twin.

public import MotorUnits
import Signals

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension RampAssessment {
    /// Its number among the contractions of the recording, from 1.
    var number: Int { contraction?.number ?? 1 }

    /// The assessment with its provenance, ready to be coded.
    public func report(_ provenance: ResultProvenance) -> RampReport { Self.report([self], provenance) }

    /// The assessments of the contractions of one recording, with their provenance, ready to be coded.
    ///
    /// - Precondition: at least one assessment.
    public static func report(_ assessments: [RampAssessment], _ provenance: ResultProvenance) -> RampReport {
        guard let first = assessments.first else { preconditionFailure("a report is of one contraction or more") }
        let clock = assessments.lazy.compactMap { $0.units.first?.unit.discharges.rate }.first
        return RampReport(
            layout: RampReport.currentLayout, provenance: provenance, settings: first.settings, rateHz: clock?.hertz,
            endSeconds: assessments.last?.end.flatMap { end in clock?.seconds(end) }, forceChannel: first.force?.label,
            forceUnit: first.force?.unit.symbol, meanDeltaFPps: mean(of: assessments),
            meanPairDeltaFPps: DeltaF.mean(of: assessments.compactMap(\.meanPairDeltaF)),
            meanCompositeDeltaFPps: DeltaF.mean(of: assessments.compactMap { $0.composite?.meanDeltaF }),
            findings: assessments.flatMap(\.numberedFindings),
            contractions: assessments.map(RampReport.Contraction.init),
            units: assessments.flatMap { one in one.units.map { RampReport.Unit($0, contraction: one.number) } },
            pairs: assessments.flatMap { one in RampReport.pairs(of: one) })
    }

    /// The findings, each with the contraction that it is about where there are several.
    public var numberedFindings: [String] {
        (contraction?.count ?? 1) > 1 ? findings.map { "Contraction \(number): \($0)" } : findings
    }

    /// The report as JSON text: indented, keys sorted, a line end at the end. The same inputs give the same bytes.
    ///
    /// - Throws: what the encoder throws; it does not for a report of an assessment.
    public func json(_ provenance: ResultProvenance) throws -> String { try Self.json([self], provenance) }

    /// The report of several contractions as JSON text.
    ///
    /// - Precondition: at least one assessment.
    public static func json(_ assessments: [RampAssessment], _ provenance: ResultProvenance) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(report(assessments, provenance)), as: UTF8.self) + "\n"
    }
}

extension RampReport.Contraction {
    init(_ assessment: RampAssessment) {
        let performance = assessment.performance
        let seconds = assessment.contraction?.seconds
        self.init(
            number: assessment.number, foundIn: assessment.contraction?.source ?? .whole,
            startSeconds: seconds?.lowerBound ?? 0,
            endSeconds: seconds.flatMap { $0.upperBound.isFinite ? $0.upperBound : nil }, units: assessment.units.count,
            pairs: assessment.pairs.count, acceptedPairs: assessment.pairs.count(where: \.isAccepted),
            meanDeltaFPps: assessment.meanDeltaF, meanPairDeltaFPps: assessment.meanPairDeltaF,
            meanCompositeDeltaFPps: assessment.composite?.meanDeltaF,
            compositeMembers: assessment.composite.map { composite in
                composite.isThere ? composite.members.map { assessment.units[$0].unit.name } : []
            } ?? [],
            comparedWith: performance?.target, peak: performance?.peak, targetPeak: performance?.targetPeak,
            peakSeconds: performance?.peakSeconds, risePerSecond: performance?.risePerSecond,
            fallPerSecond: performance?.fallPerSecond, error: performance?.error,
            errorPercent: performance?.errorPercent,
            isPerformed: performance?.isPerformed)
    }
}

extension RampReport.Unit {
    init(_ assessed: AssessedMotorUnit, contraction: Int) {
        let (measures, deltaF, geometry) = (assessed.measures, assessed.deltaF, assessed.geometry)
        self.init(
            contraction: contraction, index: deltaF.unit, name: assessed.unit.name, accuracy: assessed.unit.accuracy,
            discharges: measures.dischargeCount, removedDischarges: assessed.removedCount, cleaning: assessed.cleaning,
            deltaFPps: deltaF.deltaF, deltaFLowPps: assessed.interval?.low, deltaFHighPps: assessed.interval?.high,
            deltaFDeviationPps: assessed.interval?.deviation,
            compositeDeltaFPps: assessed.compositePair.flatMap { $0.isAccepted ? $0.deltaF : nil },
            compositeRejections: assessed.compositePair?.rejections.map(\.description) ?? [],
            normalisedDeltaF: deltaF.normalisedDeltaF, acceptedControls: deltaF.controlCount,
            pairsAsTest: deltaF.pairCount, absence: deltaF.absence?.code, absenceText: deltaF.absence?.description,
            isStillDischarging: assessed.isStillDischarging, firstDischargeSeconds: measures.firstDischarge,
            recruitmentSeconds: measures.recruitment, derecruitmentSeconds: measures.derecruitment,
            recruitmentThreshold: measures.recruitmentThreshold,
            derecruitmentThreshold: measures.derecruitmentThreshold,
            rateAtRecruitmentPps: measures.rateAtRecruitment, rateAtDerecruitmentPps: measures.rateAtDerecruitment,
            peakRatePps: measures.peakRate, peakRateSeconds: measures.peakRateTime,
            thresholdHysteresis: measures.thresholdHysteresis, ascendingSeconds: measures.ascendingDuration,
            descendingSeconds: measures.descendingDuration, braceHeightPercent: geometry?.braceHeightPercent,
            braceHeightPps: geometry?.braceHeight, braceSeconds: geometry?.braceSeconds,
            braceAngleDegrees: geometry?.angle, accelerationSlope: geometry?.accelerationSlope,
            attenuationSlope: geometry?.attenuationSlope, braceExclusions: geometry?.exclusions ?? [],
            firingBelowThresholdSeconds: assessed.sustained.belowThreshold,
            firingAfterBumpSeconds: assessed.sustained.afterBump, meanRatePps: measures.meanRate,
            intervalVariationPercent: measures.intervalVariation, gaps: measures.gapCount)
    }
}

extension RampReport {
    /// Every pair with its interval.
    static func pairs(of assessment: RampAssessment) -> [Pair] {
        zip(assessment.pairs, assessment.pairIntervals).map { Pair($0, $1, of: assessment) }
    }
}

extension RampReport.Pair {
    fileprivate init(_ pair: DeltaFPair, _ interval: DeltaFInterval?, of assessment: RampAssessment) {
        let units = assessment.units
        let clock = units[pair.control].unit.discharges.rate
        self.init(
            contraction: assessment.number, control: pair.control, test: pair.test,
            controlName: units[pair.control].unit.name,
            testName: units[pair.test].unit.name, isAccepted: pair.isAccepted, deltaFPps: pair.deltaF,
            deltaFLowPps: interval?.low, deltaFHighPps: interval?.high,
            normalisedDeltaF: pair.normalisedDeltaF, startSeconds: pair.start.map(clock.seconds),
            endSeconds: pair.end.map(clock.seconds), endsWithControl: pair.endsWithControl,
            rateAtStartPps: pair.rateAtStart, rateAtEndPps: pair.rateAtEnd, correlation: pair.correlation,
            correlationSquared: pair.correlation.map { $0 * $0 },
            modulationPps: pair.modulation, saturationMarginPps: pair.saturationMargin,
            recruitmentDifferenceSeconds: pair.recruitmentDifference,
            derecruitmentDifferenceSeconds: pair.derecruitmentDifference, overlapSamples: pair.overlap,
            rejections: pair.rejections.map {
                .init(rule: $0.rule, found: $0.found, limit: $0.limit, text: $0.description)
            })
    }
}
