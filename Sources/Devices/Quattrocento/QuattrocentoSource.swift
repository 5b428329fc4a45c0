// A Quattrocento on a connection, as a signal source.

public import Signals

/// A running Quattrocento: 96 to 384 channels in µV.
public struct QuattrocentoSource<Link: DeviceLink & ~Copyable>: SignalSource, ~Copyable {
    /// The channels of electromyogram.
    public let channels: [Channel]
    /// The amplifier's rate.
    public let rate: SampleRate
    /// What is known about the samples so far.
    public var report: SourceReport { reader.frames.report }

    /// Whether the amplifier counts its samples, so that gaps are seen at all. Known after the first 17 frames.
    public var countsSamples: Bool { reader.frames.countsSamples }

    private var reader: FrameReader<Link>
    private var settings: Quattrocento.Settings

    /// Starts the amplifier.
    ///
    /// - Parameters:
    ///   - link: A connection to port ``Quattrocento/port`` of the amplifier.
    ///   - rate: Frames a second.
    ///   - size: How many channels.
    ///   - silenceLimitMilliseconds: How long the amplifier may say nothing before it counts as lost.
    /// - Throws: ``DeviceError/linkLost(reason:)``.
    public init(
        _ link: consuming Link, rate: Quattrocento.Rate = .hertz2048, size: Quattrocento.Size = .emg96,
        silenceLimitMilliseconds: Int = 1000
    ) throws(DeviceError) {
        (channels, self.rate) = FrameReader<Link>.emg("Quattrocento", size.channelCount, hertz: rate.hertz)
        settings = Quattrocento.Settings(rate: rate, size: size, isRunning: true)
        reader = FrameReader(
            link, IntegerFrames(Quattrocento.layout(size)), name: "the Quattrocento", silenceLimitMilliseconds)
        try reader.link.send(settings.bytes ?? [])
    }

    /// Waits for the next frames.
    ///
    /// - Throws: ``DeviceError/linkLost(reason:)`` when the amplifier is silent for too long or the connection fails.
    public mutating func nextBlock() throws -> SampleBlock? { try reader.nextBlock() }

    /// Stops the amplifier and closes the connection.
    public mutating func close() {
        settings.isRunning = false
        reader.close(saying: settings.bytes ?? [])
    }
}
