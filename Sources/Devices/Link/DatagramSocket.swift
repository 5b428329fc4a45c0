// Datagrams: small messages without a connection, to one machine or to all that listen.

import Glibc

/// An open UDP socket of IPv4; nothing ever waits. Closed with the value.
final class DatagramSocket: Sendable {
    let descriptor: Int32
    /// The port of this machine.
    let port: Int

    /// Opens a socket.
    ///
    /// - Parameters:
    ///   - address: Which of this machine's addresses; `127.0.0.1` lets no other machine in.
    ///   - port: 0 for any free one.
    ///   - groups: Multicast groups to listen to as well; the port is then shared with other programs.
    /// - Throws: ``DeviceError/noConnection(peer:reason:)``.
    init(address: String, port: Int = 0, groups: [String] = []) throws(DeviceError) {
        var endpoint = try IPv4Endpoint.make(address, port, allowsAnyPort: true)
        let descriptor = socket(
            AF_INET, Int32(SOCK_DGRAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue), 0)
        func failed() -> DeviceError { .noConnection(peer: "\(address):\(port)", reason: systemReason()) }
        guard descriptor >= 0 else { throw failed() }
        Self.turnOn(SO_BROADCAST, descriptor)
        if !groups.isEmpty { Self.turnOn(SO_REUSEADDR, descriptor) }
        guard IPv4Endpoint.withAddress(&endpoint, { bind(descriptor, $0, $1) }) == 0 else {
            let error = failed()
            _ = close(descriptor)
            throw error
        }
        for group in groups {
            var request = ip_mreq()
            guard inet_pton(AF_INET, group, &request.imr_multiaddr) == 1 else { continue }
            // A machine without a network has no groups; it is still reached directly.
            setsockopt(
                descriptor, Int32(IPPROTO_IP), IP_ADD_MEMBERSHIP, &request, socklen_t(MemoryLayout<ip_mreq>.size))
        }
        var bound = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafeMutablePointer(to: &bound) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        self.port = Int(UInt16(bigEndian: bound.sin_port))
        self.descriptor = descriptor
    }

    deinit { _ = close(descriptor) }

    private static func turnOn(_ option: Int32, _ descriptor: Int32) {
        var on: Int32 = 1
        setsockopt(descriptor, SOL_SOCKET, option, &on, socklen_t(MemoryLayout<Int32>.size))
    }

    /// Sends a datagram. One that cannot be sent is lost, as datagrams may be.
    func send(_ text: String, to address: String, port: Int) {
        guard var endpoint = try? IPv4Endpoint.make(address, port) else { return }
        let bytes = Array(text.utf8)
        _ = IPv4Endpoint.withAddress(&endpoint) { address, length in
            Int32(
                clamping: bytes.withUnsafeBytes {
                    sendto(
                        descriptor, $0.baseAddress, $0.count, Int32(truncatingIfNeeded: Int(MSG_NOSIGNAL)), address,
                        length)
                })
        }
    }

    /// A datagram that has arrived, and from where; `nil` when there is none.
    func receive() -> (bytes: [UInt8], address: String, port: Int)? {
        var from = sockaddr_in()
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = buffer.withUnsafeMutableBytes { bytes in
            withUnsafeMutablePointer(to: &from) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    recvfrom(descriptor, bytes.baseAddress, bytes.count, 0, $0, &length)
                }
            }
        }
        guard count >= 0 else { return nil }
        var name = [CChar](repeating: 0, count: Int(INET_ADDRSTRLEN))
        guard inet_ntop(AF_INET, &from.sin_addr, &name, socklen_t(name.count)) != nil else { return nil }
        let address = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return (Array(buffer.prefix(count)), address, Int(UInt16(bigEndian: from.sin_port)))
    }
}
