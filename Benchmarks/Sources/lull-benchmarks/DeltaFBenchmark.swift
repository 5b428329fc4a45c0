// ΔF of the sample recording, beside openhdemg's in Benchmarks/run.

import Amplification
import Foundation
import MotorUnits
import Recordings

/// Prints one line of JSON, as the peer does: seconds for smoothing and for ΔF, and the values.
func benchmarkDeltaF(sample: String) throws {
    let recording = try Recording.open(sample)
    let units = recording.motorUnits.map(MotorUnit.init).sortedByFirstDischarge()
    var rated: [RatedMotorUnit] = []
    let smooth = try best(of: 20) {
        rated = try units.map { try RatedMotorUnit($0, smoother: .fifthOrderPolynomial) }
    }
    var result = try DeltaF(of: rated)
    let deltaF = try best(of: 20) { result = try DeltaF(of: rated) }
    let supportVectors = try best(of: 5) {
        for unit in units { _ = try RatedMotorUnit(unit, smoother: .supportVector) }
    }
    let values = result.units.map { $0.deltaF.map { "\($0)" } ?? "null" }.joined(separator: ", ")
    print("{\"smooth\": \(smooth), \"svr\": \(supportVectors), \"deltaF\": \(deltaF), \"values\": [\(values)]}")
}
