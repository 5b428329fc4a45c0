// The Heart Rate Measurement characteristic of Bluetooth (0x2A37): one notification as bytes, read and written.

public import Signals

/// One notification of a heart rate sensor (Bluetooth Heart Rate Service, characteristic 0x2A37).
///
/// All beat-to-beat intervals of a notification are kept: one notification carries several, and leaving some out would
/// falsify the heart rate variability.
public struct HeartRateMeasurement: Hashable, Sendable {
    /// What the sensor says about its contact with the skin.
    public enum Contact: Hashable, Sendable {
        /// It cannot tell.
        case unsupported
        /// It has lost the skin: the rate cannot be trusted.
        case lost
        /// It touches the skin.
        case detected
    }

    /// Beats per minute.
    public let beatsPerMinute: UInt16
    /// The contact with the skin.
    public let contact: Contact
    /// Energy spent since the last reset, in kilojoules; `nil` when the sensor does not say.
    public let energyKilojoules: UInt16?
    /// The times between beats in units of 1/1024 s, oldest first, as they were sent.
    public let intervals: [UInt16]

    /// The times between beats in seconds, oldest first.
    public var intervalSeconds: [Double] { intervals.map { Double($0) / 1024 } }

    /// Creates a measurement.
    public init(
        beatsPerMinute: UInt16, contact: Contact = .unsupported, energyKilojoules: UInt16? = nil,
        intervals: [UInt16] = []
    ) {
        self.beatsPerMinute = beatsPerMinute
        self.contact = contact
        self.energyKilojoules = energyKilojoules
        self.intervals = intervals
    }

    /// Reads a notification. The bits that are reserved for later use must be 0: what they would mean is not known.
    ///
    /// - Throws: ``HeartRateError``.
    public init(decoding bytes: some Collection<UInt8>) throws(HeartRateError) {
        let bytes = Array(bytes)
        guard let flags = bytes.first else { throw .tooShort(found: 0, needed: 2) }
        guard flags & 0xE0 == 0 else { throw .reservedFlags(flags) }
        let isWide = flags & 0x01 != 0
        let hasEnergy = flags & 0x08 != 0
        let head = 1 + (isWide ? 2 : 1) + (hasEnergy ? 2 : 0)
        guard bytes.count >= head else { throw .tooShort(found: bytes.count, needed: head) }
        func word(at place: Int) -> UInt16 { UInt16(bytes[place]) | UInt16(bytes[place + 1]) << 8 }
        beatsPerMinute = isWide ? word(at: 1) : UInt16(bytes[1])
        contact = flags & 0x04 == 0 ? .unsupported : flags & 0x02 == 0 ? .lost : .detected
        energyKilojoules = hasEnergy ? word(at: head - 2) : nil
        let rest = bytes.count - head
        guard flags & 0x10 != 0 || rest == 0 else { throw .bytesLeft(rest) }
        guard rest.isMultiple(of: 2) else { throw .halfInterval }
        intervals = stride(from: head, to: bytes.count, by: 2).map { word(at: $0) }
    }

    /// The notification as a sensor sends it; a rate above 255 takes two bytes.
    public var encoded: [UInt8] {
        let isWide = beatsPerMinute > 255
        var flags: UInt8 = isWide ? 0x01 : 0
        switch contact {
        case .unsupported: break
        case .lost: flags |= 0x04
        case .detected: flags |= 0x06
        }
        if energyKilojoules != nil { flags |= 0x08 }
        if !intervals.isEmpty { flags |= 0x10 }
        var bytes = [flags, UInt8(truncatingIfNeeded: beatsPerMinute)]
        if isWide { bytes.append(UInt8(beatsPerMinute >> 8)) }
        for word in (energyKilojoules.map { [$0] } ?? []) + intervals {
            bytes += [UInt8(truncatingIfNeeded: word), UInt8(word >> 8)]
        }
        return bytes
    }
}

/// Why bytes are not a heart rate measurement.
public enum HeartRateError: ExplainedError, Hashable {
    /// Fewer bytes than the flags announce.
    case tooShort(found: Int, needed: Int)
    /// Bits that no version known here uses.
    case reservedFlags(UInt8)
    /// Bytes that the flags do not announce.
    case bytesLeft(Int)
    /// The last interval has one byte instead of two.
    case halfInterval

    /// What kind of trouble it is.
    public var category: ErrorCategory { .data }

    /// What is wrong, in one sentence.
    public var description: String {
        switch self {
        case .tooShort(let found, let needed):
            "the heart rate notification has \(found) bytes; its flags ask for at least \(needed)"
        case .reservedFlags(let flags):
            "byte 1 of the heart rate notification is \(flags); its three highest bits must be 0"
        case .bytesLeft(let count):
            "the heart rate notification ends with \(count) bytes that its flags do not announce; none is allowed"
        case .halfInterval:
            "the last beat-to-beat interval of the heart rate notification has 1 byte; it must have 2"
        }
    }
}
