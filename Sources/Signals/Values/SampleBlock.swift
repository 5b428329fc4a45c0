// What a live source hands over: a few frames of every channel, with the position of the first.

/// A run of frames from a live source. A frame holds one sample of every channel, side by side.
public struct SampleBlock: Sendable, Hashable {
    /// The position of the first frame.
    public private(set) var start: SampleIndex
    /// Samples per frame.
    public let channelCount: Int
    /// The samples, frame after frame, in the channels' units.
    public private(set) var values: [Float]

    /// Creates a block; `values` holds whole frames.
    public init(start: SampleIndex, channelCount: Int, values: [Float]) {
        precondition(channelCount > 0 && values.count.isMultiple(of: channelCount), "a block holds whole frames")
        self.start = start
        self.channelCount = channelCount
        self.values = values
    }

    /// Puts other frames in place of those that are there. With no more of them than there ever were, and nobody else
    /// holding the block, it asks for no memory: what a live loop needs.
    public mutating func refill(start: SampleIndex, from frames: UnsafeBufferPointer<Float>) {
        precondition(frames.count.isMultiple(of: channelCount), "a block holds whole frames")
        self.start = start
        values.removeAll(keepingCapacity: true)
        values.append(contentsOf: frames)
    }

    /// The number of frames.
    public var frameCount: Int { values.count / channelCount }

    /// The position after the last frame.
    public var end: SampleIndex { start.advanced(by: frameCount) }
}
