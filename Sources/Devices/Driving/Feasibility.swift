// Whether a device can make a burst exactly as it is prescribed: asked before a session, so that nobody learns it in a spasm.

public import Stimulation

extension P24Driver {
    /// Whether the device can make this burst at this output exactly.
    ///
    /// - Throws: ``DeviceError/cannotDeliver(order:reason:)``.
    public func check(_ train: PulseTrain, on channel: PadChannel) throws(DeviceError) {
        switch configuration.level {
        case .low:
            _ = try TimedBurst.onP24(order: 0, channel: channel, train: train, begin: .start, expires: .start)
        case .mid:
            _ = try RepeatedBurst(
                order: 0, channel: channel, train: train, begin: .start, counted: RepeatedBurst.afterrun)
        }
    }
}

extension RehaStim2Driver {
    /// Whether the device can make this burst at this output exactly.
    ///
    /// - Throws: ``DeviceError/cannotDeliver(order:reason:)``.
    public func check(_ train: PulseTrain, on channel: PadChannel) throws(DeviceError) {
        _ = try TimedBurst.onRehaStim2(
            order: 0, channel: channel, connected: configuration.channel, train: train, begin: .start, expires: .start)
    }
}
