// The simulated P24 where other programs can reach it: on a pseudo-terminal, served by a thread of its own.

import Glibc
import Stimulation
import Synchronization

/// A simulated P24 on a pseudo-terminal. Any ScienceMode 4 client can open ``path`` as its serial port.
///
/// ```swift
/// let device = try SimulatedP24.serve()
/// print(device.path)          // /dev/pts/3
/// …
/// device.stop()
/// ```
/// It lives until ``stop()`` or until the value is gone. In virtual time (`.virtual(clock)`) the device sees the time
/// that the clock shows when the bytes arrive, so a replay waits for each answer before it sets the clock again.
public final class SimulatedP24: Sendable {
    private let server: Server
    private let thread: Mutex<pthread_t?>

    /// What a client opens, such as `/dev/pts/3`.
    public var path: String { server.terminal.path }

    /// Starts a device on a new pseudo-terminal.
    ///
    /// - Throws: ``DeviceError/pseudoTerminal(step:reason:)``.
    public static func serve(
        _ configuration: P24Simulator.Configuration = P24Simulator.Configuration(), clock: DeviceClock = .realTime()
    ) throws(DeviceError) -> SimulatedP24 {
        try SimulatedP24(configuration, clock)
    }

    /// Starts a device in real time, says its path, and serves it until standard input ends.
    ///
    /// - Throws: ``DeviceError/pseudoTerminal(step:reason:)``.
    public static func serveUntilInputEnds(
        _ configuration: P24Simulator.Configuration = P24Simulator.Configuration(), announce: (String) -> Void
    ) throws(DeviceError) {
        let device = try serve(configuration)
        announce(device.path)
        var byte: UInt8 = 0
        while true {
            let count = Glibc.read(STDIN_FILENO, &byte, 1)
            if count == 0 || (count < 0 && errno != EINTR) { break }
        }
        device.stop()
    }

    private init(_ configuration: P24Simulator.Configuration, _ clock: DeviceClock) throws(DeviceError) {
        let server = try Server(configuration, clock)
        var thread = pthread_t()
        let context = Unmanaged.passRetained(server)
        let status = pthread_create(&thread, nil, serveP24, context.toOpaque())
        guard status == 0 else {
            context.release()
            throw .pseudoTerminal(step: "start a thread", reason: String(cString: strerror(status)))
        }
        self.server = server
        self.thread = Mutex(thread)
    }

    deinit { stop() }

    /// The pulses that the device has put out up to now.
    public var pulses: [DeliveredPulse] {
        withSimulator { $0.pulses }
    }

    /// Looks at the device, or breaks something in it, at the time that its clock shows.
    public func withSimulator<Result: Sendable>(_ body: (inout P24Simulator) -> sending Result) -> Result {
        server.simulator.withLock { simulator in
            simulator.advance(to: server.clock.now)
            return body(&simulator)
        }
    }

    /// Ends the device and waits for its thread. The path is gone afterwards, once clients have closed it.
    public func stop() {
        guard let thread = thread.withLock({ $0.take() }) else { return }
        server.end()
        pthread_join(thread, nil)
    }
}

/// What the thread works on. It outlives the handle by as long as the thread needs to end.
private final class Server: Sendable {
    let terminal: PseudoTerminal
    let simulator: Mutex<P24Simulator>
    let clock: DeviceClock
    /// Readable once the server shall end.
    private let wake: WakePipe

    init(_ configuration: P24Simulator.Configuration, _ clock: DeviceClock) throws(DeviceError) {
        terminal = try PseudoTerminal()
        simulator = Mutex(P24Simulator(configuration: configuration))
        self.clock = clock
        wake = try WakePipe()
    }

    func end() { wake.wake() }

    func run() {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            var requests = [
                pollfd(fd: terminal.device, events: Int16(POLLIN), revents: 0),
                pollfd(fd: wake.waiting, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&requests, 2, -1) >= 0 || errno == EINTR else { return }
            if requests[1].revents != 0 { return }
            let count = buffer.withUnsafeMutableBytes { read(terminal.device, $0.baseAddress, $0.count) }
            guard count > 0 else {
                if count < 0 && (errno == EAGAIN || errno == EINTR) { continue }
                return
            }
            let answers = simulator.withLock { $0.receive(buffer.prefix(count), at: clock.now) }
            // A client that does not read loses answers, as at a real port; the device never waits for it.
            var rest = answers[...]
            while !rest.isEmpty {
                let written = rest.withUnsafeBytes { write(terminal.device, $0.baseAddress, $0.count) }
                guard written > 0 else { break }
                rest = rest.dropFirst(written)
            }
        }
    }
}

private func serveP24(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    Unmanaged<Server>.fromOpaque(context).takeRetainedValue().run()
    return nil
}
