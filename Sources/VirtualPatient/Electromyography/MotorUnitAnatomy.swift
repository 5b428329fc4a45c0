// One motor unit's fibres, drawn from a muscle's architecture with a seed.

import Glibc

/// One muscle fibre.
public struct MuscleFibre: Hashable, Sendable, Codable {
    /// Its distance from the limb's axis, in mm.
    public var radius: Double
    /// Where it lies around the limb, in radians from the middle of the electrodes.
    public var angle: Double
    /// The end-plate's place along the limb, in mm from the middle of the electrodes.
    public var endPlate: Double
    /// From the end-plate to the proximal end, in mm.
    public var proximalLength: Double
    /// From the end-plate to the distal end, in mm.
    public var distalLength: Double

    /// Creates a fibre.
    public init(radius: Double, angle: Double, endPlate: Double, proximalLength: Double, distalLength: Double) {
        self.radius = radius
        self.angle = angle
        self.endPlate = endPlate
        self.proximalLength = proximalLength
        self.distalLength = distalLength
    }
}

/// The fibres of one motor unit and the velocity of their action potentials.
public struct MotorUnitAnatomy: Hashable, Sendable, Codable {
    /// The fibres.
    public var fibres: [MuscleFibre]
    /// How fast action potentials run along them, in m/s.
    public var conductionVelocity: Double

    /// Creates a unit.
    public init(fibres: [MuscleFibre], conductionVelocity: Double) {
        self.fibres = fibres
        self.conductionVelocity = conductionVelocity
    }

    /// Draws the units of a muscle: territories anywhere in it, fibres anywhere in their territory.
    ///
    /// Each unit has a random stream of its own, so that a unit does not depend on how many others there are.
    ///
    /// - Throws: ``ParameterError`` when the architecture is not possible or does not fit into the limb.
    public static func draw(
        _ architecture: MuscleArchitecture, units: [MuscleUnit], in conductor: VolumeConductor, seed: UInt64
    ) throws(ParameterError) -> [MotorUnitAnatomy] {
        _ = try conductor.cylinder()
        try architecture.check(in: conductor)
        try ParameterError.check("number of motor units", units.count, in: 1...5000)
        let sizes = units.map { max(0, $0.tetanicForce).squareRoot() }
        let mean = sizes.reduce(0, +) / Double(units.count)
        return units.indices.map { k in
            let share = mean > 0 ? sizes[k] / mean : 1
            var random = RandomStream(seed: seed, "motor unit anatomy", k)
            return MotorUnitAnatomy(
                architecture, place: k, of: units.count,
                fibres: max(3, Int((Double(architecture.meanFibres) * share).rounded())),
                muscleRadius: conductor.muscleRadius, using: &random)
        }
    }

    private init(
        _ a: MuscleArchitecture, place k: Int, of count: Int, fibres: Int, muscleRadius: Double,
        using random: inout RandomStream
    ) {
        let velocity = a.conductionVelocity.value(k, of: count) + a.velocityScatter * random.normal()
        let centre = (depth: random.uniform(in: a.depth), around: random.uniform(in: a.around))
        let zone = a.innervationZone + random.uniform(in: -a.unitScatter...a.unitScatter)
        let radius = a.territory.value(k, of: count) / 2
        self.fibres = (0..<fibres).map { _ in
            // Anywhere in the disc of the territory, pushed back to the muscle's border where that cuts it.
            let distance = radius * random.uniform().squareRoot()
            let direction = 2 * Double.pi * random.uniform()
            let depth = min(max(centre.depth + distance * sin(direction), a.depth.lowerBound), a.depth.upperBound)
            let around = min(max(centre.around + distance * cos(direction), a.around.lowerBound), a.around.upperBound)
            return MuscleFibre(
                radius: muscleRadius - depth, angle: around / muscleRadius,
                endPlate: zone + a.endPlateScatter * random.normal(),
                proximalLength: max(2, a.proximalLength + a.tendonScatter * random.normal()),
                distalLength: max(2, a.distalLength + a.tendonScatter * random.normal()))
        }
        conductionVelocity = min(max(velocity, 1), 10)
    }
}
