// A session in which nobody is stimulated needs no ledger on a disk.

public import Devices
public import SpasmControl
public import Stimulation

extension SessionRunner where Device: ~Copyable, Book == DoseLedger {
    /// Joins the rooms to a session that keeps its doses in memory only: nobody is stimulated.
    public init(
        controller: consuming SpasmController, gate: Gate, stimulator: consuming Device,
        log: consuming EventLogWriter, clock: VirtualClock, options: SessionOptions = SessionOptions()
    ) throws {
        try self.init(
            controller: controller, gate: gate, ledger: DoseLedger(), stimulator: stimulator, log: log, clock: clock,
            options: options)
    }
}
