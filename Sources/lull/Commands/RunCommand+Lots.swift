// `lull run --leave-out`: which sessions leave some spasms to a lot, and where their lots begin.

import Sessions
import Stimulation

extension RunCommand {
    /// The lots of a session; `nil` when nothing is left out. Leaving a burst out is never less safe than giving it.
    ///
    /// - Parameters:
    ///   - seed: where the lots begin; without it anywhere, so that the lots of one session say nothing of another's. It stands in
    ///     the log.
    ///   - clearance: of a stimulator at a port; `nil` where it is simulated.
    /// - Throws: ``UsageError`` when bursts would differ among themselves, or when there are none to leave out.
    func lots(seed: UInt64?, clearance: Clearance? = nil) throws -> SpasmLots? {
        guard let leaveOut else { return nil }
        guard detection.repeats == 0, secondFrequency == nil, !detection.lowerDose else {
            throw UsageError(
                description:
                    "--leave-out compares spasms with one burst and with none; --repeats, "
                    + "--second-frequency and --lower-dose make bursts differ")
        }
        if let clearance {
            guard clearance.prescription.secondBurst == nil else {
                throw UsageError(
                    description:
                        "--leave-out compares spasms with one burst and with none; this prescription has a second pattern"
                )
            }
            let obstacles = clearance.automaticObstacles
            guard obstacles.isEmpty else {
                throw UsageError(
                    description:
                        "--leave-out draws lots for bursts that the machine gives by itself, and here only a hand gives them: "
                        + obstacles.map(\.description).joined(separator: "; "))
            }
        }
        return try SpasmLots(leavingOut: leaveOut, seed: seed ?? .random(in: 0...UInt64(Int64.max)))
    }
}
