// Where samples come from: an amplifier, a network stream, or a file played back. One small protocol for all.

public import Signals

/// A live or played-back source of samples.
///
/// Every channel is sampled with the source's rate. Blocks come in order and without overlap; a gap between the end of
/// one block and the start of the next says that samples were lost. `nextBlock` is called by one thread only.
public protocol SignalSource: ~Copyable {
    /// The channels, in the order in which a frame holds them; all of ``rate``.
    var channels: [Channel] { get }

    /// How often each channel is sampled.
    var rate: SampleRate { get }

    /// Waits for the next samples and hands them over; `nil` when there will be no more.
    ///
    /// A source in virtual time (a file) never waits. A live source returns as soon as it has any frames.
    ///
    /// - Throws: an ``ExplainedError`` of the source when it has failed; then it stays failed.
    mutating func nextBlock() throws -> SampleBlock?

    /// What the source knows about gaps, its clock, saturation, leads and latency up to the last block.
    var report: SourceReport { get }
}

extension SignalSource where Self: ~Copyable {
    /// A source that knows nothing about the quality of its samples, such as a file played back.
    public var report: SourceReport { SourceReport() }
}
