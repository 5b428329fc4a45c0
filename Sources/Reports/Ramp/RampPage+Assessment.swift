// From an assessment to the page: only names, units and words change.

public import Amplification
public import MotorUnits
import Signals

extension RampPage {
    /// The page of an assessment.
    ///
    /// - Parameters:
    ///   - assessment: what `lull assess ramp` computed.
    ///   - provenance: where it came from; the last part of its input's path names the page.
    ///   - subtitle: muscle, device, rate or other words about the recording.
    ///   - moreProvenance: further facts, such as the command line.
    public init(
        assessment: RampAssessment, provenance: ResultProvenance, subtitle: String = "", moreProvenance: [Fact] = []
    ) {
        self.init(
            assessments: [assessment], provenance: provenance, subtitle: subtitle, moreProvenance: moreProvenance)
    }

    /// The page of the contractions of one recording, in the order of time.
    ///
    /// - Precondition: at least one assessment.
    public init(
        assessments: [RampAssessment], provenance: ResultProvenance, subtitle: String = "", moreProvenance: [Fact] = []
    ) {
        let name = provenance.input.split(separator: "/").last.map(String.init) ?? provenance.input
        let contents = assessments.map { assessment in
            var content = Content(
                recordingName: name, subtitle: subtitle, time: Self.time(of: assessment),
                force: assessment.force.map { Content.Force($0, following: assessment.path) },
                units: assessment.units.map(Content.Unit.init),
                pairs: zip(assessment.pairs, assessment.pairIntervals).map { Content.Pair($0, $1) },
                smoothing: assessment.settings.smoother.description, remarks: assessment.findings,
                parameters: assessment.settings.facts, provenance: provenance.facts + moreProvenance,
                performance: assessment.performanceSentence,
                performanceError: assessment.performance?.errorPercent)
            content.composite = assessment.compositeSentence
            return content
        }
        guard let first = contents.first else { preconditionFailure("a page is of one contraction or more") }
        self.init(first, Array(contents.dropFirst()))
    }

    /// From the first sample to the end of the recording, or as far as anything reaches when the end is not known.
    private static func time(of assessment: RampAssessment) -> ClosedRange<Double> {
        var last = 0.0
        for unit in assessment.units {
            let rate = unit.unit.discharges.rate
            last = max(last, unit.unit.discharges.seconds.last ?? 0, assessment.end.map(rate.seconds) ?? 0)
        }
        if let stretch = assessment.contraction, stretch.count > 1 {
            return stretch.seconds
                .lowerBound...(stretch.seconds.upperBound.isFinite ? stretch.seconds.upperBound : last)
        }
        if let force = assessment.force { last = max(last, force.rate.seconds(force.values.count)) }
        return 0...(last > 0 ? last : 1)
    }
}

extension RampPage.Content.Force {
    init(_ trace: ForceTrace) {
        self.init(
            name: trace.label, unit: trace.unit.symbol,
            curve: SampledCurve(interval: trace.rate.period, values: trace.values))
    }

    /// With the requested path, which is drawn when its unit is the force's.
    fileprivate init(_ trace: ForceTrace, following path: ForceTrace?) {
        self.init(trace)
        guard let path, path.unit == trace.unit, path.moves else { return }
        requested = SampledCurve(interval: path.rate.period, values: path.values)
    }
}

extension RampAssessment {
    /// What the composite control unit is and gives; empty when none was wanted.
    fileprivate var compositeSentence: String {
        guard let composite else { return "" }
        guard composite.isThere else {
            return
                "There is no composite control unit: fewer than two of the first units discharge long and linearly enough."
        }
        let members = listed(composite.members.map { units[$0].unit.name })
        let tests = composite.pairs.filter(\.isAccepted).count
        guard let mean = composite.meanDeltaF else {
            return "Against a composite control unit of \(members), no test unit meets the rules."
        }
        return
            "Against a composite control unit (the mean rate of \(members)), \u{394}F is \(fixed(mean, 2)) pps on average "
            + "over \(count(tests, "test unit"))."
    }

    /// How the ramp was performed; empty without a force.
    fileprivate var performanceSentence: String {
        guard let force, let performance else { return "" }
        let unit = force.unit.symbol
        var text =
            "The force (\(shortened(force.label, to: 40))) peaked at \(fixed(performance.peak, 1)) \(unit) "
            + "\(fixed(performance.peakSeconds, 1)) s after the beginning"
        if let rise = performance.risePerSecond, let fall = performance.fallPerSecond {
            text += ", rising by \(fixed(rise, 1)) and falling by \(fixed(fall, 1)) \(unit) per second"
        }
        let target =
            performance.target == .requestedPath
            ? "the path that was asked for" : "a trapezoid of its own rise and fall"
        return text + "; it differs from \(target) by \(fixed(performance.error, 2)) \(unit) "
            + "(\(fixed(performance.errorPercent, 1)) % of the peak)."
    }
}

