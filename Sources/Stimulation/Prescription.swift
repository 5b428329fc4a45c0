// What a clinician approved for one person and one pad. A prescription outside of the limits cannot exist.

/// A person's code: what the study or the clinic calls the person, never the name.
public struct PersonCode: Hashable, Sendable, CustomStringConvertible {
    /// The code.
    public let description: String

    /// Creates a code; `nil` unless it is 1 to 64 letters, digits, `-`, `_` or `.`.
    public init?(_ text: String) {
        guard (1...64).contains(text.unicodeScalars.count),
            text.unicodeScalars.allSatisfy({
                $0.isASCII
                    && ($0.properties.isAlphabetic || ("0"..."9").contains($0) || "-_.".unicodeScalars.contains($0))
            })
        else { return nil }
        description = text
    }
}

/// A side of the body.
public enum Side: String, Hashable, Sendable, CaseIterable {
    /// The person's left.
    case left
    /// The person's right.
    case right
}

/// An output of a stimulator, counted from 1 as it is labelled on the device.
public struct PadChannel: Hashable, Sendable, CustomStringConvertible {
    /// The number on the device.
    public let number: Int

    /// Creates a channel; `nil` unless the number is 1 to 8.
    public init?(_ number: Int) {
        guard (1...8).contains(number) else { return nil }
        self.number = number
    }

    /// `channel 1`.
    public var description: String { "channel \(number)" }
}

/// A pad on the skin.
public struct Pad: Hashable, Sendable {
    /// The output that it is connected to.
    public let channel: PadChannel
    /// The area of its gel; of a pair, the smaller one.
    public let area: SquareCentimetres
    /// The part of the area that is assumed to touch the skin when nobody has measured it. A half-peeled pad doubles
    /// the density, so half is a careful assumption.
    public let assumedContact: Ratio

    /// Creates a pad. Nothing is checked here; ``Prescription/init(_:within:)`` does.
    public init(channel: PadChannel, area: SquareCentimetres, assumedContact: Ratio = Ratio(0.5)) {
        self.channel = channel
        self.area = area
        self.assumedContact = assumedContact
    }
}

/// Where the stimulation is meant to act.
public struct StimulationSite: Hashable, Sendable {
    /// The nerve that is stimulated, such as `common peroneal nerve`.
    public let nerve: String
    /// The muscle that is to be calmed, such as `soleus`.
    public let muscle: String
    /// The side of the body.
    public let side: Side

    /// Creates a site.
    public init(nerve: String, muscle: String, side: Side) {
        self.nerve = nerve
        self.muscle = muscle
        self.side = side
    }
}

/// Who approved a prescription, and when.
public struct Approval: Hashable, Sendable {
    /// Who.
    public let approver: String
    /// When: seconds since 1970-01-01 00:00 UTC.
    public let unixSeconds: Int

    /// Creates an approval.
    public init(approver: String, unixSeconds: Int) {
        self.approver = approver
        self.unixSeconds = unixSeconds
    }
}

/// The most that a pad may get in a length of time.
public struct DoseLimit: Hashable, Sendable {
    /// Stimulation time, pauses inside a burst included.
    public let onTime: Microseconds
    /// Charge in one direction.
    public let charge: Microcoulombs

    /// Creates a dose limit.
    public init(onTime: Microseconds, charge: Microcoulombs) {
        self.onTime = onTime
        self.charge = charge
    }
}

/// What a clinician approved for one person and one pad.
///
/// Every order is compared with it and may only ask for less: ``Prescription/limits`` turns it into limits like any
/// other, and the gate applies them together with the standards', Lull's and the device's.
public struct Prescription: Hashable, Sendable {
    /// What is written down, before anybody has compared it with the limits.
    public struct Terms: Hashable, Sendable {
        /// Who is stimulated.
        public var person: PersonCode
        /// Where it acts.
        public var site: StimulationSite
        /// The pad.
        public var pad: Pad
        /// The lowest current at which the muscle twitches, as found by the threshold protocol.
        public var motorThreshold: Milliamperes
        /// The burst at its strongest, fastest and longest. Its peak current is the working current.
        public var burst: PulseTrain
        /// The shortest pause from the end of a burst to the start of the next.
        public var minimumPause: Microseconds
        /// The most in a rolling hour.
        public var hourly: DoseLimit
        /// The most in a rolling day.
        public var daily: DoseLimit
        /// Who approved it, and when.
        public var approval: Approval

