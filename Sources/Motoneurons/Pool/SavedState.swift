// Saved states: a short header that recognises damage and strangers, then plain little-endian words.

/// Writes and reads the bytes of a saved pool.
///
/// Layout: `LULLMN` + format version (2 bytes), kind (1 byte) + 7 zero bytes, fingerprint of the pool (8), number of words
/// (8), the words (8 each), FNV-1a check sum of all before (8).
struct SavedState {
    enum Kind: UInt8 { case reference = 1, fast = 2 }

    static let version: UInt8 = 1
    private static let magic = Array("LULLMN".utf8) + [version, 0]

    static func encode(_ words: [UInt64], kind: Kind, fingerprint: UInt64) -> [UInt8] {
        var bytes = magic
        bytes.reserveCapacity(40 + 8 * words.count)
        bytes += [kind.rawValue, 0, 0, 0, 0, 0, 0, 0]
        append(fingerprint, to: &bytes)
        append(UInt64(words.count), to: &bytes)
        for word in words { append(word, to: &bytes) }
        append(checksum(bytes[...]), to: &bytes)
        return bytes
    }

    static func decode(
        _ bytes: [UInt8], kind: Kind, fingerprint: UInt64, count: Int
    ) throws(MotoneuronError) -> [UInt64] {
        guard bytes.count >= 40, bytes[..<6] == magic[..<6] else {
            throw MotoneuronError("saved motoneuron pool: these \(bytes.count) bytes are not a saved pool")
        }
        guard bytes[6] == version else {
            throw MotoneuronError("saved motoneuron pool: format version \(bytes[6]); this program reads \(version)")
        }
        guard word(bytes, at: bytes.count - 8) == checksum(bytes[..<(bytes.count - 8)]) else {
            throw MotoneuronError("saved motoneuron pool: the check sum does not fit, the bytes are damaged")
        }
        guard bytes[8] == kind.rawValue else {
            throw MotoneuronError("saved motoneuron pool: reference and fast pools cannot continue each other")
        }
        guard word(bytes, at: 16) == fingerprint, word(bytes, at: 24) == count, bytes.count == 40 + 8 * count else {
            throw MotoneuronError(
                "saved motoneuron pool: it was saved by a pool with other parameters, settings, step or seed")
        }
        return (0..<count).map { word(bytes, at: 32 + 8 * $0) }
    }

    /// What a pool is made of, as one number.
    static func fingerprint(
        _ cells: [MotoneuronParameters], _ synapses: SynapseSettings, step: Double, seed: UInt64, firstStream: Int
    ) -> UInt64 {
        var bytes: [UInt8] = []
        for cell in cells {
            for field in MotoneuronParameters.fields { append(cell[keyPath: field.keyPath].bitPattern, to: &bytes) }
        }
        let numbers = [
            synapses.unitConductance, synapses.noiseDeviation, synapses.noiseTimeConstant,
            synapses.commonExcitation.coefficientOfVariation, synapses.commonExcitation.timeConstant,
            synapses.commonInhibition.coefficientOfVariation, synapses.commonInhibition.timeConstant, step,
        ]
        for number in numbers { append(number.bitPattern, to: &bytes) }
        append(seed, to: &bytes)
        append(UInt64(firstStream), to: &bytes)
        return checksum(bytes[...])
    }

    private static func append(_ word: UInt64, to bytes: inout [UInt8]) {
        for shift in stride(from: UInt64(0), to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: word >> shift)) }
    }

    private static func word(_ bytes: [UInt8], at position: Int) -> UInt64 {
        (0..<8).reduce(0) { $0 | UInt64(bytes[position + $1]) << UInt64(8 * $1) }
    }

    /// FNV-1a, 64 bits.
    private static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
