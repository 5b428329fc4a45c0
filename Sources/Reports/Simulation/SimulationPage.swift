// The page of `lull simulate ramp --plot`: one contraction with everything that is hidden in a person, to teach with.

/// A self-contained HTML page, and its figures, about one simulated ramp contraction: drive, persistent inward currents,
/// discharges, rates and torque, from cause to effect.
///
/// The page draws exactly what its ``Content`` holds; it computes nothing but differences and counts of that.
public struct SimulationPage: Hashable, Sendable {
    /// What is drawn.
    public let content: Content

    /// Creates the page. A cell that names a unit which is not there is a programming mistake.
    public init(_ content: Content) {
        precondition(
            content.cells.allSatisfy { content.units.indices.contains($0.unit) }, "a cell is one of the units")
        self.content = content
    }

    /// The page as one file in UTF-8, without scripts or anything from elsewhere.
    public var html: String { page.html }

    /// Drive, currents, discharges, rates and torque over time.
    public var overviewFigure: Figure { SimulationOverview(content).figure }

    /// For each chosen cell its current and rate over the drive: the way up and the way down.
    public var loopFigures: [Figure] {
        content.cells.indices.map { SimulationLoop(content, cell: $0).figure }
    }
}

extension SimulationPage {
    /// Everything that the page shows. Times are in seconds after the first sample, rates in pulses per second (pps).
    public struct Content: Hashable, Sendable {
        /// The virtual person's name.
        public var person: String
        /// Whom the person stands for, in a sentence.
        public var summary: String
        /// The muscle.
        public var muscle: String
        /// The seed of the simulation.
        public var seed: UInt64
        /// What is shown.
        public var time: ClosedRange<Double>
        /// When the drive turns from up to down.
        public var apex: Double
        /// Torque (% MVC).
        public var torque: SampledCurve
        /// The torque that was asked for (% MVC).
        public var path: SampledCurve
        /// The discharges (s) of every unit that was active, the first one in the pool first.
        public var units: [Unit]
        /// The cells that are looked into, the first one in the pool first.
        public var cells: [Cell]
        /// What the smoothed rate is, in words.
        public var smoothing: String
        /// What the paired-unit method finds in the same discharges.
        public var deltaF: DeltaF
        /// What was chosen for this simulation.
        public var settings: [Fact]
        /// Version and command: what is needed to run it again.
        public var provenance: [Fact]

        /// Creates the content.
        public init(
            person: String, summary: String, muscle: String, seed: UInt64, time: ClosedRange<Double>, apex: Double,
            torque: SampledCurve, path: SampledCurve, units: [Unit], cells: [Cell], smoothing: String, deltaF: DeltaF,
            settings: [Fact] = [], provenance: [Fact] = []
        ) {
            self.person = person
            self.summary = summary
            self.muscle = muscle
            self.seed = seed
            self.time = time
            self.apex = apex
            self.torque = torque
            self.path = path
            self.units = units
            self.cells = cells
            self.smoothing = smoothing
            self.deltaF = deltaF
            self.settings = settings
            self.provenance = provenance
        }
    }
}

extension SimulationPage.Content {
    /// A motor unit that was active.
    public struct Unit: Hashable, Sendable {
        /// Its name.
        public var name: String
        /// Its discharges (s).
        public var discharges: [Double]

        /// Creates a unit.
        public init(name: String, discharges: [Double]) {
            self.name = name
            self.discharges = discharges
        }
    }

    /// A motoneuron that is looked into.
    public struct Cell: Hashable, Sendable {
        /// Which of the units it is.
        public var unit: Int
        /// Its smoothed rate (pps).
        public var rate: SampledCurve
        /// The calcium PIC of its dendrites (nA, inward positive).
        public var current: SampledCurve
        /// The excitatory drive to it (units of the model).
        public var drive: SampledCurve

        /// Creates a cell.
        public init(unit: Int, rate: SampledCurve, current: SampledCurve, drive: SampledCurve) {
            self.unit = unit
            self.rate = rate
            self.current = current
            self.drive = drive
        }
    }

    /// The result of the paired-unit method.
    public struct DeltaF: Hashable, Sendable {
        /// The mean over the units that have one (pps).
        public var mean: Double?
        /// How many pairs met the rules.
        public var acceptedPairs: Int
        /// How many pairs there are.
        public var pairs: Int

        /// Creates a result.
        public init(mean: Double?, acceptedPairs: Int, pairs: Int) {
            self.mean = mean
            self.acceptedPairs = acceptedPairs
            self.pairs = pairs
        }
    }

    /// A chosen cell's unit.
    func unit(of cell: Cell) -> Unit { units[cell.unit] }

    /// The drive (units) when a cell discharged for the first and for the last time.
    func driveLimits(of cell: Cell) -> (on: Double, off: Double)? {
        let discharges = unit(of: cell).discharges
        guard let first = discharges.first, let last = discharges.last else { return nil }
        guard let on = cell.drive.value(at: first), let off = cell.drive.value(at: last) else { return nil }
        return (on, off)
    }
}