        /// Creates the terms.
        public init(
            person: PersonCode, site: StimulationSite, pad: Pad, motorThreshold: Milliamperes, burst: PulseTrain,
            minimumPause: Microseconds, hourly: DoseLimit, daily: DoseLimit, approval: Approval
        ) {
            self.person = person
            self.site = site
            self.pad = pad
            self.motorThreshold = motorThreshold
            self.burst = burst
            self.minimumPause = minimumPause
            self.hourly = hourly
            self.daily = daily
            self.approval = approval
        }
    }

    /// What was approved.
    public let terms: Terms

    /// Creates a prescription.
    ///
    /// - Throws: ``Refusal`` that names every limit that the burst at its strongest would break on the contact area
    ///   assumed, and every term that is empty or makes no sense.
    public init(_ terms: Terms, within limits: Limits) throws(Refusal) {
        var reasons: [Refusal.Reason] = []
        let texts = [
            ("nerve", terms.site.nerve), ("muscle", terms.site.muscle), ("approver", terms.approval.approver),
        ]
        for (name, text) in texts where text.unicodeScalars.allSatisfy({ $0.properties.isWhitespace }) {
            reasons.append(.incomplete("the prescription names no \(name)"))
        }
        if terms.motorThreshold <= .zero {
            reasons.append(
                .incomplete("the motor threshold is \(terms.motorThreshold); it must be found, and above 0 mA"))
        }
        if !(terms.pad.area > SquareCentimetres(0)) {
            reasons.append(.incomplete("the pad's area is \(terms.pad.area); it must be above 0 cm²"))
        }
        let load = PulseLoad(of: terms.burst, contactArea: terms.pad.area * terms.pad.assumedContact.value)
        var broken = limits.violations(by: load, motorThreshold: terms.motorThreshold)
        let others: [(LimitedQuantity, Double)] = [
            (.contactFraction, terms.pad.assumedContact.value),
            (.pause, terms.minimumPause.value),
            (.hourlyOnTime, terms.hourly.onTime.value),
            (.hourlyCharge, terms.hourly.charge.value),
            (.dailyOnTime, terms.daily.onTime.value),
            (.dailyCharge, terms.daily.charge.value),
        ]
        for (quantity, value) in others {
            broken += limits.violations(of: quantity, by: value)
            if value < 0 { reasons.append(.incomplete("the prescription's \(quantity.title) is below zero")) }
        }
        reasons += broken.map { .limit($0) }
        if !reasons.isEmpty { throw Refusal(reasons) }
        self.terms = terms
    }

    /// The current of a full pulse.
    public var workingCurrent: Milliamperes { terms.burst.shape.peakCurrent }
    /// The working current over the motor threshold.
    public var workingRatio: Double { workingCurrent / terms.motorThreshold }

    /// The prescription as limits: nothing stronger, wider, faster, longer, sooner or more than was approved.
    public var limits: [Limit] {
        let source = LimitSource(
            "prescription for \(terms.person), \(terms.pad.channel), approved by \(terms.approval.approver)",
            .prescribed)
        let shape = terms.burst.shape
        return [
            Limit(.peakCurrent, atMost: shape.peakCurrent, source),
            Limit(.phaseDuration, atMost: shape.longestPhase, source),
            Limit(.chargePerPhase, atMost: shape.chargePerPhase, source),
            Limit(.energyPerPulse, atMost: shape.energy(into: PulseLoad.standardLoad), source),
            Limit(.highestRate, atMost: terms.burst.pattern.highestRate, source),
            Limit(.meanRate, atMost: terms.burst.pattern.meanRate, source),
            Limit(.burstDuration, atMost: terms.burst.duration, source),
            Limit(.pause, atLeast: terms.minimumPause, source),
            Limit(.hourlyOnTime, atMost: terms.hourly.onTime, source),
            Limit(.hourlyCharge, atMost: terms.hourly.charge, source),
            Limit(.dailyOnTime, atMost: terms.daily.onTime, source),
            Limit(.dailyCharge, atMost: terms.daily.charge, source),
        ]
    }
}
