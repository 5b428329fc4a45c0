// A P24 at a link.

public import Stimulation

/// A P24 at a link: a real one or a simulated one at a serial port, or a simulated one in the same process.
public typealias P24Stimulator<Link: DeviceLink & ~Copyable> = DrivenStimulator<P24Driver, Link>

extension DrivenStimulator where Driver == P24Driver, Link: ~Copyable {
    /// Connects to the device: stops whatever ran, asks who is there, starts low-level mode.
    ///
    /// With ``Answers/lockStep`` the device is ready afterwards; otherwise ``advance(to:)`` goes on with it.
    ///
    /// - Throws: ``DeviceError/fault(_:)`` when the device does not answer, or answers wrongly.
    public init(
        link: consuming Link, answers: Answers, configuration: P24Driver.Configuration = P24Driver.Configuration(),
        at now: SessionTime
    ) throws(DeviceError) {
        try self.init(driver: P24Driver(configuration: configuration), link: link, answers: answers, at: now)
    }
}
