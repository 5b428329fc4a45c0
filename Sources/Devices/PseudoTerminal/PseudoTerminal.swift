// A pair of connected terminals: a simulated device holds one end, any program opens the other as a serial port.

import Glibc

/// A pseudo-terminal. Closed with the value.
struct PseudoTerminal: ~Copyable {
    /// What a client opens, such as `/dev/pts/3`.
    let path: String
    /// The device's end; reading and writing never block.
    let device: Int32
    /// The client's end is kept open too, so that the device's end stays quiet while no client is there.
    private let client: Int32

    /// Creates a pair, set to raw bytes without echo.
    ///
    /// - Throws: ``DeviceError/pseudoTerminal(step:reason:)``.
    init() throws(DeviceError) {
        let device = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)
        guard device >= 0 else { throw .pseudoTerminal(step: "open /dev/ptmx", reason: systemReason()) }
        var client: Int32 = -1
        do throws(DeviceError) {
            // Swift imports neither ptsname nor unlockpt; these two requests are what they are made of on Linux.
            var lock: Int32 = 0
            guard ioctl(device, Self.setLock, &lock) == 0 else {
                throw .pseudoTerminal(step: "unlock", reason: systemReason())
            }
            var number: UInt32 = 0
            guard ioctl(device, Self.getNumber, &number) == 0 else {
                throw .pseudoTerminal(step: "ask for its number", reason: systemReason())
            }
            let path = "/dev/pts/\(number)"
            client = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
            guard client >= 0 else {
                throw .pseudoTerminal(step: "open \(path)", reason: systemReason())
            }
            var settings = termios()
            guard tcgetattr(client, &settings) == 0 else {
                throw .pseudoTerminal(step: "read the settings of \(path)", reason: systemReason())
            }
            cfmakeraw(&settings)
            guard tcsetattr(client, TCSANOW, &settings) == 0 else {
                throw .pseudoTerminal(step: "set \(path) to raw bytes", reason: systemReason())
            }
            self.path = path
            self.device = device
            self.client = client
        } catch {
            if client >= 0 { _ = close(client) }
            _ = close(device)
            throw error
        }
    }

    deinit {
        _ = close(client)
        _ = close(device)
    }

    /// `TIOCSPTLCK`
    private static let setLock: UInt = 0x4004_5431
    /// `TIOCGPTN`
    private static let getNumber: UInt = 0x8004_5430
}
