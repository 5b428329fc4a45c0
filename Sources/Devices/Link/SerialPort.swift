// A serial port, or the pseudo-terminal of a simulated device: raw bytes, never blocking for longer than asked.

import Glibc

/// An open serial port: raw, 8 data bits, and the rest as the device needs it.
///
/// The port is opened for this process alone (`TIOCEXCL`, and a lock that other copies of Lull respect even for an
/// administrator), and closed with the value.
public struct SerialPort: DeviceLink, ~Copyable {
    /// Where the port is, such as `/dev/ttyACM0`.
    public let path: String
    private var descriptor: Int32

    /// How long ``send(_:)`` waits for a port that takes nothing.
    private static let sendTimeoutMilliseconds: Int32 = 200

    /// How the line is set.
    public struct Line: Hashable, Sendable {
        /// Bits per second: 115,200, 460,800 or 3,000,000.
        public let baud: Int
        /// Whether two stop bits end a byte instead of one.
        public let hasTwoStopBits: Bool
        /// Whether each byte has a bit of even parity.
        public let hasEvenParity: Bool
        /// Whether RTS/CTS say who may send.
        public let hasFlowControl: Bool
        /// Whether what came before the port was opened is dropped.
        public let dropsOldInput: Bool

        /// The P24: 3,000,000 Bd, 2 stop bits, no parity, RTS/CTS.
        public static let scienceMode4 = Line(
            baud: 3_000_000, hasTwoStopBits: true, hasEvenParity: false, hasFlowControl: true, dropsOldInput: true)
        /// The RehaStim2: 460,800 Bd, 1 stop bit, even parity. Its offers from before are as good as later ones.
        public static let scienceMode2 = Line(
            baud: 460_800, hasTwoStopBits: false, hasEvenParity: true, hasFlowControl: false, dropsOldInput: false)

        /// The OpenBCI Cyton's radio dongle: 115,200 Bd, 1 stop bit, no parity.
        public static let cyton = Line(
            baud: 115_200, hasTwoStopBits: false, hasEvenParity: false, hasFlowControl: false, dropsOldInput: true)

        /// A trigger input behind a serial adapter: 115,200 Bd, 1 stop bit, no parity.
        public static let trigger = Line(
            baud: 115_200, hasTwoStopBits: false, hasEvenParity: false, hasFlowControl: false, dropsOldInput: true)

        /// Termios' number for the speed.
        var speed: Int32 {
            switch baud {
            case 115_200: B115200
            case 460_800: B460800
            default: B3000000
            }
        }
    }

