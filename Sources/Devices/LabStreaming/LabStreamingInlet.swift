// Reads a stream of another program, finds it again when its sender is started anew, and knows its clock.

import Glibc

/// A receiver of one stream.
public struct LabStreamingInlet: ~Copyable {
    /// What the stream is, with all that its sender adds.
    public private(set) var info: LabStreaming.Info
    /// How often the sender was found again after it was gone.
    public private(set) var reconnections = 0
    /// This machine's clock minus the sender's; `nil` until an answer came.
    public var clockOffset: ClockOffset? { time.offset }
    /// The offset that was known first on this connection, in seconds: times on it do not jump when the offset is refined.
    public private(set) var connectionOffset: Double?

    private let network: LabStreaming.Network
    private let recoveryMilliseconds: Int
    private let bufferSeconds: Double
    private var link: TCPLink?
    private var reader: LabStreaming.FeedReader
    private var time = LabStreaming.TimeKeeper()
    private let timeSocket: DatagramSocket
    private var lostSince: Double?
    private var failure: DeviceError?
    /// Samples that came while the connection was being proved.
    private var early: [LabStreaming.Sample] = []

    /// Connects to a stream, and asks its sender for everything about it and for its time.
    ///
    /// - Parameters:
    ///   - found: A stream that ``LabStreaming/streams(matching:session:on:waitingAtMostMilliseconds:enough:)`` gave.
    ///   - network: Where it is looked for when it is lost.
    ///   - recoveryMilliseconds: How long it is looked for; only a stream with a source id can be found again.
    ///   - bufferSeconds: How much the sender keeps for us when we are slow.
    /// - Throws: ``DeviceError/noConnection(peer:reason:)`` or ``DeviceError/stream(name:problem:isGone:)``.
    public static func connect(
        to found: LabStreaming.Info, on network: LabStreaming.Network = .thisMachine,
        recoveryMilliseconds: Int = 10_000,
        bufferSeconds: Double = 60
    ) throws(DeviceError) -> LabStreamingInlet {
        let socket = try DatagramSocket(address: network.address == "127.0.0.1" ? "127.0.0.1" : "0.0.0.0")
        var inlet = LabStreamingInlet(try fullInfo(of: found), network, recoveryMilliseconds, bufferSeconds, socket)
        try inlet.connect()
        return inlet
    }

    private init(
        _ info: LabStreaming.Info, _ network: LabStreaming.Network, _ recoveryMilliseconds: Int,
        _ bufferSeconds: Double,
        _ timeSocket: DatagramSocket
    ) {
        self.info = info
        reader = LabStreaming.FeedReader(info)
        self.network = network
        self.recoveryMilliseconds = recoveryMilliseconds
        self.bufferSeconds = bufferSeconds
        self.timeSocket = timeSocket
    }

    /// The samples that have arrived, each with a time on the sender's clock; waits at most so long for the first. Empty when
    /// none came, also while a lost sender is being looked for.
    ///
    /// - Throws: ``DeviceError/stream(name:problem:isGone:)`` when the stream is gone for good; then again at every call.
    public mutating func receive(waitingAtMostMilliseconds wait: Int) throws(DeviceError) -> [LabStreaming.Sample] {
        if let failure { throw failure }
        if !early.isEmpty {
            defer { early = [] }
            return early
        }
        let end = LabStreaming.now() + Double(max(0, wait)) / 1000
        do throws(DeviceError) {
            while true {
                if lostSince != nil {
                    try recover(until: end)
                    if !early.isEmpty {
                        defer { early = [] }
                        return early
                    }
                }
                if link != nil {
                    do throws(DeviceError) {
                        let samples = try step(until: end)
                        if !samples.isEmpty { return samples }
                    } catch {
                        // Only a broken connection is worth another try: a sender that writes wrongly will do it again.
                        guard case .linkLost(let reason) = error else { throw error }
                        guard canRecover else {
                            throw stream(
                                "is gone and cannot be found again without a source id: \(reason)", isGone: true)
                        }
                        link = nil
                        lostSince = LabStreaming.now()
                    }
                }
                guard LabStreaming.now() < end else { return [] }
            }
        } catch {
            failure = error
            link = nil
            throw error
        }
    }

    /// Ends the connection; nothing can be received afterwards.
    public mutating func close() {
        link = nil
        failure = failure ?? stream("was closed here", isGone: true)
    }

    private func stream(_ problem: String, isGone: Bool) -> DeviceError {
        .stream(name: info.name, problem: problem, isGone: isGone)
    }

    private var canRecover: Bool { !info.sourceID.isEmpty && recoveryMilliseconds > 0 }

