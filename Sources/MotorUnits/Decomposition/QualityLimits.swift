// What makes a unit accepted, borderline or rejected.

/// From which quality on a unit is accepted or borderline.
public struct QualityLimits: Hashable, Sendable, Codable {
    /// The least silhouette of an accepted unit. Default 0.90 (Negro et al. 2016; MUedit, openhdemg).
    public var silhouette = 0.90
    /// The least silhouette of a borderline unit. Default 0.85 (emgdecomp's limit).
    public var borderlineSilhouette = 0.85
    /// The largest local variation of intervals of an accepted unit (see ``UnitQuality/localVariation``). Default 0.45.
    public var variation = 0.45
    /// The largest local variation of intervals of a borderline unit. Default 0.60.
    public var borderlineVariation = 0.60
    /// The least likeness of the action potentials of the first and the second half of an accepted unit's discharges
    /// (correlation over the grid). Default 0.80.
    public var stability = 0.80
    /// The largest share of intervals shorter than ``UnitQuality/shortestInterval`` of an accepted unit. Default 0.10.
    public var shortShare = 0.10
    /// The largest share of intervals longer than ``UnitQuality/longestInterval`` of an accepted unit. Default 0.30; with
    /// more than half the unit is rejected.
    public var longShare = 0.30

    /// The defaults.
    public init() {}

    /// Below this silhouette a source is not even kept as rejected.
    var worthKeeping: Double { max(0, borderlineSilhouette - 0.05) }

    /// Refuses what cannot be meant.
    ///
    /// - Throws: ``MotorUnitError/parameter(name:found:allowed:)``.
    public func check() throws(MotorUnitError) {
        // A limit that is wrong itself bounds nothing; it is refused before the one that it bounds.
        let (highest, lowest) = (silhouette >= 0 ? silhouette : 1, variation <= 2 ? variation : 0)
        let values: [(String, Double, ClosedRange<Double>)] = [
            ("silhouette of an accepted unit", silhouette, 0...1),
            ("silhouette of a borderline unit", borderlineSilhouette, 0...highest),
            ("interval variation of an accepted unit", variation, 0...2),
            ("interval variation of a borderline unit", borderlineVariation, lowest...2),
            ("likeness of an accepted unit's action potentials", stability, -1...1),
            ("share of short intervals", shortShare, 0...1), ("share of long intervals", longShare, 0...0.5),
        ]
        for (name, value, range) in values where !(value.isFinite && range.contains(value)) {
            throw .parameter(name: name, found: value, allowed: "\(range.lowerBound) to \(range.upperBound)")
        }
    }
}
