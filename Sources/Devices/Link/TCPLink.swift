// A TCP connection to a device, or from one: bytes, never blocking for longer than asked.

import Glibc

/// An open TCP connection. Closed with the value.
public struct TCPLink: DeviceLink, ~Copyable {
    /// The other end, such as `192.168.1.2:23456`.
    public let peer: String
    private(set) var descriptor: Int32

    /// How long ``send(_:)`` waits for a connection that takes nothing.
    private static let sendTimeoutMilliseconds: Int32 = 200

    /// Connects to a device.
    ///
    /// - Parameters:
    ///   - address: An IPv4 address such as `192.168.1.2`; names are not looked up.
    ///   - port: 1 to 65,535.
    ///   - wait: How long to wait for the device, in milliseconds.
    /// - Throws: ``DeviceError/noConnection(peer:reason:)``.
    public init(connectingTo address: String, port: Int, waitingAtMostMilliseconds wait: Int = 2000) throws(DeviceError)
    {
        let peer = "\(address):\(port)"
        func failed(_ reason: String) -> DeviceError { .noConnection(peer: peer, reason: reason) }
        var endpoint = try IPv4Endpoint.make(address, port)
        let descriptor = IPv4Endpoint.socket()
        guard descriptor >= 0 else { throw failed(systemReason()) }
        let result = IPv4Endpoint.withAddress(&endpoint) { connect(descriptor, $0, $1) }
        var problem: Int32 = result == 0 ? 0 : errno
        if problem == EINPROGRESS {
            var request = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
            if poll(&request, 1, Int32(clamping: wait)) > 0 {
                var length = socklen_t(MemoryLayout<Int32>.size)
                getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &problem, &length)
            } else {
                problem = ETIMEDOUT
            }
        }
        guard problem == 0 else {
            _ = Glibc.close(descriptor)
            throw failed(Self.reason(problem, wait))
        }
        self.init(descriptor, peer: peer)
    }

    /// Takes over a connected socket.
    init(_ descriptor: Int32, peer: String) {
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        var on: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
        self.descriptor = descriptor
        self.peer = peer
    }

    deinit { if descriptor >= 0 { _ = Glibc.close(descriptor) } }

    /// Why there is no connection, and what to do.
    static func reason(_ number: Int32, _ wait: Int) -> String {
        switch number {
        case ECONNREFUSED:
            "nothing listens there; start the device's own program, or check the port"
        case ETIMEDOUT: "it did not answer within \(wait) ms; check the address and that it is on the same network"
        case ENETUNREACH, EHOSTUNREACH: "there is no way to it; check the address and the network"
        default: String(cString: strerror(number))
        }
    }

    /// Sends all bytes; gives up after 200 ms without progress.
    ///
    /// - Throws: ``DeviceError/linkLost(reason:)``.
    public mutating func send(_ bytes: [UInt8]) throws(DeviceError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(truncatingIfNeeded: Int(MSG_NOSIGNAL)))
            }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if errno == EAGAIN {
                guard waits(for: Int16(POLLOUT), Self.sendTimeoutMilliseconds) else {
                    throw .linkLost(reason: "\(peer) takes no bytes")
                }
            } else if errno != EINTR {
                throw .linkLost(reason: "\(peer): \(systemReason())")
            }
        }
    }

    /// The bytes that have arrived; waits at most so long for the first of them.
    ///
    /// - Throws: ``DeviceError/linkLost(reason:)`` when the other side has closed.
    public mutating func receive(waitingAtMostMilliseconds wait: Int) throws(DeviceError) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = buffer.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
            if count > 0 { return Array(buffer.prefix(count)) }
            if count == 0 { throw .linkLost(reason: "\(peer) has closed the connection") }
            if errno == EINTR { continue }
            guard errno == EAGAIN else { throw .linkLost(reason: "\(peer): \(systemReason())") }
            guard wait > 0, waits(for: Int16(POLLIN), Int32(clamping: wait)) else { return [] }
        }
    }

    /// Closes the connection.
    public mutating func close() {
        guard descriptor >= 0 else { return }
        _ = Glibc.close(descriptor)
        descriptor = -1
    }

    private func waits(for events: Int16, _ milliseconds: Int32) -> Bool {
        var request = pollfd(fd: descriptor, events: events, revents: 0)
        return poll(&request, 1, milliseconds) > 0
    }
}

/// Waits for a device that connects to this machine, as a Muovi does.
public final class TCPListener: Sendable {
    /// The port that it listens at.
    public let port: Int
    let descriptor: Int32

    /// Listens.
    ///
    /// - Parameters:
    ///   - port: 1 to 65,535, or 0 for any free one.
    ///   - address: Which of this machine's addresses; `127.0.0.1` lets no other machine in.
    /// - Throws: ``DeviceError/noConnection(peer:reason:)``.
    public init(port: Int, address: String = "0.0.0.0") throws(DeviceError) {
        var endpoint = try IPv4Endpoint.make(address, port, allowsAnyPort: true)
        let descriptor = IPv4Endpoint.socket()
        func failed() -> DeviceError {
            let isTaken = errno == EADDRINUSE
            return .noConnection(
                peer: "\(address):\(port)",
                reason: isTaken ? "another program listens at this port; end that program first" : systemReason())
        }
        guard descriptor >= 0 else { throw failed() }
        var on: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        guard IPv4Endpoint.withAddress(&endpoint, { bind(descriptor, $0, $1) }) == 0, listen(descriptor, 8) == 0 else {
            let error = failed()
            _ = Glibc.close(descriptor)
            throw error
        }
        var bound = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafeMutablePointer(to: &bound) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        self.port = Int(UInt16(bigEndian: bound.sin_port))
        self.descriptor = descriptor
    }

    deinit { _ = Glibc.close(descriptor) }

    /// The next device that connects.
    ///
    /// - Throws: ``DeviceError/noConnection(peer:reason:)`` when none does within the time.
    public func accept(waitingAtMostMilliseconds wait: Int) throws(DeviceError) -> TCPLink {
        var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        let isReady = poll(&request, 1, Int32(clamping: wait)) > 0
        let connection = isReady ? Glibc.accept(descriptor, nil, nil) : -1
        guard connection >= 0 else {
            throw .noConnection(
                peer: "port \(port)",
                reason: "no device connected within \(wait) ms; check that it is on and sends to this machine's address"
            )
        }
        _ = fcntl(connection, F_SETFD, FD_CLOEXEC)
        return TCPLink(connection, peer: "the device at port \(port)")
    }
}

/// Addresses for the system's calls.
enum IPv4Endpoint {
    static func make(_ address: String, _ port: Int, allowsAnyPort: Bool = false) throws(DeviceError) -> sockaddr_in {
        var endpoint = sockaddr_in()
        endpoint.sin_family = sa_family_t(AF_INET)
        guard inet_pton(AF_INET, address, &endpoint.sin_addr) == 1 else {
            throw .noConnection(peer: address, reason: "it is no IPv4 address; one looks like 192.168.1.2")
        }
        guard (allowsAnyPort ? 0 : 1)...65_535 ~= port else {
            throw .noConnection(peer: "\(address):\(port)", reason: "a port is 1 to 65535")
        }
        endpoint.sin_port = UInt16(port).bigEndian
        return endpoint
    }

    static func socket() -> Int32 {
        Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
    }

    static func withAddress(
        _ endpoint: inout sockaddr_in, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        withUnsafePointer(to: &endpoint) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
        }
    }
}