    /// Waits for bytes of the sender or answers about its time.
    private mutating func step(until end: Double) throws(DeviceError) -> [LabStreaming.Sample] {
        let now = LabStreaming.now()
        if info.servicePort > 0, let question = time.question(at: now) {
            timeSocket.send(question, to: info.address, port: info.servicePort)
        }
        let wait = min(end - now, time.wait(from: now))
        var requests = [link?.descriptor ?? -1, timeSocket.descriptor]
            .map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        LabStreaming.poll(&requests, waitingAtMostMilliseconds: wait > 0 ? Int(wait * 1000) + 1 : 0)
        if requests[1].revents != 0 {
            while let answer = timeSocket.receive() {
                time.receive(String(decoding: answer.bytes, as: UTF8.self), at: LabStreaming.now())
            }
            if connectionOffset == nil { connectionOffset = time.offset?.seconds }
        }
        guard requests[0].revents != 0, let bytes = try link?.receive(waitingAtMostMilliseconds: 0), !bytes.isEmpty
        else { return [] }
        do throws(LabStreaming.Flaw) {
            return try reader.receive(bytes)
        } catch {
            throw stream("cannot be read: \(error.words)", isGone: false)
        }
    }

    /// Connects, asks for samples, and waits for the proof that they are understood and for the first answer about the time.
    private mutating func connect() throws(DeviceError) {
        var link = try TCPLink(connectingTo: info.address, port: info.dataPort)
        let perSecond = info.hertz > 0 ? info.hertz : 100
        let buffer = Int(min(1e8, max(1, bufferSeconds * perSecond)))
        try link.send(Array(LabStreaming.FeedRequest(for: info, bufferLength: buffer).text.utf8))
        self.link = consume link
        (reader, time, connectionOffset) = (LabStreaming.FeedReader(info), LabStreaming.TimeKeeper(), nil)
        let end = LabStreaming.now() + 3
        while !reader.isProved || (clockOffset == nil && info.servicePort > 0 && LabStreaming.now() < end - 1.5) {
            guard LabStreaming.now() < end else {
                throw stream("cannot be read: it does not answer within 3 s", isGone: true)
            }
            early += try step(until: min(end, LabStreaming.now() + 0.1))
        }
        lostSince = nil
    }

    /// Looks for the sender's next run.
    private mutating func recover(until end: Double) throws(DeviceError) {
        guard let lostSince, let source = LabStreaming.Query.quoted(info.sourceID),
            let streamName = LabStreaming.Query.quoted(info.name)
        else { return }
        let left = lostSince + Double(recoveryMilliseconds) / 1000 - LabStreaming.now()
        guard left > 0 else {
            throw stream(
                "ended and did not come back within \(recoveryMilliseconds) ms; start its sender again", isGone: true)
        }
        let query =
            "source_id=\(source) and name=\(streamName) and channel_count=\(info.channelCount) and channel_format='\(info.format)'"
        let wait = Int(max(1, min(500, 1000 * min(left, end - LabStreaming.now()))))
        let streams = try LabStreaming.streams(
            matching: query, session: info.sessionID, on: network, waitingAtMostMilliseconds: wait, enough: 1)
        guard let found = streams.first else { return }
        do throws(DeviceError) {
            info = try Self.fullInfo(of: found)
            try connect()
            reconnections += 1
        } catch {
            // It answers but cannot be read yet; the next try is in the next round, until the time is over.
            link = nil
            self.lostSince = lostSince
        }
    }

    /// Everything that the sender says about its stream.
    private static func fullInfo(of found: LabStreaming.Info) throws(DeviceError) -> LabStreaming.Info {
        var link = try TCPLink(connectingTo: found.address, port: found.dataPort)
        try link.send(Array("LSL:fullinfo\r\n".utf8))
        var bytes: [UInt8] = []
        let end = LabStreaming.now() + 2
        while bytes.count < 1 << 24, LabStreaming.now() < end {
            // The sender closes when it has said all.
            guard let more = try? link.receive(waitingAtMostMilliseconds: 200) else { break }
            bytes += more
            if bytes.suffix(16).contains(62), String(decoding: bytes.suffix(16), as: UTF8.self).contains("</info>") {
                break
            }
        }
        do throws(LabStreaming.Flaw) {
            var info = try LabStreaming.Info(xml: bytes)
            guard info.uid == found.uid, info.format == found.format, info.channelCount == found.channelCount else {
                throw LabStreaming.Flaw(words: "it describes another stream by now")
            }
            (info.address, info.dataPort, info.servicePort) = (found.address, found.dataPort, found.servicePort)
            return info
        } catch {
            throw .stream(name: found.name, problem: "cannot be read: \(error.words)", isGone: false)
        }
    }
}
