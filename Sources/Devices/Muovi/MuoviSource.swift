// A Muovi probe on a connection that it has made, as a signal source.

public import Signals

/// A running Muovi probe: 32 channels in µV at 2000 Hz.
public struct MuoviSource<Link: DeviceLink & ~Copyable>: SignalSource, ~Copyable {
    /// The 32 channels.
    public let channels: [Channel]
    /// 2000 Hz.
    public let rate: SampleRate
    /// What is known about the samples so far.
    public var report: SourceReport { reader.frames.report }

    /// Whether the probe counts its samples, so that gaps are seen at all. Known after the first 17 frames.
    public var countsSamples: Bool { reader.frames.countsSamples }

    private var reader: FrameReader<Link>
    private let mode: Muovi.Mode

    /// Starts the probe.
    ///
    /// - Parameters:
    ///   - link: The connection that the probe has made to port ``Muovi/port`` of this machine.
    ///   - mode: Monopolar, with the full or with half the gain; only these two are electromyogram.
    ///   - silenceLimitMilliseconds: How long the probe may say nothing before it counts as lost.
    /// - Throws: ``DeviceError/linkLost(reason:)``, also for a mode without electromyogram.
    public init(
        _ link: consuming Link, mode: Muovi.Mode = .monopolar, silenceLimitMilliseconds: Int = 1000
    ) throws(DeviceError) {
        (channels, rate) = FrameReader<Link>.emg("Muovi", Muovi.channelCount, hertz: Muovi.hertz)
        self.mode = mode
        reader = FrameReader(
            link, IntegerFrames(Muovi.layout(mode)), name: "the Muovi probe", silenceLimitMilliseconds)
        guard mode == .monopolar || mode == .monopolarLowGain else {
            throw .linkLost(
                reason: "the mode \(mode) of a Muovi is no electromyogram; there are monopolar and monopolarLowGain")
        }
        try reader.link.send([Muovi.Command(mode: mode, isRunning: true).byte])
    }

    /// Waits for the next frames.
    ///
    /// - Throws: ``DeviceError/linkLost(reason:)`` when the probe is silent for too long or the connection fails.
    public mutating func nextBlock() throws -> SampleBlock? { try reader.nextBlock() }

    /// Stops the probe and closes the connection.
    public mutating func close() { reader.close(saying: [Muovi.Command(mode: mode, isRunning: false).byte]) }
}

/// Reads frames of 16-bit values from a link: what Muovi and Quattrocento have in common.
struct FrameReader<Link: DeviceLink & ~Copyable>: ~Copyable {
    var link: Link
    var frames: IntegerFrames
    private var waiting: [SampleBlock] = []
    private let name: String
    private let silenceLimitMilliseconds: Int

    init(_ link: consuming Link, _ frames: IntegerFrames, name: String, _ silenceLimitMilliseconds: Int) {
        self.link = link
        self.frames = frames
        self.name = name
        self.silenceLimitMilliseconds = silenceLimitMilliseconds
    }

    /// Channels of electromyogram, numbered from 1, and their rate.
    static func emg(_ name: String, _ count: Int, hertz: Double) -> ([Channel], SampleRate) {
        guard let rate = SampleRate(hertz: hertz) else { preconditionFailure("\(hertz) Hz is no rate") }
        return ((1...count).map { Channel(label: "\(name) \($0)", kind: .emg, unit: .microvolt, rate: rate) }, rate)
    }

    mutating func nextBlock() throws(DeviceError) -> SampleBlock {
        while waiting.isEmpty {
            let bytes = try link.receive(waitingAtMostMilliseconds: silenceLimitMilliseconds)
            guard !bytes.isEmpty else {
                throw .linkLost(
                    reason: "\(name) sent nothing for \(silenceLimitMilliseconds) ms; check its battery and network")
            }
            waiting = frames.receive(bytes)
        }
        return waiting.removeFirst()
    }

    mutating func close(saying bytes: [UInt8]) {
        // A device that cannot be told any more has nothing to be stopped.
        try? link.send(bytes)
        link.close()
    }
}