    /// Opens a port.
    ///
    /// - Throws: ``DeviceError/cannotOpen(path:reason:)``.
    public init(path: String, line: Line = .scienceMode4) throws(DeviceError) {
        let descriptor = Glibc.open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw .cannotOpen(path: path, reason: Self.reason(opening: errno)) }
        do throws(DeviceError) {
            // Most programs lock nothing; two that speak at once would each read the other's answers.
            let users = SerialPortList.users(of: path)
            guard users.isEmpty else {
                throw .cannotOpen(path: path, reason: Self.reason(usedBy: users))
            }
            try Self.prepare(descriptor, path, line)
        } catch {
            _ = Glibc.close(descriptor)
            throw error
        }
        self.path = path
        self.descriptor = descriptor
    }

    deinit { if descriptor >= 0 { _ = Glibc.close(descriptor) } }

    private static func prepare(_ descriptor: Int32, _ path: String, _ line: Line) throws(DeviceError) {
        var settings = termios()
        guard tcgetattr(descriptor, &settings) == 0 else {
            throw .cannotOpen(path: path, reason: "it is not a serial port; \(Self.look)")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw .cannotOpen(path: path, reason: "another program is using it; end that program first")
        }
        guard ioctl(descriptor, UInt(TIOCEXCL), 0) == 0 else {
            throw .cannotOpen(path: path, reason: "it cannot be kept for this program alone (\(systemReason()))")
        }
        cfmakeraw(&settings)
        settings.c_cflag |= tcflag_t(CLOCAL) | tcflag_t(CREAD)
        set(CSTOPB, line.hasTwoStopBits, in: &settings)
        set(PARENB, line.hasEvenParity, in: &settings)
        set(PARODD, false, in: &settings)
        set(Int32(truncatingIfNeeded: CRTSCTS), line.hasFlowControl, in: &settings)
        guard cfsetspeed(&settings, speed_t(line.speed)) == 0, tcsetattr(descriptor, TCSANOW, &settings) == 0 else {
            throw .cannotOpen(path: path, reason: "it cannot be set to \(line.baud) Bd (\(systemReason()))")
        }
        // The call above succeeds when any of its settings could be made.
        var found = termios()
        guard tcgetattr(descriptor, &found) == 0, cfgetospeed(&found) == speed_t(line.speed) else {
            throw .cannotOpen(path: path, reason: "it cannot be set to \(line.baud) Bd")
        }
        if line.dropsOldInput { _ = tcflush(descriptor, TCIFLUSH) }
    }

    private static let look = "see which ports there are with “lull devices list”"

    /// Why a port could not be opened, and what to do, for the system's error number.
    static func reason(opening number: Int32) -> String {
        switch number {
        case ENOENT, ENODEV, ENXIO:
            "there is no device; plug it in, and \(look)"
        case EACCES, EPERM:
            "you have no permission; as an administrator run “usermod -aG dialout NAME” with your name, then log in again"
        case EBUSY: "another program is using it; end that program first"
        case EISDIR: "it is a folder, not a serial port; \(look)"
        default: String(cString: strerror(number))
        }
    }

    /// Why a port that other programs hold is left alone, and what to do.
    static func reason(usedBy programs: [String]) -> String {
        "another program is using it; end that program first: \(programs.joined(separator: ", "))"
    }

    private static func set(_ flag: Int32, _ isOn: Bool, in settings: inout termios) {
        if isOn {
            settings.c_cflag |= tcflag_t(truncatingIfNeeded: flag)
        } else {
            settings.c_cflag &= ~tcflag_t(truncatingIfNeeded: flag)
        }
    }

    /// Sends all bytes; gives up after 200 ms without progress.
    ///
    /// - Throws: ``DeviceError/linkLost(reason:)``.
    public mutating func send(_ bytes: [UInt8]) throws(DeviceError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if count < 0 && errno == EINTR {
                continue
            } else if count < 0 && errno == EAGAIN {
                guard waits(for: Int16(POLLOUT), milliseconds: Self.sendTimeoutMilliseconds) else {
                    throw .linkLost(reason: "the port takes no bytes")
                }
            } else {
                throw .linkLost(reason: systemReason())
            }
        }
    }

    /// The bytes that have arrived; waits at most so long for the first of them.
    ///
    /// - Throws: ``DeviceError/linkLost(reason:)`` when the other side is gone.
    public mutating func receive(waitingAtMostMilliseconds wait: Int) throws(DeviceError) -> [UInt8] {
        while true {
            // On the stack, where up to 1024 bytes go: a live loop looks here at every block and mostly finds nothing, which must not cost memory.
            let (count, bytes) = withUnsafeTemporaryAllocation(byteCount: 1024, alignment: 1) { buffer in
                let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
                return (count, count > 0 ? Array(buffer.prefix(count)) : [])
            }
            if count > 0 { return bytes }
            if count == 0 { throw .linkLost(reason: "the other side has closed") }
            if errno == EINTR { continue }
            guard errno == EAGAIN else { throw .linkLost(reason: systemReason()) }
            guard wait > 0, waits(for: Int16(POLLIN), milliseconds: Int32(clamping: wait)) else { return [] }
        }
    }

    /// Closes the port, after what was sent has left.
    public mutating func close() {
        guard descriptor >= 0 else { return }
        _ = Glibc.close(descriptor)
        descriptor = -1
    }

    /// Whether the port becomes ready (or fails, which the next call will say) within a time.
    private func waits(for events: Int16, milliseconds: Int32) -> Bool {
        var request = pollfd(fd: descriptor, events: events, revents: 0)
        return poll(&request, 1, milliseconds) > 0
    }
}
