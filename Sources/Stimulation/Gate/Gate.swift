// The single last stage before any device. It lets an order through unchanged or refuses it and says why; it never
// changes an order. This file is the only place that can make an ``ApprovedPulseTrain``.

/// The gate of one prescription.
///
/// A pure function: the same order, ledger, device state, interlock and time give the same answer.
///
/// A device that goes on by itself when nobody speaks to it any more (``DeviceState/afterrun``) is judged, and its dose is written
/// down, as if it always did: the burst and that time together must keep every limit and be over at the order's expiry.
public struct Gate: Sendable {
    /// What was approved for this person and pad, with what must be known before it is used.
    public let clearance: Clearance
    /// Everything that limits an order: the limits given, and the prescription's own.
    public let limits: Limits

    /// Creates the gate of a prescription under limits, such as `Limits.product.adding(Limits.p24)`.
    public init(_ clearance: Clearance, limits: Limits) {
        self.clearance = clearance
        self.limits = limits.adding(clearance.prescription.limits)
    }

    /// What was approved for this person and pad.
    public var prescription: Prescription { clearance.prescription }

    /// Lets an order through, and writes its dose into the book before it is let out.
    ///
    /// - Throws: ``Refusal`` with every reason; then the book is as it was, or it could not be written.
    public func approve<Book: DoseBook & ~Copyable>(
        _ order: StimulationOrder, ledger: inout Book, device: DeviceState, interlock: Interlock, at now: SessionTime
    ) throws(Refusal) -> ApprovedPulseTrain {
        let reasons = reasonsToRefuse(order, ledger: ledger.doses, device: device, interlock: interlock, at: now)
        guard reasons.isEmpty, let worst = Self.worst(order, device) else { throw Refusal(reasons) }
        let dose = Dose(of: worst)
        do throws(DoseBookError) {
            try ledger.write(DoseLedger.Entry(channel: order.channel, start: now, end: order.expires, dose: dose))
        } catch {
            throw Refusal([.notWrittenDown(error)])
        }
        return ApprovedPulseTrain(order: order, dose: dose, approvedAt: now, afterrun: device.afterrun)
    }

    /// Why an order would be refused now; empty when it would be let through.
    public func reasonsToRefuse(
        _ order: StimulationOrder, ledger: DoseLedger, device: DeviceState, interlock: Interlock, at now: SessionTime
    ) -> [Refusal.Reason] {
        var reasons: [Refusal.Reason] = []
        if case .open(let why) = interlock { reasons.append(.notArmed(why)) }
        reasons += clearance.obstacles(to: order.trigger.kind).map { .notCleared($0) }
        if device.readiness != .ready { reasons.append(.device(device.readiness)) }
        let pad = prescription.terms.pad
        if order.channel != pad.channel { reasons.append(.channel(asked: order.channel, prescribed: pad.channel)) }
        guard let worst = Self.worst(order, device) else {
            let reason = "the stimulator goes on by itself for \(device.afterrun), which with the burst is no time"
            return reasons + [.time(reason)]
        }
        reasons += timeReasons(order, worst, device: device, at: now)

        let contact = device.measuredContact ?? pad.assumedContact
        let load = PulseLoad(of: worst, contactArea: pad.area * contact.value)
        var broken = limits.violations(by: load, motorThreshold: prescription.terms.thresholds?.motor)
        broken += limits.violations(of: .contactFraction, by: contact.value)
        broken += limits.violations(of: .orderAge, by: (now - order.issued).value)
        broken += limits.violations(of: .orderLifetime, by: (order.expires - order.issued).value)
        broken += limits.violations(of: .deviceReportAge, by: (now - device.reportedAt).value)
        broken += doseViolations(worst, on: order.channel, ledger: ledger, at: now)
        return reasons + broken.map { .limit($0) }
    }

