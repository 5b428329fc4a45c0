// A recording with one or several contractions: each is assessed by itself.

public import MotorUnits
import Signals

extension RampAssessment {
    /// Finds the contractions of a recording and assesses each by itself, with the units that discharge in it.
    ///
    /// - Parameters: as those of a single assessment; `end` is the number of samples of the recording. `notes` go to the first.
    ///   - guide: what may show where the contractions are.
    /// - Returns: one assessment per contraction, in the order of time; at least one.
    /// - Throws: as the assessment of a single contraction does.
    public static func contractions(
        units: [MotorUnit], force: ForceTrace? = nil, path: ForceTrace? = nil, end: Int? = nil,
        settings: RampSettings = RampSettings(), guide: ContractionSearch.Guide = .automatic, notes: [String] = []
    ) throws -> [RampAssessment] {
        let found = ContractionSearch().contractions(of: units, force: force, path: path, end: end, guide: guide)
        return try found.map { contraction in
            // A single contraction is the whole recording, silent units included.
            let isOnly = found.count == 1
            let last = units.first.flatMap { unit -> Int? in
                let upper = contraction.seconds.upperBound
                return upper.isFinite ? unit.discharges.rate.samples(inSeconds: upper) : nil
            }
            return try RampAssessment(
                units: isOnly ? units : units.compactMap { $0.within(contraction.seconds) }, force: force,
                end: isOnly || contraction.number == contraction.count ? end : last, settings: settings, path: path,
                contraction: contraction, notes: contraction.number == 1 ? notes : [])
        }
    }

    /// The mean over the contractions that have a ΔF, in pps; `nil` without any.
    static func mean(of assessments: [RampAssessment]) -> Double? {
        DeltaF.mean(of: assessments.compactMap(\.meanDeltaF))
    }
}