extension RampPage.Content.Unit {
    fileprivate init(_ assessed: AssessedMotorUnit) {
        let (rates, smoothed, measures) = (assessed.instantaneous, assessed.smoothed, assessed.measures)
        self.init(
            name: assessed.unit.name, discharges: assessed.unit.discharges.seconds,
            instantaneousRates: zip(rates.seconds, rates.values).map { .init(time: $0, rate: $1) },
            smoothedRate: SampledCurve(
                start: smoothed.rate.seconds(smoothed.start), interval: smoothed.rate.period,
                values: smoothed.values.map { Float($0) }),
            recruitment: measures.recruitment, derecruitment: measures.derecruitment,
            recruitmentThreshold: measures.recruitmentThreshold,
            derecruitmentThreshold: measures.derecruitmentThreshold, peakRate: measures.peakRate,
            deltaF: assessed.deltaF.deltaF, note: Self.note(assessed))
        shape = assessed.geometry.map { geometry in
            RampPage.Content.Shape(
                heightPercent: geometry.braceHeightPercent, height: geometry.braceHeight, angle: geometry.angle,
                acceleration: geometry.accelerationSlope, attenuation: geometry.attenuationSlope,
                exclusions: geometry.exclusions.map(\.words))
        }
        deltaFInterval = assessed.interval.map { $0.low...$0.high }
        compositeDeltaF = assessed.compositePair.flatMap { $0.isAccepted ? $0.deltaF : nil }
        (firingBelowThreshold, firingAfterBump) = (assessed.sustained.belowThreshold, assessed.sustained.afterBump)
    }

    private static func note(_ assessed: AssessedMotorUnit) -> String {
        var notes: [String] = []
        if let accuracy = assessed.unit.accuracy { notes.append("decomposition accuracy \(fixed(accuracy, 2))") }
        if assessed.removedCount > 0 { notes.append("cleaning removed \(count(assessed.removedCount, "discharge"))") }
        let gaps = assessed.measures.gapCount
        if gaps > 0 { notes.append("\(count(gaps, "long pause")), not bridged by the smoothed rate") }
        if assessed.isStillDischarging { notes.append("still discharging at the end") }
        switch assessed.deltaF.absence {
        case .noAcceptedControl(let pairs, _):
            notes.append(pairs == 1 ? "its only pair was rejected" : "all its \(pairs) pairs were rejected")
        case .some(let reason): notes.append(reason.description)
        case nil: break
        }
        return notes.joined(separator: "; ")
    }
}

extension RampPage.Content.Pair {
    fileprivate init(_ pair: DeltaFPair, _ interval: DeltaFInterval?) {
        self.init(
            control: pair.control, test: pair.test, deltaF: pair.deltaF, rateAtRecruitment: pair.rateAtStart,
            rateAtDerecruitment: pair.rateAtEnd, recruitmentDifference: pair.recruitmentDifference,
            correlation: pair.correlation, modulation: pair.modulation, rejections: pair.rejections.map(\.description))
        deltaFInterval = interval.map { $0.low...$0.high }
    }
}

extension ResultProvenance {
    /// The provenance as a page lists it.
    var facts: [Fact] {
        [Fact("Software", software), Fact("Input", input)]
            + (inputSHA256.map { [Fact("SHA-256 of the input", $0)] } ?? [])
    }
}

extension RampSettings {
    /// The settings in words, those that are switched off left out.
    fileprivate var facts: [Fact] {
        var facts = [
            Fact("Smoothing", smoother.description, note: "each motor unit's rate; \u{394}F depends on it"),
            Fact(
                "Longest pause", "\(fixed(longestGap, 2)) s",
                note: "the smoothed rate is not continued over longer ones"),
            Fact(
                "Recruitment", deltaF.recruitment == .secondDischarge ? "second discharge" : "first discharge",
                note: "derecruitment is the last discharge"),
            Fact("Fewest discharges", "\(deltaF.minimumDischarges)", note: "of each motor unit of a pair"),
            Fact(
                "Recruitment difference", "more than \(fixed(deltaF.recruitmentDifference, 2)) s",
                note: "so that the control unit's own persistent inward currents are active before"),
            Fact(
                "Correlation",
                "\(deltaF.correlationMetric == .r ? "r" : "r\u{B2}") more than \(fixed(deltaF.correlation, 2))",
                note: "of the smoothed rates while both discharge: a sign of common drive"),
            Fact(
                "Control modulation", "more than \(fixed(deltaF.controlModulation, 2)) pps",
                note: "the control unit's rate must vary to follow the drive"),
            Fact(
                "Control outlasts test", deltaF.controlMustOutlastTest ? "required" : "not required",
                note: "a control unit that stops first makes \u{394}F too small"),
        ]
        if let margin = deltaF.saturationMargin {
            facts.append(Fact("Saturation", "modulation less \u{394}F at least \(fixed(margin, 2)) pps"))
        }
        if let difference = deltaF.derecruitmentDifference {
            facts.append(Fact("Derecruitment difference", "at least \(fixed(difference, 2)) s"))
        }
        if deltaF.requireDerecruitment {
            facts.append(Fact("Derecruitment", "required", note: "the test unit must stop before the end"))
        }
        facts.append(
            Fact(
                "Interval", bootstrap.draws == 0 ? "none" : "\(bootstrap.draws) draws, seed \(bootstrap.seed)",
                note:
                    "control units' intervals shuffled about the smooth rate; 95 of 100 repetitions lie between the limits"
            ))
        facts.append(
            Fact(
                "Composite control unit", compositeUnits.map { "of up to \($0) units" } ?? "none",
                note: "the mean rate of the first units that discharge long and, with a force, linearly with it"))
        facts.append(
            Fact(
                "Cleaning", "intervals under \(fixed(cleaning.impossibleInterval * 1000, 1)) ms removed",
                note:
                    "short intervals (under \(fixed(cleaning.shortInterval * 1000, 1)) ms): \(cleaning.shortIntervals.word); "
                    + "isolated discharges: \(cleaning.isolatedDischarges.word)"))
        return facts
    }
}

extension DischargeCleaningRules.Action {
    fileprivate var word: String {
        switch self {
        case .ignore: "ignored"
        case .flag: "reported and kept"
        case .remove: "removed"
        }
    }
}
