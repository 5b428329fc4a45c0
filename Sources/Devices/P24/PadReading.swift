// What a measured pulse tells of the pads.

/// Voltage and apparent impedance of a pair of pads at the end of a pulse's first phase.
///
/// Skin under a pad is a resistance beside a capacitance, and the electrode is one more, so the quotient of voltage and
/// current depends on the phase's duration: it compares pulses of one shape, and is no resistance. The current is the one
/// that was asked for; where the device cannot drive it, the quotient is less than the true impedance.
public struct PadReading: Hashable, Sendable {
    /// The voltage at the end of the first phase, in volts, without sign.
    public let volts: Double
    /// The voltage over the current that was asked for, in ohms.
    public let ohms: Double

    /// Creates a reading.
    public init(volts: Double, ohms: Double) {
        self.volts = volts
        self.ohms = ohms
    }

    /// Reads the answer to a pulse; `nil` when it holds no voltage, or no sample lies wholly in the second half of the
    /// first phase.
    public init?(_ answer: ScienceMode4.PulseResult, of shape: ScienceMode4.PulseShape) {
        guard answer.measurement == .voltage, answer.sampleMicroseconds > 0, let first = shape.points.first,
            first.milliamperes != 0
        else { return nil }
        // Long phases are several points of one current.
        let phase = shape.points.prefix { $0.milliamperes == first.milliamperes }.reduce(0) { $0 + $1.microseconds }
        // The sample at the very end may be taken after the current has changed.
        let place = phase / answer.sampleMicroseconds - 1
        guard place >= 0, place < answer.samples.count, 2 * place * answer.sampleMicroseconds >= phase else {
            return nil
        }
        volts = Double(answer.samples[place]) / 100
        ohms = volts / (abs(first.milliamperes) / 1000)
    }
}

/// When pads are worse than allowed.
public struct PadWatch: Hashable, Sendable {
    /// The voltage from which the device is taken to be at its end, of 150 V.
    public static let highestVolts = 140.0

    /// The highest apparent impedance, in ohms.
    public let highestOhms: Int

    /// Creates a watch; `nil` unless the limit is 100 to 100,000 Ω.
    public init?(highestOhms: Int = 5000) {
        guard 100...100_000 ~= highestOhms else { return nil }
        self.highestOhms = highestOhms
    }

    /// What is wrong with the pads, in words; `nil` when nothing is.
    public func problem(with pads: PadReading) -> String? {
        let found = "\(pads.ohms.rounded()) Ω at \(pads.volts) V"
        if pads.volts >= Self.highestVolts {
            return "\(found), where the device drives no more; look whether a pad is off or dry"
        }
        guard pads.ohms > Double(highestOhms) else { return nil }
        return "\(found), allowed is \(highestOhms) Ω; look whether a pad is off or dry"
    }
}
