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

    /// The gate's approval of a burst, given at `now`, with `spare` time before it expires.
    public static func approve(
        _ train: PulseTrain, channel: Int = 1, number: Int = 1, at now: SessionTime, spare: Microseconds = .zero
    ) throws -> ApprovedPulseTrain {
        let dose = DoseLimit(onTime: .seconds(60), charge: .millicoulombs(20))
        let terms = Prescription.Terms(
            person: PersonCode("P01")!,
            site: StimulationSite(nerve: "common peroneal nerve", muscle: "soleus", side: .left),
            pad: Pad(channel: PadChannel(channel)!, area: SquareCentimetres(45)),
            motorThreshold: max(.milliamperes(1), train.shape.peakCurrent), burst: train,
            minimumPause: train.duration * 2, hourly: dose, daily: dose,
            approval: Approval(approver: "a test", unixSeconds: 0))
        let gate = Gate(prescription: try Prescription(terms, within: .product), limits: .product.adding(Limits.p24))
        let order = StimulationOrder(
            number: number, train: train, channel: PadChannel(channel)!, issued: now,
            expires: now + train.duration + spare, trigger: Trigger(.manual, metAt: now))
        var ledger = DoseLedger()
        return try gate.approve(
            order, ledger: &ledger, device: DeviceState(readiness: .ready, reportedAt: now), interlock: .armed, at: now)
    }
}
