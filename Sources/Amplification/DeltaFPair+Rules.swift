// How one pair is measured and judged.

import MotorUnits
import Signals

extension DeltaFPair {
    /// Measures and judges the pair of units `i` and `j`, with the smooth rates of all units in blocks.
    init(
        of units: [RatedMotorUnit], rates blocked: [BlockedRate], _ i: Int, _ j: Int, parameters: DeltaFParameters,
        end recordingEnd: Int?
    ) {
        let (control, test) = Self.roles(units, i, j, parameters.recruitment)
        let (controlTrain, testTrain) = (units[control].unit.discharges, units[test].unit.discharges)
        var rejections: [DeltaFRejection] = []
        for train in [controlTrain, testTrain] where train.count < parameters.minimumDischarges {
            rejections.append(.init(.tooFewDischarges, Double(train.count), Double(parameters.minimumDischarges)))
        }
        guard let controlStart = controlTrain.recruitment(parameters.recruitment),
            let testStart = testTrain.recruitment(parameters.recruitment),
            let controlEnd = controlTrain.derecruitment, let testEnd = testTrain.derecruitment
        else {
            self.init(control: control, test: test, rejections: rejections)
            return
        }
        let clock = controlTrain.rate
        // The control unit was recruited first, so both discharge from the test unit's recruitment on.
        let end = min(testEnd, controlEnd)
        let overlap = max(0, end - testStart)
        let isOverlapping = overlap >= parameters.minimumOverlap
        let curve = units[control].smoothed
        let rates: (start: Double?, end: Double?) = isOverlapping ? (curve[testStart], curve[end]) : (nil, nil)
        let deltaF = rates.start.flatMap { start in rates.end.map { start - $0 } }
        let fall = rates.start.flatMap { start in curve[controlEnd].map { start - $0 } }
        let comparison =
            isOverlapping
            ? RateComparison(control: blocked[control], test: blocked[test], over: testStart..<end) : nil
        self.init(
            control: control, test: test, deltaF: deltaF,
            normalisedDeltaF: deltaF.flatMap { value in fall.flatMap { $0 == 0 ? nil : value / $0 } },
            start: testStart, end: end, rateAtStart: rates.start, rateAtEnd: rates.end,
            endsWithControl: controlEnd < testEnd, correlation: comparison?.correlation,
            modulation: comparison?.modulation, recruitmentDifference: clock.seconds(testStart - controlStart),
            derecruitmentDifference: clock.seconds(controlEnd - testEnd), overlap: overlap, rejections: rejections)
        let stillDischarging = recordingEnd.map(testTrain.isDischarging(at:)) ?? false
        let late: DeltaFRejection? =
            stillDischarging && parameters.requireDerecruitment
            ? .init(.noDerecruitment, clock.seconds(testEnd), recordingEnd.map(clock.seconds)) : nil
        self = adding(judged(by: parameters, clock: clock) + (late.map { [$0] } ?? []))
    }

    /// Who is the control unit: recruited first; on a tie, derecruited last; then the first by name, so that the order of
    /// the units does not matter. A unit without a rate is never preferred.
    private static func roles(
        _ units: [RatedMotorUnit], _ i: Int, _ j: Int, _ instant: RecruitmentInstant
    ) -> (control: Int, test: Int) {
        func key(_ k: Int) -> (Int, Int, String) {
            let train = units[k].unit.discharges
            return (train.recruitment(instant) ?? .max, -(train.derecruitment ?? 0), units[k].unit.name)
        }
        return key(i) <= key(j) ? (i, j) : (j, i)
    }

    /// The rules that the measured pair does not meet, but for the number of discharges and the end of the recording.
    private func judged(by parameters: DeltaFParameters, clock: SampleRate) -> [DeltaFRejection] {
        var reasons: [DeltaFRejection] = []
        let isOverlapping = overlap >= parameters.minimumOverlap
        if !isOverlapping {
            reasons.append(.init(.overlapTooShort, Double(overlap), Double(parameters.minimumOverlap)))
        }
        if let difference = recruitmentDifference, !(difference > parameters.recruitmentDifference) {
            reasons.append(.init(.recruitmentTooClose, difference, parameters.recruitmentDifference))
        }
        if parameters.controlMustOutlastTest, endsWithControl {
            reasons.append(.init(.controlStoppedFirst, derecruitmentDifference, 0))
        }
        // What follows needs samples at which both discharge; without them the overlap is the reason.
        if isOverlapping {
            if deltaF == nil, let unknown = rateAtStart == nil ? start : end {
                reasons.append(.init(.controlRateUnknown, clock.seconds(unknown), nil))
            }
            let likeness = parameters.likeness(of: correlation)
            if !(likeness ?? -.infinity > parameters.correlation) {
                var reason = DeltaFRejection(.correlationTooLow, likeness, parameters.correlation)
                reason.isSquared = parameters.correlationMetric == .rSquared
                reasons.append(reason)
            }
            if !(modulation ?? -.infinity > parameters.controlModulation) {
                reasons.append(.init(.modulationTooSmall, modulation, parameters.controlModulation))
            }
            if let limit = parameters.saturationMargin, let margin = saturationMargin, margin < limit {
                reasons.append(.init(.controlSaturated, margin, limit))
            }
        }
        if let limit = parameters.derecruitmentDifference, let difference = derecruitmentDifference,
            difference.magnitude < limit
        {
            reasons.append(.init(.derecruitmentTooClose, difference.magnitude, limit))
        }
        return reasons
    }

    private func adding(_ more: [DeltaFRejection]) -> DeltaFPair {
        DeltaFPair(
            control: control, test: test, deltaF: deltaF, normalisedDeltaF: normalisedDeltaF, start: start, end: end,
            rateAtStart: rateAtStart, rateAtEnd: rateAtEnd, endsWithControl: endsWithControl, correlation: correlation,
            modulation: modulation, recruitmentDifference: recruitmentDifference,
            derecruitmentDifference: derecruitmentDifference, overlap: overlap, rejections: rejections + more)
    }

    /// A pair of which nothing can be measured.
    private init(control: Int, test: Int, rejections: [DeltaFRejection]) {
        self.init(
            control: control, test: test, deltaF: nil, normalisedDeltaF: nil, start: nil, end: nil, rateAtStart: nil,
            rateAtEnd: nil, endsWithControl: false, correlation: nil, modulation: nil, recruitmentDifference: nil,
            derecruitmentDifference: nil, overlap: 0, rejections: rejections)
    }
}

extension DeltaFParameters {
    /// r or r² by ``correlationMetric``; r² of a negative r is no likeness and stays negative.
    fileprivate func likeness(of r: Double?) -> Double? {
        guard let r else { return nil }
        return correlationMetric == .r ? r : r * r.magnitude
    }
}

extension DeltaFRejection {
    fileprivate init(_ rule: Rule, _ found: Double?, _ limit: Double?) {
        self.init(rule: rule, found: found, limit: limit)
    }
}
