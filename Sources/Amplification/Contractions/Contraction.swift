// One contraction of a recording: the stretch that is assessed by itself.

import MotorUnits
import Signals

/// A stretch of a recording that holds one contraction. The stretches of a recording follow each other without a gap, so that
/// no discharge is lost: they are divided in the middle of the rest between two contractions.
public struct Contraction: Hashable, Sendable {
    /// What showed where it is.
    public enum Source: String, Hashable, Sendable, Codable, CaseIterable {
        /// The whole recording was taken as one.
        case whole
        /// The path that the person was asked to follow.
        case requestedPath
        /// The force or torque.
        case force
        /// The pauses in which no unit discharges.
        case discharges

        /// In words: `the requested path`.
        public var words: String {
            switch self {
            case .whole: "the whole recording"
            case .requestedPath: "the requested path"
            case .force: "the force or torque"
            case .discharges: "the discharges"
            }
        }
    }

    /// Its place among the contractions of the recording, from 1.
    public let number: Int
    /// How many there are.
    public let count: Int
    /// Its stretch, in seconds after sample 0 of the recording; the first begins at 0, the last is open when the end of the
    /// recording is not known (infinity).
    public let seconds: Range<Double>
    /// What showed where it is.
    public let source: Source

    /// Creates a contraction.
    public init(number: Int, count: Int, seconds: Range<Double>, source: Source) {
        self.number = number
        self.count = count
        self.seconds = seconds
        self.source = source
    }
}

extension MotorUnit {
    /// The unit with only the discharges of a stretch, at the same times; `nil` when none of them lies there.
    func within(_ seconds: Range<Double>) -> MotorUnit? {
        let clock = discharges.rate
        var part = self
        let inside = discharges.samples.filter { seconds.contains(clock.seconds($0)) }
        // A part of an ordered train is ordered.
        part.discharges = (try? DischargeTrain(samples: inside, rate: clock)) ?? discharges
        return part.discharges.count == 0 ? nil : part
    }
}
