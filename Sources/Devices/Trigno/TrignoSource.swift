// A Trigno base on its two connections, as a signal source.

public import Signals

/// A running Delsys Trigno base: 16 channels in µV at 2000 Hz.
///
/// Delsys' own program (the Trigno Control Utility, on Windows) offers the two ports and pairs the sensors.
public struct TrignoSource<Link: DeviceLink & ~Copyable>: SignalSource, ~Copyable {
    /// The 16 sensors.
    public let channels: [Channel]
    /// 2000 Hz.
    public let rate: SampleRate
    /// What is known about the samples so far.
    public var report: SourceReport { decoder.report }

    private var command: Link
    private var data: Link
    private var decoder = TrignoDecoder()
    private let silenceLimitMilliseconds: Int
    private var failure: DeviceError?

    /// Reads the base's greeting and starts it.
    ///
    /// - Parameters:
    ///   - command: A connection to port ``Trigno/commandPort``.
    ///   - data: A connection to port ``Trigno/emgPort``.
    ///   - silenceLimitMilliseconds: How long the base may say nothing before it counts as lost.
    /// - Throws: ``DeviceError/linkLost(reason:)`` when the base does not greet or does not start.
    public init(
        command: consuming Link, data: consuming Link, silenceLimitMilliseconds: Int = 1000
    ) throws(DeviceError) {
        (channels, rate) = FrameReader<Link>.emg("Trigno", TrignoDecoder.channelCount, hertz: Trigno.hertz)
        self.command = command
        self.data = data
        self.silenceLimitMilliseconds = silenceLimitMilliseconds
        let greeting = try answer()
        guard greeting.contains("Trigno") else {
            throw .linkLost(
                reason: "no Trigno base answers: it greets with “\(greeting)”; check the address and the port")
        }
        try self.command.send(Trigno.start)
        let reply = try answer()
        guard reply == "OK" else {
            throw .linkLost(reason: "the Trigno base does not start: it says “\(reply)”; check that sensors are paired")
        }
    }

    /// Waits for the next frames.
    ///
    /// - Throws: ``DeviceError/linkLost(reason:)`` when the base is silent for too long, the connection fails, or a value
    ///   is no voltage; then again at every call.
    public mutating func nextBlock() throws -> SampleBlock? {
        if let failure { throw failure }
        while true {
            let bytes = try data.receive(waitingAtMostMilliseconds: silenceLimitMilliseconds)
            guard !bytes.isEmpty else {
                throw DeviceError.linkLost(
                    reason:
                        "the Trigno base sent nothing for \(silenceLimitMilliseconds) ms; check the base and its program"
                )
            }
            do throws(DeviceError) {
                if let block = try decoder.receive(bytes) { return block }
            } catch {
                failure = error
                throw error
            }
        }
    }

    /// Stops the base and closes both connections.
    public mutating func close() {
        // A base that cannot be told any more has nothing to be stopped.
        try? command.send(Trigno.stop)
        command.close()
        data.close()
    }

    /// The base's next words, up to its empty line.
    private mutating func answer() throws(DeviceError) -> String {
        var bytes: [UInt8] = []
        let end = Array("\r\n\r\n".utf8)
        // Another device may talk slowly and never end.
        let latest = ContinuousClock.now + .milliseconds(3 * silenceLimitMilliseconds)
        while bytes.suffix(4) != end[...] {
            let isTooLate = ContinuousClock.now >= latest
            let more = isTooLate ? [] : try command.receive(waitingAtMostMilliseconds: silenceLimitMilliseconds)
            bytes += more
            guard !more.isEmpty, bytes.count <= 1024 else {
                throw .linkLost(
                    reason: "no Trigno base answers: \(SpokenProtocol(bytes).words); check the address and the port")
            }
        }
        return String(decoding: bytes.dropLast(4), as: UTF8.self)
    }
}

/// What is the same for every Trigno base.
public enum Trigno {
    /// Where commands go.
    public static let commandPort = 50_040
    /// Where electromyogram of 2000 Hz comes from.
    public static let emgPort = 50_043
    /// Frames a second.
    public static let hertz = 2000.0
    /// Begin to send.
    public static let start = Array("START\r\n\r\n".utf8)
    /// Stop.
    public static let stop = Array("STOP\r\n\r\n".utf8)
}
