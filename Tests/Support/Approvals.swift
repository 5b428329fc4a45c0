// Approvals for tests: made by the gate like all others, for a prescription that fits exactly one burst.

public import Stimulation

/// Makes approvals the only way there is: a prescription for exactly this burst, and its gate.
public enum Approvals {
    /// The channel of the pads when no other is asked for.
    public static let channel = PadChannel(1)!

    /// A burst of symmetric pulses (mA, µs).
    public static func train(
        milliamperes: Double = 20, phase: Int = 200, gap: Int = 100, period: Int = 20_000, duration: Int = 200_000,
        pulsesPerGroup: Int = 1, groupPeriod: Int? = nil, rampPulses: Int = 0
    ) throws -> PulseTrain {
        try PulseTrain(
            shape: .biphasic(
                current: Milliamperes(milliamperes)!, phase: Microseconds(phase), gap: Microseconds(gap)),
            pattern: PulsePattern(
                pulsesPerGroup: pulsesPerGroup, pulsePeriod: Microseconds(period),
                groupPeriod: Microseconds(groupPeriod ?? period * pulsesPerGroup)),
            duration: Microseconds(duration),
            ramp: rampPulses == 0 ? nil : PulseRamp(pulses: rampPulses, currentStep: Milliamperes(0.5)!))
    }

    /// The gate's approval of a burst, given at `now`, with `spare` time before it expires, for a device that goes on by itself
    /// for `afterrun`.
    public static func approve(
        _ train: PulseTrain, channel: Int = 1, number: Int = 1, at now: SessionTime, spare: Microseconds = .zero,
        afterrun: Microseconds = .zero
    ) throws -> ApprovedPulseTrain {
        let dose = DoseLimit(onTime: .seconds(60), charge: .millicoulombs(20))
        let terms = Prescription.Terms(
            person: PersonCode("P01")!,
            site: soleus, pad: Pad(channel: PadChannel(channel)!, area: SquareCentimetres(45)),
            thresholds: thresholds(motor: max(.milliamperes(1), train.shape.peakCurrent)),
            burst: try PulseTrain(
                shape: train.shape, pattern: train.pattern, duration: train.duration + afterrun, ramp: train.ramp),
            minimumPause: (train.duration + afterrun) * 2, hourly: dose, daily: dose,
            approval: Approval(approver: "a test", unixSeconds: 0))
        let gate = Gate(clearance(try Prescription(terms, within: .product)), limits: .product.adding(Limits.p24))
        let order = StimulationOrder(
            number: number, train: train, channel: PadChannel(channel)!, issued: now,
            expires: now + train.duration + afterrun + spare, trigger: Trigger(.manual, metAt: now))
        var ledger = DoseLedger()
        return try gate.approve(
            order, ledger: &ledger, device: DeviceState(readiness: .ready, reportedAt: now, afterrun: afterrun),
            interlock: .armed, at: now)
    }

    /// A place of the atlas.
    public static let soleus = StimulationSite(nerve: "common peroneal nerve", muscle: "soleus", side: .left)

    /// When a test takes place: seconds since 1970.
    public static let today = 1_790_000_000

    /// Thresholds around a motor threshold; the comfort threshold never binds.
    public static func thresholds(motor: Milliamperes) -> Thresholds {
        Thresholds(
            sensory: Milliamperes(microamperes: max(1, motor.microamperes / 2)), motor: motor,
            comfort: .milliamperes(500), evidence: .mWave)
    }

    /// The harmless answer to every question.
    public static func screening(_ person: PersonCode = PersonCode("P01")!) -> Screening {
        Screening(
            person: person,
            answers: Dictionary(
                uniqueKeysWithValues: ScreeningQuestion.all.map { ($0.name, $0.choices[0].name) }),
            answeredTo: "a test", unixSeconds: today)
    }

    /// A test of the effect in which the pad calmed.
    public static func evidence(for prescription: Prescription) -> EffectEvidence {
        EffectEvidence(
            site: prescription.terms.site, channel: prescription.terms.pad.channel,
            current: prescription.workingCurrent, pairs: 12, ratio: Ratio(0.7), interval: Ratio(0.6)...Ratio(0.8),
            confidence: Ratio(0.95), unixSeconds: today)!
    }

    /// A prescription with everything that must be known: nothing stands in its way.
    public static func clearance(_ prescription: Prescription) -> Clearance {
        Clearance(
            prescription: prescription, screening: screening(prescription.terms.person),
            evidence: evidence(for: prescription), at: today)
    }
}
