// Pulses between blocks: a stimulator that keeps this machine's time is called when it is due, not when samples come.

import Devices
import SpasmControl
public import Stimulation

extension SessionRunner where Device: ~Copyable, Book: ~Copyable {
    /// How long until ``wakeStimulator()`` is to be called; `nil` for a stimulator that lives on the samples' time alone.
    public var stimulatorWakesIn: Microseconds? { stimulatorHasFailed ? nil : stimulator.wakesIn }

    /// Lets the stimulator do what is due by this machine's clock; nothing when nothing is. Its failure is a latched fault at
    /// once, without waiting for a block.
    ///
    /// - Throws: ``EventLogError`` when the log can no longer be written; the stimulator has then been stopped.
    public mutating func wakeStimulator() throws {
        guard !stimulatorHasFailed, let due = stimulator.wakesIn, due <= .zero else { return }
        do { try stimulator.wake() } catch { stimulatorHasFailed = true }
        let now = time(at: record.end)
        do {
            try logStimulator()
            guard stimulatorHasFailed else { return }
            decisions.removeAll(keepingCapacity: true)
            // As everything that is said between blocks: it stands in the log after the last one.
            blocks -= 1
            defer { blocks += 1 }
            try carryOut(at: now, end: record.end)
        } catch {
            stimulator.stop(at: now)
            throw error
        }
    }
}
