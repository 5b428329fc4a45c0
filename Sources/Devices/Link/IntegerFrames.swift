// Frames of 16-bit integers without marks between them: what the OT Bioelettronica amplifiers send over TCP.

import Signals

/// Turns a stream of frames of 16-bit values into blocks. Pure: no connection, no clock.
///
/// TCP loses and repeats nothing, so the frames are counted from the first byte. What the device itself left out shows in
/// its counter of samples, if it has one; such a gap is left out of the positions and known modulo 65,536 frames.
struct IntegerFrames: Sendable {
    /// How the values lie in a frame.
    struct Layout: Hashable, Sendable {
        /// Values of a frame.
        var valuesPerFrame: Int
        /// How many of them, from the first, are handed over.
        var channelCount: Int
        /// Which value may be a counter of samples.
        var counter: Int
        /// Whether the high byte comes first.
        var isBigEndian: Bool
        /// Each channel's unit for one step.
        var scale: [Double]
    }

    let layout: Layout
    private(set) var report: SourceReport
    private var buffer: [UInt8] = []
    private var next = SampleIndex(0)
    private var counter = FrameCounter()

    init(_ layout: Layout) {
        self.layout = layout
        report = SourceReport(saturatedSamples: Array(repeating: 0, count: layout.channelCount))
    }

    /// Whether the device counts its samples, so that gaps are seen at all.
    var countsSamples: Bool { counter.isCounter }

    /// Takes bytes and gives the blocks that they complete: one for each run of frames without a gap.
    mutating func receive(_ bytes: some Sequence<UInt8>) -> [SampleBlock] {
        buffer += bytes
        let length = 2 * layout.valuesPerFrame
        var blocks: [SampleBlock] = []
        var values: [Float] = []
        var start = next
        var position = 0
        while position + length <= buffer.count {
            let lost = counter.take(UInt16(bitPattern: value(layout.counter, at: position)))
            if lost > 0 {
                if !values.isEmpty {
                    blocks.append(SampleBlock(start: start, channelCount: layout.channelCount, values: values))
                }
                report.count(lost: lost)
                next = next.advanced(by: lost)
                (start, values) = (next, [])
            }
            for channel in 0..<layout.channelCount {
                let steps = value(channel, at: position)
                if steps == .max || steps == .min { report.saturatedSamples?[channel] += 1 }
                values.append(Float(Double(steps) * layout.scale[channel]))
            }
            next = next.advanced(by: 1)
            position += length
        }
        buffer.removeFirst(position)
        if !values.isEmpty {
            blocks.append(SampleBlock(start: start, channelCount: layout.channelCount, values: values))
        }
        return blocks
    }

    private func value(_ place: Int, at frame: Int) -> Int16 {
        let first = UInt16(buffer[frame + 2 * place]), second = UInt16(buffer[frame + 2 * place + 1])
        return Int16(bitPattern: layout.isBigEndian ? first << 8 | second : second << 8 | first)
    }

    /// The bytes of a frame: the other direction, for simulated devices.
    static func bytes(_ values: [Int16], isBigEndian: Bool) -> [UInt8] {
        values.flatMap { value in
            let bits = UInt16(bitPattern: value)
            let (high, low) = (UInt8(bits >> 8), UInt8(bits & 0xFF))
            return isBigEndian ? [high, low] : [low, high]
        }
    }
}
