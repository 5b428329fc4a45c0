// A way for bytes to a device and back.

/// A connection that carries bytes: a serial port, or a simulated device in the same process.
public protocol DeviceLink: ~Copyable {
    /// Sends all bytes.
    ///
    /// - Throws: ``DeviceError/linkLost(reason:)``.
    mutating func send(_ bytes: [UInt8]) throws(DeviceError)

    /// The bytes that have arrived; waits at most so long in real time for the first of them. Empty when none came.
    ///
    /// - Throws: ``DeviceError/linkLost(reason:)``.
    mutating func receive(waitingAtMostMilliseconds: Int) throws(DeviceError) -> [UInt8]

    /// Closes the connection. Nothing can be sent afterwards.
    mutating func close()
}
