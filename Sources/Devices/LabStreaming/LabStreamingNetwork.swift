// Where streams are looked for and offered, and the clock that all of them use.

import Glibc

extension LabStreaming {
    /// Which machines take part.
    public struct Network: Hashable, Sendable {
        /// Which of this machine's addresses streams are offered at.
        public var address: String
        /// Groups and broadcast addresses at which senders that nobody knows are asked, at port 16571.
        public var groups: [String]
        /// Machines (IPv4) that are asked directly, at ports 16572 to 16603.
        public var peers: [String]

        /// Creates a network.
        public init(address: String, groups: [String], peers: [String]) {
            self.address = address
            self.groups = groups
            self.peers = peers
        }

        /// This machine alone: no datagram leaves it and no other machine is let in.
        public static let thisMachine = Network(address: "127.0.0.1", groups: [], peers: ["127.0.0.1"])
        /// The local network: liblsl's groups for one link and one site, and broadcast.
        public static let local = Network(
            address: "0.0.0.0", groups: ["224.0.0.183", "239.255.172.215", "255.255.255.255"], peers: ["127.0.0.1"])

        static let groupPort = 16_571
        static let ports = 16_572...16_603
    }

    /// The protocol's clock: this machine's monotonic time, in seconds.
    public static func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }

    /// Waits until a descriptor can be read or written, or the time is over; which of them can.
    static func poll(_ requests: inout [pollfd], waitingAtMostMilliseconds wait: Int) {
        if Glibc.poll(&requests, nfds_t(requests.count), Int32(clamping: max(0, wait))) <= 0 {
            for place in requests.indices { requests[place].revents = 0 }
        }
    }

    /// Asks the network for streams.
    ///
    /// - Parameters:
    ///   - query: A condition such as `name='Biceps'`; empty for all.
    ///   - session: Only streams of this session.
    ///   - wait: How long answers are waited for, in milliseconds; the question is repeated every half second.
    ///   - enough: The search ends early with so many streams.
    /// - Returns: the streams, each once, without what their senders add (`desc`), ordered by name and then by source id.
    /// - Throws: ``DeviceError/noConnection(peer:reason:)`` when the system gives no socket.
    public static func streams(
        matching query: String = "", session: String = "default", on network: Network = .thisMachine,
        waitingAtMostMilliseconds wait: Int = 1000, enough: Int = .max
    ) throws(DeviceError) -> [Info] {
        let isLoopback = network.address == "127.0.0.1"
        let socket = try DatagramSocket(address: isLoopback ? "127.0.0.1" : "0.0.0.0")
        let session = Query.quoted(session) ?? "''"
        let question = DiscoveryQuestion(
            query: query.isEmpty ? "session_id=\(session)" : "session_id=\(session) and (\(query))",
            returnPort: socket.port, id: "\(UInt64.random(in: 1...(.max)))")
        let end = now() + Double(max(0, wait)) / 1000
        var found: [String: Info] = [:]
        var nextQuestion = now()
        while found.count < enough {
            let time = now()
            if time >= nextQuestion {
                for group in network.groups { socket.send(question.text, to: group, port: Network.groupPort) }
                for peer in network.peers {
                    for port in Network.ports { socket.send(question.text, to: peer, port: port) }
                }
                nextQuestion = time + 0.5
            }
            while let answer = socket.receive() {
                guard var info = question.info(inAnswer: answer.bytes), info.dataPort > 0 else { continue }
                info.address = answer.address
                if found[info.uid] == nil { found[info.uid] = info }
            }
            guard time < end, found.count < enough else { break }
            var requests = [pollfd(fd: socket.descriptor, events: Int16(POLLIN), revents: 0)]
            poll(&requests, waitingAtMostMilliseconds: Int((min(end, nextQuestion) - time) * 1000) + 1)
        }
        return found.values.sorted { ($0.name, $0.sourceID, $0.uid) < ($1.name, $1.sourceID, $1.uid) }
    }
}
