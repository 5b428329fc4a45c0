// A motor unit while it is being found.

/// A source that may be a motor unit.
struct UnitCandidate {
    /// The samples of its discharges, on the clock of the training signal.
    var discharges: [Int]
    /// The silhouette, each discharge judged by a filter that has not seen it.
    var silhouette: Double
    /// What it adds to the signal; `nil` until it is taken out of it.
    var template: MotorUnitTemplate?
    /// The discharges at which the template has been taken out of the signal, where they have changed since.
    var takenBefore: [Int]?
    /// The discharges at which the template has been taken out of the signal.
    var taken: [Int] { takenBefore ?? discharges }
    /// Its source (the signal without the other units), once it is refined jointly.
    var source: [Float] = []
    /// How many discharges the repair added and dropped.
    var repaired = RepairCount()
}

/// What a repair changed.
struct RepairCount: Hashable, Sendable {
    /// Discharges that were missed and put in.
    var added = 0
    /// Double discharges that were taken out.
    var dropped = 0
}
