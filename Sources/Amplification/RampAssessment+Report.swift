// From an assessment to its JSON twin.

public import MotorUnits
import Signals

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension RampAssessment {
    /// The assessment with its provenance, ready to be coded.
    public func report(_ provenance: ResultProvenance) -> RampReport {
        let clock = units.first?.unit.discharges.rate
        return RampReport(
            layout: RampReport.currentLayout, provenance: provenance, settings: settings, rateHz: clock?.hertz,
            endSeconds: end.flatMap { end in clock?.seconds(end) }, forceChannel: force?.label,
            forceUnit: force?.unit.symbol, meanDeltaFPps: meanDeltaF, meanPairDeltaFPps: meanPairDeltaF,
            findings: findings,
            units: units.map(RampReport.Unit.init), pairs: pairs.map { RampReport.Pair($0, of: units) })
    }

    /// The report as JSON text: indented, keys sorted, a line end at the end. The same inputs give the same bytes.
    ///
    /// - Throws: what the encoder throws; it does not for a report of an assessment.
    public func json(_ provenance: ResultProvenance) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(report(provenance)), as: UTF8.self) + "\n"
    }
}

extension RampReport.Unit {
    init(_ assessed: AssessedMotorUnit) {
        let (measures, deltaF) = (assessed.measures, assessed.deltaF)
        self.init(
            index: deltaF.unit, name: assessed.unit.name, accuracy: assessed.unit.accuracy,
            discharges: measures.dischargeCount, removedDischarges: assessed.removedCount, cleaning: assessed.cleaning,
            deltaFPps: deltaF.deltaF, normalisedDeltaF: deltaF.normalisedDeltaF, acceptedControls: deltaF.controlCount,
            pairsAsTest: deltaF.pairCount, absence: deltaF.absence?.code, absenceText: deltaF.absence?.description,
            isStillDischarging: assessed.isStillDischarging, firstDischargeSeconds: measures.firstDischarge,
            recruitmentSeconds: measures.recruitment, derecruitmentSeconds: measures.derecruitment,
            recruitmentThreshold: measures.recruitmentThreshold,
            derecruitmentThreshold: measures.derecruitmentThreshold,
            rateAtRecruitmentPps: measures.rateAtRecruitment, rateAtDerecruitmentPps: measures.rateAtDerecruitment,
            peakRatePps: measures.peakRate, peakRateSeconds: measures.peakRateTime,
            thresholdHysteresis: measures.thresholdHysteresis, ascendingSeconds: measures.ascendingDuration,
            descendingSeconds: measures.descendingDuration, meanRatePps: measures.meanRate,
            intervalVariationPercent: measures.intervalVariation, gaps: measures.gapCount)
    }
}

extension RampReport.Pair {
    init(_ pair: DeltaFPair, of units: [AssessedMotorUnit]) {
        let clock = units[pair.control].unit.discharges.rate
        self.init(
            control: pair.control, test: pair.test, controlName: units[pair.control].unit.name,
            testName: units[pair.test].unit.name, isAccepted: pair.isAccepted, deltaFPps: pair.deltaF,
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
