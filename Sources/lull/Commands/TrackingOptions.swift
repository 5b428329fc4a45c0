// How sure it must be that a motor unit of one recording is one of another.

import ArgumentParser
import MotorUnits

/// The limits of tracking by action potentials.
struct TrackingOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The least likeness, 0 to 1: how much each unit's separation filter answers to the other's action potential.",
            valueName: "number"))
    var likeness = UnitTracking().leastLikeness

    @Option(
        help: ArgumentHelp(
            "The least certainty, 0 to 1: 0.5 when another unit is as like, 0.8 when it is twice as unlike.",
            valueName: "number"))
    var certainty = UnitTracking().leastCertainty

    @Option(
        help: ArgumentHelp(
            "The least correlation of the shapes, -1 to 1; 0.8 is usual where shapes alone decide. Any without it.",
            valueName: "number"))
    var shape: Double?

    /// - Throws: ``UsageError`` for a limit that cannot be meant.
    func tracking() throws -> UnitTracking {
        for (name, value, lowest) in [
            ("likeness", likeness, 0.0), ("certainty", certainty, 0), ("shape", shape ?? -1, -1),
        ]
        where !(lowest...1).contains(value) {
            throw UsageError(description: "--\(name) is \(value); allowed is \(lowest == 0 ? "0" : "−1") to 1")
        }
        var tracking = UnitTracking()
        (tracking.leastLikeness, tracking.leastCertainty) = (likeness, certainty)
        tracking.leastShape = shape ?? tracking.leastShape
        return tracking
    }
}
