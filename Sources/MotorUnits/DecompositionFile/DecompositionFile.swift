// The document of a decomposition: everything that is needed to judge it, edit it, track its units and use its filters
// again, without the recording at hand.

public import Recordings
public import Signals

/// A decomposition as `decomposition.json` holds it.
public struct DecompositionFile: Hashable, Sendable, Codable {
    /// The version of this layout; a change of meaning raises it, and a file of another one is refused.
    public static let currentLayout = "lull.decomposition.1"

    /// The layout of the file.
    public var layout = DecompositionFile.currentLayout
    /// Where it comes from.
    public var provenance: ResultProvenance
    /// What was chosen. The number of threads is not kept: the result does not depend on it.
    public var parameters: DecompositionParameters
    /// The clock of every discharge.
    public var rateHz: Double
    /// The number of samples of the recording's EMG channels.
    public var sampleCount: Int
    /// Whether it was stopped before it was through.
    public var isStoppedEarly: Bool
    /// The channels of the recording, in its order.
    public var channels: [Channel]
    /// The grids of the recording.
    public var grids: [Grid]
    /// What was decomposed, one stretch per grid and window.
    public var stretches: [DecomposedStretch]
    /// The units, rejected ones too.
    public var units: [Unit]
    /// What has been changed by hand since, in order; `nil` when nothing has.
    public var history: [EditEntry]?

    /// A channel of the recording.
    public struct Channel: Hashable, Sendable, Codable {
        /// Its name.
        public var label: String
        /// What it measures.
        public var kind: String
        /// The symbol of its unit.
        public var unit: String
    }

    /// A grid of electrodes.
    public struct Grid: Hashable, Sendable, Codable {
        /// The maker's product code or another name.
        public var name: String
        /// The number of rows and of columns.
        public var rows, columns: Int
        /// The distance between neighbouring electrodes, in millimetres.
        public var interElectrodeDistance: Double
        /// The channel (0-based) at each place, row after row; `null` where there is none.
        public var channels: [Int?]
    }

    /// A motor unit.
    public struct Unit: Hashable, Sendable, Codable {
        /// Its name.
        public var name: String
        /// The stretch (position in ``DecompositionFile/stretches``) that it was found in.
        public var stretch: Int
        /// Whether it can be used.
        public var verdict: UnitVerdict
        /// Why the verdict is not better.
        public var reasons: [String]
        /// What is known of its quality.
        public var quality: UnitQuality
        /// The sample of each discharge.
        public var discharges: [Int]
        /// Separates it from the EMG.
        public var filter: Filter
        /// Its action potential.
        public var actionPotential: Shape
        /// Its separated source, one number per sample of the stretch's training part.
        public var source: PackedFloats
    }

    /// A ``SeparationFilter``.
    public struct Filter: Hashable, Sendable, Codable {
        /// copies × channels weights, the undelayed copy first.
        public var weights: PackedFloats
        /// By how many samples a discharge comes after its peak in the source.
        public var delay: Int
        /// The centre of the source's small squared peaks, that of the discharges', and the limit between them.
        public var noise, height, threshold: Float
    }

    /// An ``ActionPotential``.
    public struct Shape: Hashable, Sendable, Codable {
        /// The channel (0-based) of each row.
        public var channels: [Int]
        /// The samples before the discharge.
        public var before: Int
        /// All rows, one after the other, in the unit of the channels.
        public var rows: PackedFloats
    }

    /// Takes over a decomposition of a recording.
    public init(_ decomposition: Decomposition, of recording: Recording, provenance: ResultProvenance) {
        self.provenance = provenance
        parameters = decomposition.parameters
        parameters.threads = nil
        rateHz = decomposition.rate.hertz
        sampleCount =
            decomposition.stretches.first?.channels.first.map { recording.samples.sampleCount(ofChannel: $0) } ?? 0
        isStoppedEarly = decomposition.isStoppedEarly
        channels = recording.channels.map {
            Channel(label: $0.label, kind: $0.kind.rawValue, unit: $0.unit.symbol)
        }
        grids = recording.grids.map {
            Grid(
                name: $0.name, rows: $0.rows, columns: $0.columns, interElectrodeDistance: $0.interElectrodeDistance,
                channels: $0.channels)
        }
        stretches = decomposition.stretches
        units = decomposition.units.map(Unit.init)
    }

