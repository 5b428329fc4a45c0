// A recording as a live source: the same samples, in blocks, in virtual time.

public import Devices
public import Recordings
public import Signals

/// Plays channels of a recording as a signal source that never waits.
public struct Playback: SignalSource, ~Copyable {
    /// The channels that are played.
    public let channels: [Channel]
    /// Their common rate.
    public let rate: SampleRate
    /// Frames per block; the last block may be shorter.
    public let blockLength: Int

    private let recording: Recording
    private let positions: [Int]
    private let count: Int
    private var next = 0

    /// Prepares to play the channels at `positions` (0-based) of a recording.
    ///
    /// - Throws: `RecordingError` when the channels have different rates.
    public init(_ recording: Recording, channels positions: [Int], blockLength: Int) throws {
        precondition(!positions.isEmpty && blockLength > 0, "a source has channels and its blocks have frames")
        rate = try recording.commonRate(for: positions)
        channels = positions.map { recording.channels[$0] }
        count = positions.map { recording.samples.sampleCount(ofChannel: $0) }.min() ?? 0
        self.recording = recording
        self.positions = positions
        self.blockLength = blockLength
    }

    /// The next block; `nil` after the last.
    public mutating func nextBlock() throws -> SampleBlock? {
        guard next < count else { return nil }
        let range = next..<min(count, next + blockLength)
        let start = next
        next = range.upperBound
        if positions.count == 1 {
            let samples = try recording.samples.samples(ofChannel: positions[0], in: range)
            return SampleBlock(start: SampleIndex(start), channelCount: 1, values: samples)
        }
        var values = [Float](repeating: 0, count: range.count * positions.count)
        for (c, position) in positions.enumerated() {
            let samples = try recording.samples.samples(ofChannel: position, in: range)
            for (k, sample) in samples.enumerated() { values[k * positions.count + c] = sample }
        }
        return SampleBlock(start: SampleIndex(start), channelCount: positions.count, values: values)
    }
}
