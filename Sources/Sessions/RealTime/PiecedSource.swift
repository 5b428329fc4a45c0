// A device's blocks, cut for a live loop.

public import Devices
public import Signals

/// A source whose blocks are cut into pieces and which ends after so many frames.
///
/// A device hands over what its network or bus gathered; the loop decides once a block, and the first sample of a block is as old as
/// the block is long. Positions, gaps and the report stay the source's.
public struct PiecedSource<Source: SignalSource & ~Copyable>: SignalSource, ~Copyable {
    private var source: Source
    private let longest: Int
    private let last: Int
    private var rest: (block: SampleBlock, from: Int)?

    /// Cuts a source.
    ///
    /// - Parameters:
    ///   - longest: the most frames in a piece, 1 or more.
    ///   - frames: the sample index at which it ends; missing samples count.
    public init(_ source: consuming Source, longest: Int, frames: Int = .max) {
        precondition(longest > 0, "a piece has frames")
        self.source = source
        self.longest = longest
        last = frames
    }

    /// The channels.
    public var channels: [Channel] { source.channels }
    /// Their rate.
    public var rate: SampleRate { source.rate }
    /// What the source knows about its samples; of pieces of one block it is the same.
    public var report: SourceReport { source.report }

    /// The next piece.
    ///
    /// - Throws: what the source throws.
    public mutating func nextBlock() throws -> SampleBlock? {
        if rest == nil {
            guard let block = try source.nextBlock() else { return nil }
            rest = (block, 0)
        }
        guard let (block, from) = rest else { return nil }
        let start = block.start.advanced(by: from)
        let count = min(longest, block.frameCount - from, last - start.rawValue)
        guard count > 0 else { return nil }
        rest = from + count < block.frameCount ? (block, from + count) : nil
        let range = (from * block.channelCount)..<((from + count) * block.channelCount)
        return SampleBlock(start: start, channelCount: block.channelCount, values: Array(block.values[range]))
    }
}
