// Recordings whose ramp cannot be assessed, each in one sentence.

import Amplification
import MotorUnits
import Recordings
import Signals

extension Recording {
    /// Refuses discharges after the recording's end: they count another clock's samples, or belong to another recording.
    func requireDischargesInside() throws {
        guard !channels.isEmpty else { return }
        for unit in motorUnits {
            let train = unit.discharges
            guard let last = train.samples.last, train.rate.seconds(last) >= duration else { continue }
            throw RecordingError(
                file: name, place: "motor unit \(unit.name)",
                problem: "discharge \(train.count) is at \(train.rate.seconds(last).formatted(decimals: 2)) s and the "
                    + "recording ends at \(duration.formatted(decimals: 2)) s; discharges lie inside of the recording")
        }
    }

    /// Notes on a force that is in an odd unit; refuses % MVC that nobody reaches.
    ///
    /// - Parameter remedy: what the person may do instead; empty where there is nothing.
    func plausible(
        _ force: ForceTrace, channel: Int, remedy: String = "--no-force assesses without it"
    ) throws -> [String] {
        guard force.unit == .percentMVC else {
            if force.unit == .volt || force.unit == .millivolt {
                return [
                    "\(force.label) is in \(force.unit.symbol), as measured: thresholds are in that unit and cannot be "
                        + "compared with other recordings."
                ]
            }
            return []
        }
        let peak = Double(force.values.lazy.filter(\.isFinite).map(\.magnitude).max() ?? 0)
        if peak > 200 {
            throw RecordingError(
                file: name, place: placeName(ofChannel: channel),
                problem:
                    "it says % MVC and reaches \(peak.formatted(decimals: 0)); nobody exceeds 200 % of a maximum, so that "
                    + "its unit must be another" + (remedy.isEmpty ? "" : ". " + remedy))
        }
        guard peak < 1.5 else { return [] }
        return [
            "\(force.label) says % MVC and reaches only \(peak.formatted(decimals: 3)): probably it is a fraction of 1 and not "
                + "a percentage; thresholds are as in the file."
        ]
    }

    /// Why the wanted guide cannot show contractions.
    func missing(_ guide: ContractionSearch.Guide, force: ForceTrace?, requested: ForceTrace?) -> RecordingError? {
        switch guide {
        case .path where requested == nil:
            RecordingError(.usage, file: name, problem: "--contractions path needs a requested path, and there is none")
        case .force where force == nil:
            RecordingError(
                .usage, file: name, problem: "--contractions force needs a force or torque, and none is used")
        default: nil
        }
    }

    /// Why nothing can be said: in no contraction the force is a ramp.
    func notPerformed(_ assessments: [RampAssessment]) -> RecordingError? {
        let judged = assessments.compactMap(\.performance)
        guard let force = assessments.first?.force, let best = judged.min(by: { $0.errorPercent < $1.errorPercent }),
            !best.isPerformed
        else { return nil }
        let target =
            best.target == .requestedPath
            ? "the requested path (peak \(best.targetPeak.formatted(decimals: 1)) \(force.unit.symbol))"
            : "a ramp with its own rise, top and fall"
        return RecordingError(
            file: name, place: force.label,
            problem: "the ramp was not performed: the force differs from \(target) by "
                + "\(best.error.formatted(decimals: 1)) \(force.unit.symbol) (root mean square), "
                + "\(best.errorPercent.formatted(decimals: 0)) % of the peak; allowed is "
                + "\(RampPerformance.notPerformedAbove.formatted(decimals: 0)) %. --any-ramp assesses it all the same")
    }
}
