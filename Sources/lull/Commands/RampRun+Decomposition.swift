// A ramp without motor units: they are found on the way.

import MotorUnits
import Recordings
import Signals

extension Recording {
    /// Whether its EMG comes from a grid: a known one, or at least as many channels as the smallest grids have.
    var looksHighDensity: Bool { !grids.isEmpty || channels(of: .emg).count >= 32 }

    /// The recording with the accepted units of a decomposition with default parameters, and what is to be said of it.
    func decomposedOnTheWay(path: String) throws -> (Recording, notes: [String]) {
        Console.say(
            "\(fileName(of: path)) brings no motor units along: decomposing its EMG (--no-decompose refuses instead)")
        let run = try DecomposeRun(
            recording: self, path: path, decomposer: Decomposer(), spans: [], grids: nil)
        let accepted = run.decomposition.units([.accepted])
        guard !accepted.isEmpty else {
            throw RecordingError(
                file: name,
                problem:
                    "the recording brings no motor units along, and the decomposition of its EMG gave none that is "
                    + "accepted; see `lull decompose`")
        }
        var result = self
        result.motorUnits = run.recording.with(accepted, of: run.decomposition).motorUnits
        // Their sources are no channels of this recording.
        for k in result.motorUnits.indices { result.motorUnits[k].sourceChannel = nil }
        let others = run.decomposition.units.count - accepted.count
        let note =
            "The recording brought no motor units along: Lull decomposed its EMG (default parameters, seed "
            + "\(run.decomposition.parameters.seed)\(run.decomposition.isStoppedEarly ? ", stopped early" : "")) and uses the "
            + "\(counted(accepted.count, "accepted unit")); \(others) borderline or rejected "
            + "\(others == 1 ? "one is" : "ones are") left out."
        return (result, [note])
    }
}
