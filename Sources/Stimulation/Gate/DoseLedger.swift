// What each output has been given. The gate writes a burst down before it lets it out, so that a crash between the two
// counts too much and never too little.

/// An amount of stimulation.
public struct Dose: Hashable, Sendable {
    /// Bursts.
    public var bursts: Int
    /// Pulses.
    public var pulses: Int
    /// Stimulation time, pauses inside a burst included.
    public var onTime: Microseconds
    /// Charge in one direction.
    public var charge: Microcoulombs

    /// Creates an amount.
    public init(bursts: Int = 0, pulses: Int = 0, onTime: Microseconds = .zero, charge: Microcoulombs = .zero) {
        self.bursts = bursts
        self.pulses = pulses
        self.onTime = onTime
        self.charge = charge
    }

    /// The amount of a whole burst, at full current from its first pulse: a ramp only ever makes it less.
    public init(of train: PulseTrain) {
        let pulses = train.pulseCount
        self.init(
            bursts: 1, pulses: pulses, onTime: train.duration, charge: train.shape.chargePerPulse * pulses)
    }

    /// The sum of two amounts.
    public static func + (a: Dose, b: Dose) -> Dose {
        Dose(
            bursts: a.bursts.saturatingAdd(b.bursts), pulses: a.pulses.saturatingAdd(b.pulses),
            onTime: a.onTime + b.onTime, charge: a.charge + b.charge)
    }
}

/// What each output has been given, burst by burst. A value: ``DoseRecord`` is its form as bytes, and keeping them on disk is
/// the shell's work.
public struct DoseLedger: Hashable, Sendable {
    /// One burst that was let out.
    public struct Entry: Hashable, Sendable {
        /// The output.
        public let channel: PadChannel
        /// When it was let out.
        public let start: SessionTime
        /// When it is over at the latest.
        public internal(set) var end: SessionTime
        /// How much it is.
        public internal(set) var dose: Dose

        /// Creates an entry. What is below zero counts as zero, and an end before the start as the start: no entry can
        /// make a dose less.
        public init(channel: PadChannel, start: SessionTime, end: SessionTime, dose: Dose) {
            self.channel = channel
            self.start = start
            self.end = max(start, end)
            self.dose = Dose(
                bursts: max(0, dose.bursts), pulses: max(0, dose.pulses), onTime: max(.zero, dose.onTime),
                charge: max(.zero, dose.charge))
        }
    }

    /// The bursts, in the order in which they were let out.
    public private(set) var entries: [Entry]

    /// Creates a ledger, from what an earlier session left (at negative times) or empty.
    public init(entries: [Entry] = []) { self.entries = entries }

    mutating func record(_ entry: Entry) { entries.append(entry) }

    /// Notes that the last burst on an output ended early and gave less than was written down. Can only lower what is
    /// written: anything else is left as it was.
    ///
    /// - Returns: Whether the entry was changed.
    @discardableResult
    public mutating func endedEarly(_ channel: PadChannel, at end: SessionTime, pulses: Int) -> Bool {
        guard let last = entries.lastIndex(where: { $0.channel == channel }) else { return false }
        let entry = entries[last]
        guard end >= entry.start, end < entry.end, pulses >= 0, pulses < entry.dose.pulses else { return false }
        let chargePerPulse = entry.dose.charge.picocoulombs / entry.dose.pulses
        entries[last].end = end
        entries[last].dose.pulses = pulses
        entries[last].dose.onTime = end - entry.start
        entries[last].dose.charge = Microcoulombs(picocoulombs: chargePerPulse * pulses)
        return true
    }

    /// What an output has been given since a moment. A burst that only ends after it counts whole.
    public func dose(_ channel: PadChannel, since moment: SessionTime) -> Dose {
        entries.reduce(Dose()) { $1.channel == channel && $1.end > moment ? $0 + $1.dose : $0 }
    }

    /// The burst on an output that ends last.
    public func lastBurst(_ channel: PadChannel) -> Entry? {
        entries.filter { $0.channel == channel }.max { $0.end < $1.end }
    }

    /// Forgets what ended before a moment; the gate needs one day.
    public mutating func forget(before moment: SessionTime) { entries.removeAll { $0.end < moment } }
}
