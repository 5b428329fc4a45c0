// A simulated device on TCP, in real time, served by a thread of its own.

import Glibc
import Stimulation
import Synchronization

/// A simulated device that listens on this machine's loopback address, or connects to a port of it as a Muovi does.
/// It serves one client after the other, until ``stop()`` or until the value is gone.
public final class SimulatedNetworkDevice<Simulator: DeviceSimulator>: Sendable {
    /// Which side makes the connection.
    public enum Role: Hashable, Sendable {
        /// The host connects to the device; 0 for any free port.
        case listens(port: Int)
        /// The device connects to the host, again and again until it is let in.
        case connects(port: Int)
    }

    private let server: NetworkServer<Simulator>
    private let thread: Mutex<pthread_t?>

    /// The port that the device listens at, or connects to.
    public var port: Int { server.port }

    /// Starts a device.
    ///
    /// - Throws: ``DeviceError/noConnection(peer:reason:)``.
    public init(_ simulator: Simulator, _ role: Role) throws(DeviceError) {
        let server =
            switch role {
            case .listens(let port):
                NetworkServer(simulator, try TCPListener(port: port, address: "127.0.0.1"))
            case .connects(let port): NetworkServer(simulator, connectingTo: port)
            }
        var thread = pthread_t()
        let context = Unmanaged<AnyObject>.passRetained(server)
        let status = pthread_create(&thread, nil, serveNetworkDevice, context.toOpaque())
        guard status == 0 else {
            context.release()
            throw .noConnection(peer: "127.0.0.1:\(server.port)", reason: String(cString: strerror(status)))
        }
        self.server = server
        self.thread = Mutex(thread)
    }

    deinit { stop() }

    /// Looks at the device, or breaks something in it.
    public func withSimulator<Result: Sendable>(_ body: (inout Simulator) -> sending Result) -> Result {
        server.simulator.withLock { body(&$0) }
    }

    /// Says where the device is and serves it until standard input ends; each line of the input before that is handed to
    /// `take`.
    public func serveUntilInputEnds(
        announce: (Int) -> Void, take: (String, SimulatedNetworkDevice<Simulator>) -> Void = { _, _ in }
    ) {
        announce(port)
        while let line = readLine() { take(line, self) }
        stop()
    }

    /// Ends the device and waits for its thread.
    public func stop() {
        guard let thread = thread.withLock({ $0.take() }) else { return }
        server.isEnding.store(true, ordering: .releasing)
        pthread_join(thread, nil)
    }
}

/// What the thread works on. It looks every 20 ms whether it shall end.
private final class NetworkServer<Simulator: DeviceSimulator>: Sendable, RunsOnThread {
    let port: Int
    let simulator: Mutex<Simulator>
    let isEnding = Atomic<Bool>(false)
    private let listener: TCPListener?
    private let clock = DeviceClock.realTime()

    init(_ simulator: Simulator, _ listener: TCPListener) {
        port = listener.port
        self.simulator = Mutex(simulator)
        self.listener = listener
    }

    init(_ simulator: Simulator, connectingTo port: Int) {
        self.port = port
        self.simulator = Mutex(simulator)
        listener = nil
    }

    func run() {
        while !isEnding.load(ordering: .acquiring) {
            do throws(DeviceError) {
                if listener == nil {
                    try serve(TCPLink(connectingTo: "127.0.0.1", port: port, waitingAtMostMilliseconds: 20))
                } else if let link = try listener?.accept(waitingAtMostMilliseconds: 20) {
                    try serve(link)
                }
            } catch {
                // Nobody there yet, or the client is gone: the next one is waited for.
                if listener == nil { usleep(20_000) }
            }
        }
    }

    private func serve(_ connection: consuming TCPLink) throws(DeviceError) {
        var link = connection
        while !isEnding.load(ordering: .acquiring) {
            let (said, wait) = simulator.withLock { device in
                let said = device.advance(to: clock.now)
                let due = device.nextDue.map { (($0 - clock.now).count + 999) / 1000 } ?? 20
                return (said, min(20, max(1, due)))
            }
            if !said.isEmpty { try link.send(said) }
            let heard = try link.receive(waitingAtMostMilliseconds: wait)
            guard !heard.isEmpty else { continue }
            let answer = simulator.withLock { $0.receive(heard, at: clock.now) }
            if !answer.isEmpty { try link.send(answer) }
        }
    }
}

/// What a thread of this file does.
private protocol RunsOnThread: AnyObject {
    func run()
}

private func serveNetworkDevice(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    (Unmanaged<AnyObject>.fromOpaque(context).takeRetainedValue() as? any RunsOnThread)?.run()
    return nil
}
