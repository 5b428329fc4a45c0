// A simulated device in the same process that a test can still reach while a session drives it.

public import Devices
import Stimulation

/// A link to a simulated device without a port, which answers at once; its cable can be pulled.
public final class SharedLink<Simulator: DeviceSimulator>: DeviceLink {
    /// The device.
    public var simulator: Simulator
    /// Whether the cable is out: nothing arrives, and sending fails.
    public var isPulled = false
    private let clock: VirtualClock
    private var answers: [UInt8] = []
    private var isClosed = false

    /// Creates a link to a device that lives in the time of a clock.
    public init(_ simulator: Simulator, clock: VirtualClock) {
        self.simulator = simulator
        self.clock = clock
    }

    /// Hands the bytes to the device; keeps its answers.
    public func send(_ bytes: [UInt8]) throws(DeviceError) {
        guard !isPulled, !isClosed else { throw .linkLost(reason: "the cable is out") }
        answers += simulator.receive(bytes, at: clock.now)
    }

    /// What the device has said so far. Never waits.
    public func receive(waitingAtMostMilliseconds: Int) throws(DeviceError) -> [UInt8] {
        guard !isPulled, !isClosed else { throw .linkLost(reason: "the cable is out") }
        defer { answers = [] }
        return answers + simulator.advance(to: clock.now)
    }

    /// Closes the link.
    public func close() { isClosed = true }
}
