// A simulated device where other programs can reach it: on a pseudo-terminal, served by a thread of its own.

import Glibc
import Stimulation
import Synchronization

/// A simulated device on a pseudo-terminal. Any client can open ``path`` as its serial port.
///
/// ```swift
/// let device = try SimulatedP24.serve()
/// print(device.path)          // /dev/pts/3
/// …
/// device.stop()
/// ```
/// It lives until ``stop()`` or until the value is gone. In virtual time (`.virtual(clock)`) the device sees the time
/// that the clock shows when the bytes arrive, so a replay waits for each answer before it sets the clock again; what it
/// says by itself is then said with the next answer.
public final class SimulatedDevice<Simulator: DeviceSimulator>: Sendable {
    private let server: Server<Simulator>
    private let thread: Mutex<pthread_t?>

    /// What a client opens, such as `/dev/pts/3`.
    public var path: String { server.terminal.path }

    /// Starts a device on a new pseudo-terminal.
    ///
    /// - Throws: ``DeviceError/pseudoTerminal(step:reason:)``.
    public init(_ simulator: Simulator, clock: DeviceClock = .realTime()) throws(DeviceError) {
        let server = try Server(simulator, clock)
        var thread = pthread_t()
        let context = Unmanaged<AnyObject>.passRetained(server)
        let status = pthread_create(&thread, nil, serveDevice, context.toOpaque())
        guard status == 0 else {
            context.release()
            throw .pseudoTerminal(step: "start a thread", reason: String(cString: strerror(status)))
        }
        self.server = server
        self.thread = Mutex(thread)
    }

    deinit { stop() }

    /// Says the path of a device and serves it until standard input ends; each line of the input before that is handed
    /// to `take`, which says what came of it.
    public func serveUntilInputEnds(
        announce: (String) -> Void, take: (String, SimulatedDevice<Simulator>) -> Void = { _, _ in }
    ) {
        announce(path)
        while let line = readLine() { take(line, self) }
        stop()
    }

    /// Looks at the device, or breaks something in it, at the time that its clock shows.
    public func withSimulator<Result: Sendable>(_ body: (inout Simulator) -> sending Result) -> Result {
        server.withSimulator(body)
    }

    /// Ends the device and waits for its thread. The path is gone afterwards, once clients have closed it.
    public func stop() {
        guard let thread = thread.withLock({ $0.take() }) else { return }
        server.end()
        pthread_join(thread, nil)
    }
}

/// What the thread works on. It outlives the handle by as long as the thread needs to end.
private final class Server<Simulator: DeviceSimulator>: Sendable, Runs {
    private struct Device: Sendable {
        var simulator: Simulator
        /// What it has said while nobody but the thread may write.
        var said: [UInt8] = []
    }

    let terminal: PseudoTerminal
    private let device: Mutex<Device>
    private let clock: DeviceClock
    /// Readable once the server shall end, or look at the device again.
    private let wake: WakePipe
    private let isEnding = Atomic<Bool>(false)

    init(_ simulator: Simulator, _ clock: DeviceClock) throws(DeviceError) {
        terminal = try PseudoTerminal()
        device = Mutex(Device(simulator: simulator))
        self.clock = clock
        wake = try WakePipe()
    }

    func withSimulator<Result: Sendable>(_ body: (inout Simulator) -> sending Result) -> Result {
        let result = device.withLock { device in
            device.said += device.simulator.advance(to: clock.now)
            return body(&device.simulator)
        }
        wake.wake()
        return result
    }

    func end() {
        isEnding.store(true, ordering: .releasing)
        wake.wake()
    }

    func run() {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            write(says { $0.simulator.advance(to: $1) })
            var requests = [
                pollfd(fd: terminal.device, events: Int16(POLLIN), revents: 0),
                pollfd(fd: wake.waiting, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&requests, 2, wait) >= 0 || errno == EINTR else { return }
            if isEnding.load(ordering: .acquiring) { return }
            if requests[1].revents != 0 { wake.clear() }
            guard requests[0].revents != 0 else { continue }
            let count = buffer.withUnsafeMutableBytes { read(terminal.device, $0.baseAddress, $0.count) }
            guard count > 0 else {
                if count < 0 && (errno == EAGAIN || errno == EINTR) { continue }
                return
            }
            write(says { $0.simulator.receive(Array(buffer.prefix(count)), at: $1) })
        }
    }

    /// How long to wait for bytes, in milliseconds: until the device has something to say, in real time.
    private var wait: Int32 {
        guard case .real = clock, let due = device.withLock({ $0.simulator.nextDue }) else { return -1 }
        return Int32(clamping: max(0, ((due - clock.now).count + 999) / 1000))
    }

    private func says(_ body: (inout Device, SessionTime) -> [UInt8]) -> [UInt8] {
        device.withLock { device in
            let news = body(&device, clock.now)
            defer { device.said = [] }
            return device.said + news
        }
    }

    /// A client that does not read loses answers, as at a real port; the device never waits for it.
    private func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = rest.withUnsafeBytes { Glibc.write(terminal.device, $0.baseAddress, $0.count) }
            guard written > 0 else { break }
            rest = rest.dropFirst(written)
        }
    }
}

/// What a thread of this file does.
private protocol Runs: AnyObject {
    func run()
}

private func serveDevice(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    (Unmanaged<AnyObject>.fromOpaque(context).takeRetainedValue() as? any Runs)?.run()
    return nil
}
