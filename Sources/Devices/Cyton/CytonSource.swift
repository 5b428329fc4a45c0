// A Cyton board on a link: woken, started, read.

public import Signals

/// A running Cyton board as a signal source: 8 channels in µV at 250 Hz.
///
/// The board's settings are put back to its defaults (`d`: gain 24 on every channel), because the scale depends on them.
/// The link is closed by ``close()`` or with the source; ``close()`` also stops the board.
public struct CytonSource<Link: DeviceLink & ~Copyable>: SignalSource, ~Copyable {
    /// The eight channels.
    public let channels: [Channel]
    /// 250 Hz.
    public let rate: SampleRate
    /// What is known about the samples so far.
    public var report: SourceReport { decoder.report }

    private var link: Link
    private var decoder = CytonDecoder()
    private var waiting: [SampleBlock] = []
    private let silenceLimitMilliseconds: Int

    /// Asks the board who it is, puts its defaults back, and starts it.
    ///
    /// - Parameters:
    ///   - link: An open link at 115,200 Bd, 8 data bits, no parity, 1 stop bit.
    ///   - silenceLimitMilliseconds: How long the board may say nothing before it counts as lost.
    /// - Throws: ``DeviceError/linkLost(reason:)`` when the link fails or what answers is no OpenBCI board.
    public init(_ link: consuming Link, silenceLimitMilliseconds: Int = 1000) throws(DeviceError) {
        guard let rate = SampleRate(hertz: 250) else { preconditionFailure("250 Hz is a rate") }
        self.rate = rate
        self.silenceLimitMilliseconds = silenceLimitMilliseconds
        channels = (1...CytonDecoder.channelCount).map {
            Channel(label: "Cyton \($0)", kind: .emg, unit: .microvolt, rate: rate)
        }
        self.link = link
        // A board that still streams must be quiet before its text can be told from samples.
        try self.link.send(Array("s".utf8))
        try dropPackets()
        let banner = try answer(to: "v", within: 16_384)
        guard SpokenProtocol(banner) == .openBCI else { throw Self.stranger(banner) }
        _ = try answer(to: "d", within: 1024)
        try self.link.send(Array("b".utf8))
    }

    /// Waits for the next packets.
    ///
    /// - Throws: ``DeviceError/linkLost(reason:)`` when the board is silent for too long or the link fails.
    public mutating func nextBlock() throws -> SampleBlock? {
        // Bytes without a packet among them are as good as silence.
        let end = ContinuousClock.now + .milliseconds(3 * silenceLimitMilliseconds)
        while waiting.isEmpty {
            guard ContinuousClock.now < end else {
                throw DeviceError.linkLost(
                    reason:
                        "the Cyton board sent bytes without a packet for \(3 * silenceLimitMilliseconds) ms; switch it "
                        + "off and on again")
            }
            let bytes = try link.receive(waitingAtMostMilliseconds: silenceLimitMilliseconds)
            guard !bytes.isEmpty else {
                throw DeviceError.linkLost(
                    reason:
                        "the Cyton board sent nothing for \(silenceLimitMilliseconds) ms; check its switch and battery")
            }
            waiting = decoder.receive(bytes)
        }
        return waiting.removeFirst()
    }

    /// Stops the board and closes the link.
    public mutating func close() {
        // A board that cannot be told any more has nothing to be stopped.
        try? link.send(Array("s".utf8))
        link.close()
    }

    /// Reads what a board that was streaming still had on its way, until it is quiet for 50 ms.
    private mutating func dropPackets() throws(DeviceError) {
        for _ in 0..<100 where try link.receive(waitingAtMostMilliseconds: 50).isEmpty { return }
        // What never ends is judged by what comes after the question.
    }

    /// The refusal of what does not answer like an OpenBCI board.
    private static func stranger(_ bytes: [UInt8]) -> DeviceError {
        .linkLost(
            reason:
                "no OpenBCI board answers: \(SpokenProtocol(bytes).words); check the port and that the board's switch "
                + "stands at PC")
    }

    /// The board's text up to its end mark `$$$`.
    private mutating func answer(to command: String, within limit: Int) throws(DeviceError) -> [UInt8] {
        try link.send(Array(command.utf8))
        var text: [UInt8] = []
        // Another device may talk slowly and never end.
        let end = ContinuousClock.now + .milliseconds(3 * silenceLimitMilliseconds)
        while !text.ends(with: "$$$".utf8) {
            guard ContinuousClock.now < end else { throw Self.stranger(text) }
            let bytes = try link.receive(waitingAtMostMilliseconds: silenceLimitMilliseconds)
            text += bytes
            guard !bytes.isEmpty, text.count <= limit else { throw Self.stranger(text) }
        }
        return text
    }
}

extension [UInt8] {
    /// Whether these are the last bytes.
    fileprivate func ends(with end: String.UTF8View) -> Bool { suffix(end.count).elementsEqual(end) }
}