    /// The decomposition.
    ///
    /// - Parameter file: the name that an error begins with.
    /// - Throws: ``RecordingError`` when the document contradicts itself.
    public func decomposition(file: String) throws(RecordingError) -> Decomposition {
        func wrong(_ place: String?, _ problem: String) -> RecordingError {
            RecordingError(file: file, place: place, problem: problem)
        }
        guard layout == Self.currentLayout else {
            throw wrong(nil, "its layout is “\(layout)”; this version of Lull reads \(Self.currentLayout)")
        }
        guard let rate = SampleRate(hertz: rateHz) else {
            throw wrong("rateHz", "it is \(rateHz); a rate is more than 0 and at most 10,000,000 Hz")
        }
        do { try parameters.check() } catch { throw wrong("parameters", error.description) }
        for (k, grid) in grids.enumerated() {
            guard grid.rows > 0, grid.columns > 0, grid.channels.count == grid.rows * grid.columns else {
                throw wrong("grid \(k + 1)", "it has \(grid.channels.count) places, not \(grid.rows) × \(grid.columns)")
            }
        }
        for (k, stretch) in stretches.enumerated() {
            guard (1...128).contains(stretch.copies), (1...64).contains(stretch.step), stretch.scale > 0,
                !stretch.channels.isEmpty,
                stretch.channels.allSatisfy(channels.indices.contains),
                stretch.grid.map(grids.indices.contains) ?? true
            else { throw wrong("stretch \(k + 1)", "its copies, step, scale, grid or channels cannot be") }
        }
        var result: [DecomposedUnit] = []
        for unit in units {
            let place = "unit \(unit.name)"
            guard stretches.indices.contains(unit.stretch) else {
                throw wrong(place, "it names stretch \(unit.stretch), there are \(stretches.count) from 0 on")
            }
            let stretch = stretches[unit.stretch]
            let weights = unit.filter.weights.values.count
            guard weights == stretch.copies * stretch.channels.count else {
                throw wrong(
                    place,
                    "its filter has \(weights) weights; its stretch has \(stretch.copies) copies of "
                        + "\(stretch.channels.count) channels")
            }
            guard let shape = ActionPotential(unit.actionPotential, rate: rate) else {
                throw wrong(place, "the rows of its action potential are not of one length")
            }
            guard shape.channels == stretch.channels else {
                throw wrong(place, "the channels of its action potential are not those of its stretch")
            }
            let train: DischargeTrain
            do { train = try DischargeTrain(samples: unit.discharges, rate: rate) } catch {
                throw wrong(place, error.description)
            }
            result.append(
                DecomposedUnit(
                    name: unit.name, discharges: train, quality: unit.quality, verdict: unit.verdict,
                    reasons: unit.reasons, stretch: unit.stretch, actionPotential: shape, source: unit.source.values,
                    filter: SeparationFilter(unit.filter)))
        }
        return Decomposition(
            parameters: parameters, rate: rate, units: result, stretches: stretches, isStoppedEarly: isStoppedEarly)
    }

    /// The grids, as the rest of Lull knows them.
    ///
    /// The document must have passed ``decomposition(file:)`` when it came from a file.
    public var electrodeGrids: [ElectrodeGrid] {
        grids.map {
            ElectrodeGrid(
                name: $0.name, rows: $0.rows, columns: $0.columns, interElectrodeDistance: $0.interElectrodeDistance,
                channels: $0.channels)
        }
    }
}

extension DecompositionFile.Unit {
    init(_ unit: DecomposedUnit) {
        self.init(
            name: unit.name, stretch: unit.stretch, verdict: unit.verdict, reasons: unit.reasons, quality: unit.quality,
            discharges: unit.discharges.samples,
            filter: DecompositionFile.Filter(
                weights: PackedFloats(unit.filter.weights), delay: unit.filter.delay, noise: unit.filter.noise,
                height: unit.filter.height, threshold: unit.filter.threshold),
            actionPotential: DecompositionFile.Shape(
                channels: unit.actionPotential.channels, before: unit.actionPotential.before,
                rows: PackedFloats(unit.actionPotential.rows.flatMap { $0 })),
            source: PackedFloats(unit.source))
    }
}

extension SeparationFilter {
    fileprivate init(_ filter: DecompositionFile.Filter) {
        self.init(
            weights: filter.weights.values, delay: filter.delay, noise: filter.noise, height: filter.height,
            threshold: filter.threshold)
    }
}

extension ActionPotential {
    fileprivate init?(_ shape: DecompositionFile.Shape, rate: SampleRate) {
        let (values, count) = (shape.rows.values, shape.channels.count)
        guard count > 0, !values.isEmpty, values.count % count == 0 else { return nil }
        let length = values.count / count
        guard (0..<length).contains(shape.before) else { return nil }
        self.init(
            channels: shape.channels, before: shape.before,
            rows: (0..<count).map { Array(values[$0 * length..<($0 + 1) * length]) }, rate: rate)
    }
}
