// The door through which a virtual patient is seen: a source of samples like any amplifier.

public import Devices
import Glibc
public import Signals
import Stimulation

/// A virtual patient as a signal source: EMG channels (µV), torque (N·m), ankle angle (rad).
///
/// ```swift
/// let body = VirtualPatientBody(try VirtualPatientEngine(parameters, seed: 1, electromyography: emg))
/// var source = VirtualPatient(body, blockLength: 32, pace: .asFastAsPossible)
/// var stimulator = VirtualPatientStimulator(body, pads: [channel: .antagonist], at: .start)
/// ```
public struct VirtualPatient: SignalSource, ~Copyable {
    /// How fast time passes.
    public enum Pace: Sendable {
        /// As fast as the machine can.
        case asFastAsPossible
        /// By a clock: no block before its last sample is due. A virtual clock never waits.
        case clock(DeviceClock)
    }

    /// EMG channels, then torque, then angle.
    public var channels: [Channel] { body.channels }
    /// How often each is sampled.
    public var rate: SampleRate { body.rate }
    /// Frames per block; the last block may be shorter.
    public let blockLength: Int

    private let body: VirtualPatientBody
    private let pace: Pace
    private var left: Int?

    /// Looks at a patient.
    ///
    /// - Parameters:
    ///   - body: the patient.
    ///   - blockLength: frames per block.
    ///   - pace: how fast time passes.
    ///   - frames: how many frames there are before the source ends; `nil` for no end.
    public init(
        _ body: VirtualPatientBody, blockLength: Int = 32, pace: Pace = .asFastAsPossible, frames: Int? = nil
    ) {
        precondition(blockLength > 0, "a block has frames")
        self.body = body
        self.blockLength = blockLength
        self.pace = pace
        left = frames
    }

    /// The next samples; `nil` after the last.
    public mutating func nextBlock() throws -> SampleBlock? {
        let count = min(blockLength, left ?? blockLength)
        guard count > 0 else { return nil }
        if let left { self.left = left - count }
        // First the time of the block passes, then what happened in it is computed: whoever stops the stimulator
        // meanwhile stops the pulses that were still to come.
        wait(untilFrame: body.elapsedFrames + count)
        return body.advance(frames: count)
    }

    private func wait(untilFrame end: Int) {
        guard case .clock(let clock) = pace, case .real = clock else { return }
        let due = Double(end) / rate.hertz
        while case let rest = due - clock.now.seconds, rest > 0 { usleep(UInt32(min(rest, 0.5) * 1e6) + 1) }
    }
}
