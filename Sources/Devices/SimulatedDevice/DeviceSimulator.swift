// What a simulated device is: bytes and a time in, bytes out.

public import Stimulation

/// A device without current, as a value without a clock: time is given with every call, so that it runs in real and in
/// virtual time.
public protocol DeviceSimulator: Sendable {
    /// Lets time pass; returns what the device says by itself.
    mutating func advance(to time: SessionTime) -> [UInt8]

    /// Takes bytes from the host at a time; returns what the device says, by itself and in answer.
    mutating func receive(_ bytes: [UInt8], at time: SessionTime) -> [UInt8]

    /// When the device will do something by itself; `nil` when it only answers.
    var nextDue: SessionTime? { get }
}
