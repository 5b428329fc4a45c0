// Where doses are kept. The gate writes every burst down before it lets it out, and does not let it out when that fails.

/// Something that keeps what each output was given: a ``DoseLedger`` in memory, or one with a file behind it.
///
/// A book may only make what the gate counts *more*: an entry, once written, can be lowered by ``endedEarly(_:at:pulses:)``
/// and never be taken away.
public protocol DoseBook: ~Copyable {
    /// What was written down so far.
    var doses: DoseLedger { get }

    /// Writes a burst down. When this returns, the entry must survive whatever happens to the program; when it cannot,
    /// this throws and the burst is not given.
    ///
    /// - Throws: ``DoseBookError``.
    mutating func write(_ entry: DoseLedger.Entry) throws(DoseBookError)

    /// Notes that the last burst on an output ended early and gave less than was written down.
    ///
    /// - Returns: Whether an entry was lowered. A book that cannot write it down leaves the entry as it was.
    @discardableResult
    mutating func endedEarly(_ channel: PadChannel, at end: SessionTime, pulses: Int) -> Bool
}

/// Why a dose could not be written down.
public struct DoseBookError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The reason, in one clause.
    public let description: String

    /// Creates the error.
    public init(_ description: String) { self.description = description }
}

extension DoseLedger: DoseBook {
    /// The ledger itself.
    public var doses: DoseLedger { self }

    /// Adds an entry. It can only ever make a dose more.
    public mutating func write(_ entry: Entry) throws(DoseBookError) { record(entry) }
}
