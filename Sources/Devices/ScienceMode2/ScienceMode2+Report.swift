// What the device says, as values.

extension ScienceMode2 {
    /// A message from the device.
    public enum Report: Hashable, Sendable {
        /// Offers a connection, with the version of the protocol; repeated until it is accepted.
        case offersConnection(version: UInt8)
        /// The device does not know the command.
        case unknownCommand(UInt8)
        /// Whether stimulation is off, initialised or started.
        case mode(ResultCode, StimulationMode)
        /// The channels were taken, or why not.
        case initChannels(ResultCode)
        /// The pulses were taken, or why not.
        case start(ResultCode)
        /// Stimulation ended, or why not.
        case stop(ResultCode)
        /// Stimulation was ended by the device.
        case stimulationError(StimulationError)
    }

    /// Whether stimulation is prepared or runs.
    public enum StimulationMode: UInt8, Hashable, Sendable, CaseIterable {
        /// Nothing is prepared.
        case off
        /// Channels are set.
        case initialized
        /// Pulses were started.
        case started
    }
}
