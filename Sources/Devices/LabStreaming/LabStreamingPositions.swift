// Where a frame belongs, told from its time stamp: on the next position, after a gap, or behind a jump of the clock.

import Signals

extension LabStreaming {
    /// Follows the time stamps of a stream of fixed rate.
    ///
    /// Senders stamp in different ways: some give every sample its exact time, some the moment at which a packet came. So the
    /// step from one stamp to the next says little; what counts is by how much a stamp is later than expected, beside how
    /// much stamps of this stream wander. A loss shorter than that cannot be seen by anybody.
    struct Positions: Sendable {
        /// What a stamp says.
        enum Step: Hashable, Sendable {
            /// So many frames are missing before this one; 0 for none.
            case frames(lost: Int)
            /// The clock was set, or the sender had stamped too late before: nothing is known of lost frames.
            case jump
        }

        private let period: Double
        /// When the next frame is expected.
        private var expected: Double?
        /// How much stamps wander: mean distance from what is expected, in seconds.
        private var wander = Self.unknown / Self.factor

        /// Before stamps are known, a loss of less than this is not told from wandering, in seconds.
        static let unknown = 0.05
        /// A step longer than this is a clock that was set, in seconds.
        static let longest = 600.0
        /// A stamp that is this many times later than stamps wander is a gap.
        private static let factor = 8.0
        /// Stamps over which wandering is averaged, and over which a clock that runs slower or faster is followed.
        private static let memory = 256.0

        init(rate: SampleRate) { period = rate.period }

        /// By how much a stamp may miss what is expected without telling anything, in seconds; at least half a frame.
        var tolerance: Double { max(0.5 * period, min(Self.factor * wander, Self.unknown)) }

        /// Takes the stamp of the next frame that came.
        mutating func take(_ time: Double) -> Step {
            guard let expected else {
                self.expected = time + period
                return .frames(lost: 0)
            }
            let late = time - expected
            guard abs(late) > tolerance else {
                wander += (abs(late) - wander) / Self.memory
                self.expected = expected + period + late / Self.memory
                return .frames(lost: 0)
            }
            self.expected = time + period
            if late > 0, late <= Self.longest { return .frames(lost: max(1, Int((late / period).rounded()))) }
            // Who stamps at sending catches up after a stall: such stamps are not trusted for a while.
            if late < 0 { wander = Self.unknown / Self.factor }
            return .jump
        }

        /// Forgets when the next frame is expected: the clock is another one now.
        mutating func restart() { expected = nil }
    }
}
