// What a clinician approved for one person and one pad. A prescription outside of the limits cannot exist.

/// What a clinician approved for one person and one pad.
///
/// Every order is compared with it and may only ask for less: ``Prescription/limits`` turns it into limits like any
/// other, and the gate applies them together with the standards', Lull's and the device's.
///
/// Without thresholds it is a prescription for *finding* them: single pulses only, and only for steps of a guided protocol.
public struct Prescription: Hashable, Sendable {
    /// What is written down, before anybody has compared it with the limits.
    public struct Terms: Hashable, Sendable {
        /// Who is stimulated.
        public var person: PersonCode
        /// Where it acts.
        public var site: StimulationSite
        /// The pad.
        public var pad: Pad
        /// What was found at this pad; `nil` when that is still to be found.
        public var thresholds: Thresholds?
        /// The burst at its strongest, fastest and longest. Its peak current is the working current.
        public var burst: PulseTrain
        /// Another pattern for the same pulses and the same duration, for a spasm that the first does not end; `nil` for none.
        public var secondPattern: PulsePattern?
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
            person: PersonCode, site: StimulationSite, pad: Pad, thresholds: Thresholds?, burst: PulseTrain,
            minimumPause: Microseconds, hourly: DoseLimit, daily: DoseLimit, approval: Approval
        ) {
            self.person = person
            self.site = site
            self.pad = pad
            self.thresholds = thresholds
            self.burst = burst
            self.minimumPause = minimumPause
            self.hourly = hourly
            self.daily = daily
            self.approval = approval
        }
    }

    /// What was approved.
    public let terms: Terms
    /// The burst with the second pattern; `nil` where none was approved.
    public let secondBurst: PulseTrain?
    /// The row of the placement atlas that the site is in.
    public let placement: Placement

    /// Creates a prescription.
    ///
    /// - Throws: ``Refusal`` that names every limit that the burst at its strongest would break on the contact area
    ///   assumed, and every term that is empty or makes no sense.
    public init(_ terms: Terms, within limits: Limits) throws(Refusal) {
        let placement = PlacementAtlas.placement(of: terms.site)
        var reasons = Self.incomplete(terms, placement)
        let area = terms.pad.area * terms.pad.assumedContact.value
        let own = limits.adding(Self.limits(of: terms.thresholds))
        var broken = own.violations(
            by: PulseLoad(of: terms.burst, contactArea: area), motorThreshold: terms.thresholds?.motor)
        var secondBurst: PulseTrain?
        if let pattern = terms.secondPattern {
            do throws(PulseTrainError) {
                let burst = try PulseTrain(
                    shape: terms.burst.shape, pattern: pattern, duration: terms.burst.duration, ramp: terms.burst.ramp)
                broken += own.violations(
                    by: PulseLoad(of: burst, contactArea: area), motorThreshold: terms.thresholds?.motor)
                secondBurst = burst
            } catch {
                reasons.append(.incomplete("the second pattern cannot be made: \(error)"))
            }
        }
        let others: [(LimitedQuantity, Double)] = [
            (.contactFraction, terms.pad.assumedContact.value),
            (.pause, terms.minimumPause.value),
            (.hourlyOnTime, terms.hourly.onTime.value),
            (.hourlyCharge, terms.hourly.charge.value),
            (.dailyOnTime, terms.daily.onTime.value),
            (.dailyCharge, terms.daily.charge.value),
        ]
        for (quantity, value) in others {
            broken += own.violations(of: quantity, by: value)
            if value < 0 { reasons.append(.incomplete("the prescription's \(quantity.title) is below zero")) }
        }
        reasons += broken.map { .limit($0) }
        guard reasons.isEmpty, let placement else { throw Refusal(reasons) }
        self.terms = terms
        self.placement = placement
        self.secondBurst = secondBurst
    }

    /// What is missing or makes no sense, whatever the limits are.
    private static func incomplete(_ terms: Terms, _ placement: Placement?) -> [Refusal.Reason] {
        var texts: [String] = []
        for (name, text) in [
            ("nerve", terms.site.nerve), ("muscle", terms.site.muscle), ("approver", terms.approval.approver),
        ] where text.unicodeScalars.allSatisfy({ $0.properties.isWhitespace }) {
            texts.append("the prescription names no \(name)")
        }
        if placement == nil {
            texts.append(
                "the \(terms.site.nerve) for the \(terms.site.muscle) is no place of the atlas, and nothing else is "
                    + "stimulated (see Documentation/Placement.md)")
        }
        if !(terms.pad.area > SquareCentimetres(0)) {
            texts.append("the pad's area is \(terms.pad.area); it must be above 0 cm²")
        }
        return (texts + (terms.thresholds?.problems ?? [])).map { .incomplete($0) }
    }

    /// The current of a full pulse.
    public var workingCurrent: Milliamperes { terms.burst.shape.peakCurrent }
    /// The working current over the motor threshold; `nil` while that is not known.
    public var workingRatio: Ratio? { terms.thresholds.map { Ratio(workingCurrent / $0.motor) } }

    /// The prescription as limits: nothing stronger, wider, faster, longer, sooner or more than was approved.
    public var limits: [Limit] {
        let source = LimitSource(
            "prescription for \(terms.person), \(terms.pad.channel), approved by \(terms.approval.approver)",
            .prescribed)
        let shape = terms.burst.shape
        // Two patterns: whichever is faster. Everything else they have in common.
        let patterns = [terms.burst.pattern] + (terms.secondPattern.map { [$0] } ?? [])
        let highest = patterns.dropFirst().reduce(patterns[0].highestRate) { max($0, $1.highestRate) }
        let mean = patterns.dropFirst().reduce(patterns[0].meanRate) { max($0, $1.meanRate) }
        return [
            Limit(.peakCurrent, atMost: shape.peakCurrent, source),
            Limit(.phaseDuration, atMost: shape.longestPhase, source),
            Limit(.chargePerPhase, atMost: shape.chargePerPhase, source),
            Limit(.energyPerPulse, atMost: shape.energy(into: PulseLoad.standardLoad), source),
            Limit(.highestRate, atMost: highest, source),
            Limit(.meanRate, atMost: mean, source),
            Limit(.burstDuration, atMost: terms.burst.duration, source),
            Limit(.pause, atLeast: terms.minimumPause, source),
            Limit(.hourlyOnTime, atMost: terms.hourly.onTime, source),
            Limit(.hourlyCharge, atMost: terms.hourly.charge, source),
            Limit(.dailyOnTime, atMost: terms.daily.onTime, source),
            Limit(.dailyCharge, atMost: terms.daily.charge, source),
        ] + Self.limits(of: terms.thresholds)
    }

    /// What the thresholds limit: the current that the person bears; or, before they are known, the rate.
    private static func limits(of thresholds: Thresholds?) -> [Limit] {
        guard let thresholds else {
            return [
                Limit(
                    .highestRate, atMost: Hertz(2),
                    LimitSource("Lull: thresholds are found with single pulses at 1 to 2 Hz", .ownChoice))
            ]
        }
        guard let comfort = thresholds.comfort else { return [] }
        return [
            Limit(.peakCurrent, atMost: comfort, LimitSource("the comfort threshold that the person gave", .prescribed))
        ]
    }
}
