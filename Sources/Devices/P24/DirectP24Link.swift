// The simulated P24 in the same process: no port, no thread, only the clock of whoever sends.

import Stimulation

/// A link to a simulated P24 without a port: for tests and for sessions that need no other program's bytes.
public struct DirectP24Link: DeviceLink, ~Copyable {
    /// The device.
    public var simulator: P24Simulator
    private let clock: VirtualClock
    private var answers: [UInt8] = []
    private var isClosed = false

    /// Creates a link to a device that lives in the time of a clock.
    public init(simulator: P24Simulator = P24Simulator(), clock: VirtualClock) {
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

    /// The answers so far. Never waits: what is not there will not come.
    ///
    /// - Throws: ``DeviceError/linkLost(reason:)`` after ``close()``.
    public mutating func receive(waitingAtMostMilliseconds: Int) throws(DeviceError) -> [UInt8] {
        guard !isClosed else { throw .linkLost(reason: "it was closed") }
        defer { answers = [] }
        return answers
    }

    /// Closes the link.
    public mutating func close() { isClosed = true }
}
