// ΔF of a contraction with many units, beside openhdemg's in Benchmarks/run deltaf.

import Amplification
import Foundation
import MotorUnits
import Recordings

/// Prints one line of JSON: processor seconds for smoothing and all pairs (a busy machine does not change them), by polynomial and by support vectors, and the values.
///
/// - Parameter table: a recording with motor units in any format that Lull reads; reading is not timed.
func benchmarkContraction(table: String) throws {
    let recording = try Recording.open(table)
    let units = recording.motorUnits.map(MotorUnit.init).sortedByFirstDischarge()
    var parts: [String] = ["\"units\": \(units.count)"]
    for (name, smoother, runs) in [("polynomial", RateSmoother.fifthOrderPolynomial, 5), ("svr", .supportVector, 3)] {
        var result: DeltaF?
        var smoothing = 0.0
        var all = Double.infinity
        for _ in 0..<runs {
            let spent = try processorSeconds {
                var rated: [RatedMotorUnit] = []
                smoothing = try processorSeconds {
                    rated = try units.map { try RatedMotorUnit($0, smoother: smoother) }
                }
                result = try DeltaF(of: rated)
            }
            all = min(all, spent)
        }
        let pairs = (result?.pairs ?? []).map { pair in
            // The places of the file, so that a peer can find the pair.
            "[\(pair.control), \(pair.test), \(pair.isAccepted ? pair.deltaF.map { "\($0)" } ?? "null" : "null")]"
        }
        parts.append(
            "\"\(name)\": {\"smooth\": \(smoothing), \"all\": \(all), \"pairs\": [\(pairs.joined(separator: ", "))], "
                + "\"units\": [\((result?.units ?? []).map { $0.deltaF.map { "\($0)" } ?? "null" }.joined(separator: ", "))]}"
        )
    }
    print("{" + parts.joined(separator: ", ") + "}")
}
