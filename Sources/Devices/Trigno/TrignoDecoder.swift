// The electromyogram of a Delsys Trigno base: frames of sixteen floating-point values.

public import Signals

/// Turns the bytes of a Trigno base's port for electromyogram into blocks. Pure: no connection, no clock.
///
/// A frame has 16 little-endian 32-bit floating-point values in volts; sensors that are not there give 0. There is no
/// counter, so what the base's own radio lost cannot be seen: the report's gaps are those of the connection, which has none.
public struct TrignoDecoder: Sendable {
    /// Sensors of a base.
    public static let channelCount = 16
    /// Bytes of a frame.
    public static let frameLength = 4 * channelCount
    /// No sensor gives more, in volts: a value above it says that the stream is out of step.
    public static let highestVolts: Float = 1

    /// What is known about the samples: the range, the leads and the latency of the sensors are not.
    public private(set) var report = SourceReport()
    private var buffer: [UInt8] = []
    private var next = SampleIndex(0)

    /// Begins before the first byte.
    public init() {}

    /// Takes bytes and gives the frames that they complete, in µV; `nil` when there are none.
    ///
    /// - Throws: ``DeviceError/linkLost(reason:)`` for a value that is no voltage of a sensor; nothing is read after it.
    public mutating func receive(_ bytes: some Sequence<UInt8>) throws(DeviceError) -> SampleBlock? {
        buffer += bytes
        let frameCount = buffer.count / Self.frameLength
        guard frameCount > 0 else { return nil }
        var values: [Float] = []
        values.reserveCapacity(frameCount * Self.channelCount)
        for place in 0..<(frameCount * Self.channelCount) {
            let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(buffer[4 * place + $1]) << UInt32(8 * $1) }
            let volts = Float(bitPattern: bits)
            guard abs(volts) <= Self.highestVolts else {
                let (frame, channel) = place.quotientAndRemainder(dividingBy: Self.channelCount)
                throw .linkLost(
                    reason:
                        "the Trigno base sent \(volts) V for sensor \(channel + 1) in frame \(next.rawValue + frame); a "
                        + "sensor gives at most \(Self.highestVolts) V, so the stream is out of step: connect anew")
            }
            values.append(volts * 1e6)
        }
        buffer.removeFirst(frameCount * Self.frameLength)
        defer { next = next.advanced(by: frameCount) }
        return SampleBlock(start: next, channelCount: Self.channelCount, values: values)
    }
}
