// The OT Bioelettronica Muovi: what its one byte of command means, and how its frames lie.

import Signals

/// The Muovi probe (32 channels of electromyogram at 2000 Hz). It connects to this machine; one byte starts and stops it.
///
/// Source of byte, layout and scale: `Documentation/Devices.md`. The Muovi+ (64 channels) is not read.
public enum Muovi {
    /// Where the probe connects to.
    public static let port = 54_321
    /// Channels of electromyogram.
    public static let channelCount = 32
    /// 16-bit values of a frame: electromyogram, four of orientation, two of diagnostics.
    public static let valuesPerFrame = 38
    /// Frames a second.
    public static let hertz = 2000.0
    /// Microvolts of one step in the mode monopolar.
    public static let microvoltsPerStep = 0.286

    /// What the probe sends.
    public enum Mode: UInt8, Hashable, Sendable, CaseIterable {
        /// Each electrode against the reference.
        case monopolar
        /// The same with half the gain: twice the range, twice the step.
        case monopolarLowGain
        /// The electrodes' contact, instead of electromyogram.
        case impedance
        /// Ramps, instead of electromyogram.
        case test
    }

    /// The byte that the host sends.
    public struct Command: Hashable, Sendable {
        /// Electromyogram at 2000 Hz; otherwise electroencephalogram, which is not read here.
        public var isEMG: Bool
        /// What is sent.
        public var mode: Mode
        /// Whether the probe sends.
        public var isRunning: Bool

        /// Creates a command.
        public init(mode: Mode, isRunning: Bool, isEMG: Bool = true) {
            self.isEMG = isEMG
            self.mode = mode
            self.isRunning = isRunning
        }

        /// The byte: electromyogram in bit 3, mode in bits 2 and 1, running in bit 0.
        public var byte: UInt8 { (isEMG ? 8 : 0) | mode.rawValue << 1 | (isRunning ? 1 : 0) }

        /// Reads the byte; `nil` when a higher bit is set.
        public init?(byte: UInt8) {
            guard byte < 16, let mode = Mode(rawValue: byte >> 1 & 3) else { return nil }
            self.init(mode: mode, isRunning: byte & 1 == 1, isEMG: byte & 8 != 0)
        }
    }

    /// How the values lie in a frame; the last one is taken for a counter once it has behaved like one.
    static func layout(_ mode: Mode) -> IntegerFrames.Layout {
        let step = mode == .monopolarLowGain ? 2 * microvoltsPerStep : microvoltsPerStep
        return IntegerFrames.Layout(
            valuesPerFrame: valuesPerFrame, channelCount: channelCount, counter: valuesPerFrame - 1, isBigEndian: true,
            scale: Array(repeating: step, count: channelCount))
    }
}