    /// The most that comes of an order: with what the device adds by itself when nobody speaks to it any more. `nil` when that is
    /// no time.
    private static func worst(_ order: StimulationOrder, _ device: DeviceState) -> PulseTrain? {
        guard device.afterrun >= .zero else { return nil }
        return try? order.train.goingOn(for: device.afterrun)
    }

    /// What is wrong with the moments of an order, apart from limits.
    private func timeReasons(
        _ order: StimulationOrder, _ worst: PulseTrain, device: DeviceState, at now: SessionTime
    ) -> [Refusal.Reason] {
        var reasons: [Refusal.Reason] = []
        if !SessionTime.allowed.contains(now) { reasons.append(.time("now is \(now), outside of the session")) }
        if order.issued > now { reasons.append(.time("the order was issued at \(order.issued), after now (\(now))")) }
        if device.reportedAt > now {
            reasons.append(.time("the stimulator's report is from \(device.reportedAt), after now (\(now))"))
        }
        let end = now + worst.duration
        if end > order.expires { reasons.append(.expires(order.expires, burstEnds: end)) }
        return reasons
    }

    /// The limits that the burst would break together with what the output was given before.
    private func doseViolations(
        _ burst: PulseTrain, on channel: PadChannel, ledger: DoseLedger, at now: SessionTime
    ) -> [LimitViolation] {
        let this = Dose(of: burst)
        let minute = ledger.dose(channel, since: now - .minutes(1)) + this
        let hour = ledger.dose(channel, since: now - .hours(1)) + this
        let day = ledger.dose(channel, since: now - .hours(24)) + this
        let session = ledger.dose(channel, since: .start) + this
        var values: [(LimitedQuantity, Double)] = [
            (.burstsPerMinute, Double(minute.bursts)),
            (.hourlyOnTime, hour.onTime.value), (.hourlyCharge, hour.charge.value),
            (.dailyOnTime, day.onTime.value), (.dailyCharge, day.charge.value),
            (.sessionOnTime, session.onTime.value),
        ]
        if let last = ledger.lastBurst(channel) {
            let pause = now - last.end
            values.append((.pause, pause.value))
            values.append((.pauseOverBurst, pause / last.dose.onTime))
        }
        return values.flatMap { limits.violations(of: $0.0, by: $0.1) }
    }
}

/// A burst that the gate let through: the only thing that a stimulator accepts.
///
/// It cannot be copied and nobody but the gate can make one. A device takes it (`consuming`) and turns it into the burst
/// with ``redeem(at:)``, once, and not after it has expired.
public struct ApprovedPulseTrain: ~Copyable, Sendable {
    /// The order that was let through, without its burst: that comes out by ``redeem(at:)`` only.
    private let order: StimulationOrder
    /// What was written into the ledger for it.
    public let dose: Dose
    /// When the gate let it through.
    public let approvedAt: SessionTime
    /// How long the device may go on by itself after the burst: this is in ``dose`` and was judged with it.
    public let afterrun: Microseconds

    fileprivate init(order: StimulationOrder, dose: Dose, approvedAt: SessionTime, afterrun: Microseconds) {
        self.afterrun = afterrun
        self.order = order
        self.dose = dose
        self.approvedAt = approvedAt
    }

    /// The number of the order.
    public var orderNumber: Int { order.number }
    /// The output.
    public var channel: PadChannel { order.channel }
    /// When the last pulse must be over.
    public var expires: SessionTime { order.expires }

    /// The burst, to be delivered now. Uses this approval up.
    ///
    /// - Throws: ``Refusal`` when now is before the approval, or when the burst would not be over at its expiry.
    public consuming func redeem(at now: SessionTime) throws(Refusal) -> PulseTrain {
        let order = order
        if now < approvedAt {
            throw Refusal([.time("now is \(now), before the approval at \(approvedAt)")])
        }
        let end = now + order.train.duration + afterrun
        if end > order.expires { throw Refusal([.expires(order.expires, burstEnds: end)]) }
        return order.train
    }
}
