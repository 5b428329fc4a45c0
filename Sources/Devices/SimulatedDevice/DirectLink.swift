// A simulated device in the same process: no port, no thread, only the clock of whoever sends.

import Stimulation

/// A link to a simulated device without a port: for tests and for sessions that need no other program's bytes.
public struct DirectLink<Simulator: DeviceSimulator>: DeviceLink, ~Copyable {
    /// The device.
    public var simulator: Simulator
    private let clock: VirtualClock
    private var answers: [UInt8] = []
    private var isClosed = false

    /// Creates a link to a device that lives in the time of a clock.
    public init(simulator: Simulator, clock: VirtualClock) {
        self.simulator = simulator
        self.clock = clock
    }

    /// Hands the bytes to the device; keeps its answers.
    ///
    /// - Throws: ``DeviceError/linkLost(reason:)`` after ``close()``.
    public mutating func send(_ bytes: [UInt8]) throws(DeviceError) {
        guard !isClosed else { throw .linkLost(reason: "it was closed") }
        answers += simulator.receive(bytes, at: clock.now)
    }

    /// What the device has said so far. Never waits: what is not there will not come at this time.
    ///
    /// - Throws: ``DeviceError/linkLost(reason:)`` after ``close()``.
    public mutating func receive(waitingAtMostMilliseconds: Int) throws(DeviceError) -> [UInt8] {
        guard !isClosed else { throw .linkLost(reason: "it was closed") }
        defer { answers = [] }
        return answers + simulator.advance(to: clock.now)
    }

    /// Closes the link.
    public mutating func close() { isClosed = true }
}

/// A link to a simulated P24 in the same process.
public typealias DirectP24Link = DirectLink<P24Simulator>

extension DirectLink where Simulator == P24Simulator {
    /// Creates a link to a P24 that was just switched on.
    public init(clock: VirtualClock) { self.init(simulator: P24Simulator(), clock: clock) }
}
