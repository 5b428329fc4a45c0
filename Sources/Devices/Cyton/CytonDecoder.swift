// The bytes of an OpenBCI Cyton board, found in a stream and turned into blocks. Pure: no port, no clock.

public import Signals

/// Finds the packets of a Cyton board (8 channels at 250 Hz) in a stream of bytes and hands over their samples in µV.
///
/// A packet has 33 bytes: A0, a number that counts to 255 and begins again, eight big-endian 24-bit values, six bytes of
/// the accelerometer or other extras (not read here), and C0 to CF. A number that is not the next one is a gap; its
/// frames are left out of the positions and never filled. After 256 lost packets the numbers agree again, so a gap is
/// known modulo 256 frames: ``SourceReport/lostFrames`` is the least that fits.
///
/// One step is 4.5 V / 24 / (2²³ − 1) = 0.02235 µV at the board's default gain of 24. The board does not tell whether its
/// electrodes touch, nor its latency: both stay `nil` in the report.
public struct CytonDecoder: Sendable {
    /// Samples per frame.
    public static let channelCount = 8
    /// Bytes of a packet.
    public static let packetLength = 33
    /// Microvolts of one step at gain 24.
    public static let microvoltsPerStep = 4.5e6 / 24 / Double((1 << 23) - 1)

    /// What is known about the samples so far.
    public private(set) var report = SourceReport(saturatedSamples: Array(repeating: 0, count: channelCount))
    /// Bytes that belong to no packet, such as the board's text or a damaged packet.
    public private(set) var discardedByteCount = 0

    private var buffer: [UInt8] = []
    private var next = SampleIndex(0)
    private var expected: UInt8?

    /// Begins before the first byte.
    public init() {}

    /// Takes bytes and gives the blocks that they complete: one for each run of packets without a gap.
    public mutating func receive(_ bytes: some Sequence<UInt8>) -> [SampleBlock] {
        buffer += bytes
        var blocks: [SampleBlock] = []
        var start = next
        var values: [Float] = []
        func close(_ blocks: inout [SampleBlock]) {
            guard !values.isEmpty else { return }
            blocks.append(SampleBlock(start: start, channelCount: Self.channelCount, values: values))
        }
        var position = 0
        while position < buffer.count {
            guard buffer[position] == 0xA0 else {
                discard(1, &position)
                continue
            }
            guard position + Self.packetLength <= buffer.count else { break }
            guard buffer[position + Self.packetLength - 1] & 0xF0 == 0xC0 else {
                discard(1, &position)
                continue
            }
            let number = buffer[position + 1]
            let lost = Int(number &- (expected ?? number))
            if lost > 0 {
                close(&blocks)
                report.count(lost: lost)
                next = next.advanced(by: lost)
                (start, values) = (next, [])
            }
            for channel in 0..<Self.channelCount { values.append(sample(at: position + 2 + 3 * channel, channel)) }
            expected = number &+ 1
            next = next.advanced(by: 1)
            position += Self.packetLength
        }
        buffer.removeFirst(position)
        close(&blocks)
        return blocks
    }

    private mutating func discard(_ count: Int, _ position: inout Int) {
        discardedByteCount += count
        position += count
    }

    private mutating func sample(at place: Int, _ channel: Int) -> Float {
        let high = Int(Int8(bitPattern: buffer[place])) << 16
        let steps = high | Int(buffer[place + 1]) << 8 | Int(buffer[place + 2])
        if steps == (1 << 23) - 1 || steps == -(1 << 23) { report.saturatedSamples?[channel] += 1 }
        return Float(Double(steps) * Self.microvoltsPerStep)
    }
}
