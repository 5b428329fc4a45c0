// What can go wrong between any device and the host: what it says comes late, or something else comes.

public import Stimulation

/// A simulated device on a bad line. What the host says arrives; what the device says may come late, and bytes may come that it
/// never said.
public struct TroubledLine<Simulator: DeviceSimulator>: DeviceSimulator {
    /// The device.
    public var simulator: Simulator
    /// By how much the next thing that the device says is late, and all behind it until it has come; then nothing is.
    public var delay: Microseconds?
    /// Bytes that come before what the device says next.
    public var garbage: [UInt8] = []

    private var held: (due: SessionTime, bytes: [UInt8])?
    private var now = SessionTime.start

    /// Puts a device behind a line that is in order.
    public init(_ simulator: Simulator) { self.simulator = simulator }

    /// Lets time pass.
    public mutating func advance(to time: SessionTime) -> [UInt8] {
        now = max(now, time)
        let said = simulator.advance(to: now)
        return pass(said)
    }

    /// Takes bytes from the host.
    public mutating func receive(_ bytes: [UInt8], at time: SessionTime) -> [UInt8] {
        now = max(now, time)
        let said = simulator.receive(bytes, at: now)
        return pass(said)
    }

    /// When the device says something by itself, or what is late has come.
    public var nextDue: SessionTime? {
        if !garbage.isEmpty { return now }
        return [held?.due, simulator.nextDue].compactMap(\.self).min()
    }

    private mutating func pass(_ said: [UInt8]) -> [UInt8] {
        var said = said
        if !said.isEmpty, let late = delay, held == nil {
            held = (now + late, [])
            delay = nil
        }
        if let waiting = held {
            said = waiting.bytes + said
            held = now >= waiting.due ? nil : (waiting.due, said)
            if held != nil { said = [] }
        }
        defer { garbage = [] }
        return garbage + said
    }
}
