// Where a muscle's fibres run, which belong together, and how fast they conduct.

/// The place of a muscle in the limb and the make-up of its motor units. Lengths in mm.
///
/// Fibres run along the limb (a pennate muscle shows as short fibres in territories of their own along the limb). All
/// preset values are assumptions unless Documentation/Methods/Electromyography.md says otherwise.
public struct MuscleArchitecture: Hashable, Sendable, Codable {
    /// How deep the fibres lie below the border of fat and muscle, from the shallowest to the deepest.
    public var depth: ClosedRange<Double>
    /// Where around the limb they lie, measured on that border from the middle of the electrodes.
    public var around: ClosedRange<Double>
    /// The diameter of the first and of the last unit's territory across the fibres.
    public var territory: Ends
    /// The mean number of fibres of a unit; the units share them by the square root of their tetanic forces.
    public var meanFibres: Int
    /// From the innervation zone to the proximal tendon.
    public var proximalLength: Double
    /// From the innervation zone to the distal tendon.
    public var distalLength: Double
    /// The innervation zone's place along the limb, from the middle of the electrodes, growing distally.
    public var innervationZone: Double
    /// How far units scatter along the limb around it (half of the whole range, evenly).
    public var unitScatter: Double
    /// How far the end-plates of one unit scatter (standard deviation).
    public var endPlateScatter: Double
    /// How far the fibre ends of one unit scatter (standard deviation).
    public var tendonScatter: Double
    /// The conduction velocity of the first and of the last unit, in m/s.
    public var conductionVelocity: Ends
    /// How far a unit's velocity scatters around that (standard deviation), in m/s.
    public var velocityScatter: Double

    /// A value for the first and one for the last unit of a pool, with a straight line between.
    public struct Ends: Hashable, Sendable, Codable {
        /// The first unit's.
        public var first: Double
        /// The last unit's.
        public var last: Double

        /// Creates two ends.
        public init(first: Double, last: Double) {
            self.first = first
            self.last = last
        }

        func value(_ k: Int, of count: Int) -> Double {
            count > 1 ? first + (last - first) * Double(k) / Double(count - 1) : first
        }
    }

    /// Creates an architecture.
    public init(
        depth: ClosedRange<Double> = 1...20, around: ClosedRange<Double> = -25...25,
        territory: Ends = Ends(first: 5, last: 10), meanFibres: Int = 200, proximalLength: Double = 35,
        distalLength: Double = 35, innervationZone: Double = 0, unitScatter: Double = 4, endPlateScatter: Double = 1.5,
        tendonScatter: Double = 3, conductionVelocity: Ends = Ends(first: 3.5, last: 4.7),
        velocityScatter: Double = 0.15
    ) {
        self.depth = depth
        self.around = around
        self.territory = territory
        self.meanFibres = meanFibres
        self.proximalLength = proximalLength
        self.distalLength = distalLength
        self.innervationZone = innervationZone
        self.unitScatter = unitScatter
        self.endPlateScatter = endPlateScatter
        self.tendonScatter = tendonScatter
        self.conductionVelocity = conductionVelocity
        self.velocityScatter = velocityScatter
    }

    /// Tibialis anterior under electrodes on its belly: long fibres, most ends outside of the grid.
    public static let tibialisAnterior = MuscleArchitecture(
        depth: 1...18, around: -18...18, meanFibres: 329, innervationZone: -12, unitScatter: 18, tendonScatter: 5)

    /// Soleus where it is superficial, distal to the gastrocnemius: shorter fibres.
    public static let soleus = MuscleArchitecture(
        depth: 1.5...22, around: -28...28, meanFibres: 200, proximalLength: 22, distalLength: 22, innervationZone: -5,
        unitScatter: 25)

    /// Gastrocnemius medialis: pennate, so that fibres end under the electrodes and each unit is seen only locally.
    public static let gastrocnemiusMedialis = MuscleArchitecture(
        depth: 1...16, around: -25...25, meanFibres: 200, proximalLength: 24, distalLength: 24, unitScatter: 40,
        tendonScatter: 2)

    func check(in conductor: VolumeConductor) throws(ParameterError) {
        let room = conductor.muscleRadius - conductor.boneRadius
        try ParameterError.check("depth of the shallowest fibre", depth.lowerBound, in: 0.3...room, unit: "mm")
        try ParameterError.check("depth of the deepest fibre", depth.upperBound, in: 0.3...room, unit: "mm")
        let half = Double.pi * conductor.muscleRadius
        try ParameterError.check("muscle's beginning around the limb", around.lowerBound, in: -half...half, unit: "mm")
        try ParameterError.check("muscle's end around the limb", around.upperBound, in: -half...half, unit: "mm")
        for (name, ends) in [("first", territory.first), ("last", territory.last)] {
            try ParameterError.check("territory of the \(name) unit", ends, in: 0.1...100, unit: "mm")
        }
        try ParameterError.check("mean number of fibres per unit", meanFibres, in: 1...5000)
        try ParameterError.check("proximal fibre length", proximalLength, in: 5...200, unit: "mm")
        try ParameterError.check("distal fibre length", distalLength, in: 5...200, unit: "mm")
        try ParameterError.check("innervation zone", innervationZone, in: -200...200, unit: "mm")
        try ParameterError.check("scatter of units along the limb", unitScatter, in: 0...150, unit: "mm")
        try ParameterError.check("scatter of end-plates", endPlateScatter, in: 0...20, unit: "mm")
        try ParameterError.check("scatter of fibre ends", tendonScatter, in: 0...20, unit: "mm")
        try ParameterError.check(
            "conduction velocity of the first unit", conductionVelocity.first, in: 1...10, unit: "m/s")
        try ParameterError.check(
            "conduction velocity of the last unit", conductionVelocity.last, in: 1...10, unit: "m/s")
        try ParameterError.check("scatter of conduction velocity", velocityScatter, in: 0...1, unit: "m/s")
    }
}
