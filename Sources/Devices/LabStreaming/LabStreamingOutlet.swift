// A stream that other programs on the network can find and read.

import Glibc
import Synchronization

/// Offers a stream: answers questions for it, tells the time, and sends every sample to every receiver.
///
/// A receiver that is slow is kept as many samples as it asked for; after that it gets no new ones until it has caught up,
/// and sees that from the time stamps, which every sample has.
public final class LabStreamingOutlet: Sendable {
    /// What the stream is, with its ports.
    public let info: LabStreaming.Info
    /// Why programs that do not know this machine cannot find the stream; `nil` when they can, or need not.
    public let discoveryProblem: String?
    private let server: OutletServer
    private let thread: BackgroundThread

    /// Offers a stream.
    ///
    /// - Parameters:
    ///   - info: What it is; the ports and the host name are filled in.
    ///   - network: Who can find it.
    ///   - clock: The clock that receivers are told and that time stamps are of, in seconds.
    /// - Throws: ``DeviceError/noConnection(peer:reason:)``.
    public init(
        _ info: LabStreaming.Info, on network: LabStreaming.Network = .thisMachine,
        clock: @escaping @Sendable () -> Double = LabStreaming.now
    ) throws(DeviceError) {
        let listener = try Self.first { port throws(DeviceError) in
            try TCPListener(port: port, address: network.address)
        }
        let service = try Self.first { port throws(DeviceError) in
            try DatagramSocket(address: network.address, port: port)
        }
        var group: DatagramSocket?
        var problem: String?
        if !network.groups.isEmpty {
            do throws(DeviceError) {
                group = try DatagramSocket(
                    address: "0.0.0.0", port: LabStreaming.Network.groupPort, groups: network.groups)
            } catch {
                problem = error.description
            }
        }
        var info = info
        var name = [CChar](repeating: 0, count: 256)
        if gethostname(&name, name.count - 1) == 0 {
            info.hostname = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
        (info.dataPort, info.servicePort, info.createdAt) = (listener.port, service.port, clock())
        let server = OutletServer(info, listener, [service] + [group].compactMap { $0 }, clock, try WakePipe())
        thread = try BackgroundThread(for: "port \(listener.port)") { server.run() }
        self.info = info
        self.server = server
        discoveryProblem = problem
    }

    deinit { close() }

    /// Ports that receivers ask directly come first; when all are taken, any.
    private static func first<Open>(_ open: (Int) throws(DeviceError) -> Open) throws(DeviceError) -> Open {
        for port in LabStreaming.Network.ports {
            // The next one is tried, and the last try says why none was got.
            if let open = try? open(port) { return open }
        }
        return try open(0)
    }

    /// How many receivers get samples.
    public var receiverCount: Int { server.receiverCount }

    /// Samples that were kept from receivers that were too slow.
    public var droppedCount: Int { server.clients.withLock { $0.dropped } }

    /// Sends samples to all receivers; never waits for one.
    ///
    /// - Parameter samples: Of the stream's format and channels; one without a time gets the present one.
    /// - Throws: ``DeviceError/stream(name:problem:isGone:)`` when a sample has another format or another number of channels.
    public func push(_ samples: [LabStreaming.Sample]) throws(DeviceError) {
        for var sample in samples {
            let shape = sample.values.shape
            guard shape.format == info.format, shape.count == info.channelCount else {
                throw .stream(
                    name: info.name,
                    problem: "was given a sample of \(shape.count) values of \(shape.format), where it has "
                        + "\(info.channelCount) of \(info.format)", isGone: false)
            }
            if sample.time == nil { sample.time = server.clock() }
            server.send(sample.bytes)
        }
    }

    /// Ends the stream; receivers see that it is gone.
    public func close() {
        server.isEnding.store(true, ordering: .releasing)
        server.wake.wake()
        thread.join()
    }
}

/// What the thread of an outlet works on, and what other threads hand it.
final class OutletServer: Sendable {
    /// A program that has connected.
    struct Client: Sendable {
        let descriptor: Int32
        var talk: LabStreaming.FeedServer? = LabStreaming.FeedServer()
        /// Bytes that it has not taken yet.
        var pending: [UInt8] = []
        /// How many bytes may wait; `nil` until it gets samples.
        var limit: Int?
        var isClosing = false
        var isGone = false

        /// Hands over what it takes now.
        mutating func flush() {
            guard !pending.isEmpty, !isGone else { return }
            let count = pending.withUnsafeBytes {
                Glibc.send(
                    descriptor, $0.baseAddress, $0.count,
                    Int32(truncatingIfNeeded: Int(MSG_NOSIGNAL) | Int(MSG_DONTWAIT)))
            }
            if count >= 0 {
                pending.removeFirst(count)
            } else if errno != EAGAIN && errno != EINTR {
                isGone = true
            }
        }
    }

    /// All that have connected.
    struct Clients: Sendable {
        var all: [Client] = []
        var dropped = 0
    }

