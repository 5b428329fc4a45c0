// The simulated P24 on a pseudo-terminal.

/// A simulated P24 on a pseudo-terminal, for any ScienceMode 4 client.
public typealias SimulatedP24 = SimulatedDevice<P24Simulator>

extension SimulatedDevice where Simulator == P24Simulator {
    /// Starts a P24 on a new pseudo-terminal.
    ///
    /// - Throws: ``DeviceError/pseudoTerminal(step:reason:)``.
    public static func serve(
        _ configuration: P24Simulator.Configuration = P24Simulator.Configuration(), clock: DeviceClock = .realTime()
    ) throws(DeviceError) -> SimulatedP24 {
        try SimulatedP24(P24Simulator(configuration: configuration), clock: clock)
    }

    /// The pulses that the device has put out up to now.
    public var pulses: [DeliveredPulse] { withSimulator { $0.pulses } }
}