    let clients = Mutex(Clients())
    let isEnding = Atomic<Bool>(false)
    let clock: @Sendable () -> Double
    let wake: WakePipe
    private let info: LabStreaming.Info
    private let listener: TCPListener
    private let sockets: [DatagramSocket]
    private static let mostClients = 64

    init(
        _ info: LabStreaming.Info, _ listener: TCPListener, _ sockets: [DatagramSocket],
        _ clock: @escaping @Sendable () -> Double, _ wake: consuming WakePipe
    ) {
        self.info = info
        self.listener = listener
        self.sockets = sockets
        self.clock = clock
        self.wake = wake
    }

    var receiverCount: Int { clients.withLock { $0.all.count { $0.limit != nil && !$0.isGone } } }

    /// Sends to every receiver, on the caller's thread as far as that goes without waiting.
    func send(_ bytes: [UInt8]) {
        let isUnfinished = clients.withLock { clients in
            var isUnfinished = false
            for place in clients.all.indices {
                guard let limit = clients.all[place].limit else { continue }
                guard clients.all[place].pending.count + bytes.count <= limit else {
                    clients.dropped += 1
                    continue
                }
                clients.all[place].pending += bytes
                clients.all[place].flush()
                if !clients.all[place].pending.isEmpty || clients.all[place].isGone { isUnfinished = true }
            }
            return isUnfinished
        }
        if isUnfinished { wake.wake() }
    }

    func run() {
        while !isEnding.load(ordering: .acquiring) {
            let watched = clients.withLock { clients in
                clients.all.removeAll { client in
                    guard client.isGone || (client.isClosing && client.pending.isEmpty) else { return false }
                    _ = close(client.descriptor)
                    return true
                }
                return clients.all.map { ($0.descriptor, $0.pending.isEmpty ? POLLIN : POLLIN | POLLOUT) }
            }
            let fixed = [wake.waiting, listener.descriptor] + sockets.map(\.descriptor)
            var requests = (fixed.map { ($0, POLLIN) } + watched).map { descriptor, events in
                pollfd(fd: descriptor, events: Int16(events), revents: 0)
            }
            LabStreaming.poll(&requests, waitingAtMostMilliseconds: 1000)
            if requests[0].revents != 0 { wake.clear() }
            for (socket, request) in zip(sockets, requests.dropFirst(2)) where request.revents != 0 { answer(socket) }
            clients.withLock { clients in
                for (place, request) in requests.dropFirst(fixed.count).enumerated() where request.revents != 0 {
                    serve(&clients.all[place])
                }
            }
            if requests[1].revents != 0 { accept() }
        }
        clients.withLock { clients in
            for client in clients.all { _ = close(client.descriptor) }
            clients.all = []
        }
    }

    private func accept() {
        let descriptor = Glibc.accept(listener.descriptor, nil, nil)
        guard descriptor >= 0 else { return }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        clients.withLock { clients in
            if clients.all.count < Self.mostClients {
                clients.all.append(Client(descriptor: descriptor))
            } else {
                _ = close(descriptor)
            }
        }
    }

    private func serve(_ client: inout Client) {
        client.flush()
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = buffer.withUnsafeMutableBytes {
            recv(client.descriptor, $0.baseAddress, $0.count, Int32(truncatingIfNeeded: Int(MSG_DONTWAIT)))
        }
        if count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR) { client.isGone = true }
        guard count > 0, var talk = client.talk else { return }
        let step = talk.receive(buffer.prefix(count), of: info)
        client.talk = talk
        switch step {
        case .wait: break
        case .close(let text):
            client.pending += Array(text.utf8)
            (client.isClosing, client.talk) = (true, nil)
        case .feed(let bytes, let request):
            client.pending += bytes
            // A sample of texts has no fixed size; 64 bytes a text are reckoned with.
            let size = 9 + info.channelCount * (info.format == .string ? 64 : info.format.valueSize)
            let wanted = max(1, min(request.bufferLength, 1 << 26)).multipliedReportingOverflow(by: size)
            client.limit = bytes.count + max(1 << 16, wanted.overflow ? 1 << 28 : min(wanted.partialValue, 1 << 28))
            client.talk = nil
        }
        client.flush()
    }

    /// Answers questions for streams and for the time.
    private func answer(_ socket: DatagramSocket) {
        while let message = socket.receive() {
            let arrived = clock()
            let text = String(decoding: message.bytes, as: UTF8.self)
            if var probe = LabStreaming.TimeProbe(question: text) {
                (probe.arrived, probe.left) = (arrived, clock())
                socket.send(probe.answer, to: message.address, port: message.port)
            } else if let question = LabStreaming.DiscoveryQuestion(text),
                LabStreaming.Query(question.query)?.matches(info) ?? false
            {
                // From the socket that everybody may write to; the port in the question is where the answer is awaited.
                sockets[0].send(question.answer(info), to: message.address, port: question.returnPort)
            }
        }
    }
}
