// Where the electrodes are on the skin, and which of them a channel subtracts from which.

public import Signals

/// Electrodes on the skin and the channels that an amplifier makes of them.
public struct ElectrodeArray: Hashable, Sendable {
    /// A place on the skin, in mm from the middle of the muscle.
    public struct Place: Hashable, Sendable {
        /// Along the fibres, growing from proximal to distal.
        public var along: Double
        /// Around the limb, measured on the skin.
        public var around: Double

        /// Creates a place.
        public init(along: Double, around: Double) {
            self.along = along
            self.around = around
        }
    }

    /// What a channel measures: an electrode against a far reference, or against another electrode.
    public struct Derivation: Hashable, Sendable {
        /// The electrode that counts positive.
        public var plus: Int
        /// The electrode that is subtracted; `nil` for a reference far away.
        public var minus: Int?

        /// Creates a derivation.
        public init(plus: Int, minus: Int? = nil) {
            self.plus = plus
            self.minus = minus
        }
    }

    /// The name, such as a grid's product code.
    public let name: String
    /// The electrodes.
    public let places: [Place]
    /// The diameter of each electrode, in mm; 0 for a point.
    public let diameter: Double
    /// The channels.
    public let derivations: [Derivation]

    /// Creates an array.
    ///
    /// - Throws: ``ParameterError`` when a place is not finite, an electrode is too large, or a channel names an
    ///   electrode that is not there.
    public init(
        name: String, places: [Place], diameter: Double, derivations: [Derivation]? = nil
    ) throws(ParameterError) {
        try ParameterError.check("\(name): number of electrodes", places.count, in: 1...4096)
        try ParameterError.check("\(name): electrode diameter", diameter, in: 0...50, unit: "mm")
        for (k, place) in places.enumerated() {
            try ParameterError.check(
                "\(name), electrode \(k + 1): place along the fibres", place.along, in: -300...300, unit: "mm")
            try ParameterError.check(
                "\(name), electrode \(k + 1): place around the limb", place.around, in: -1000...1000, unit: "mm")
        }
        let channels = derivations ?? places.indices.map { Derivation(plus: $0) }
        try ParameterError.check("\(name): number of channels", channels.count, in: 1...4096)
        for (k, channel) in channels.enumerated() {
            for electrode in [channel.plus, channel.minus ?? channel.plus] {
                try ParameterError.check(
                    "\(name), channel \(k + 1): electrode", electrode + 1, in: 1...places.count)
            }
        }
        self.name = name
        self.places = places
        self.diameter = diameter
        self.derivations = channels
    }

    /// The number of channels.
    public var channelCount: Int { derivations.count }
}

extension ElectrodeArray {
    /// A grid with its columns along the fibres and its centre at `centre`, one monopolar channel per electrode, in the
    /// order of the grid's own channel numbers.
    ///
    /// - Throws: ``ParameterError`` when the grid's channel numbers have gaps or repeat, or as ``init`` does.
    public init(
        grid: ElectrodeGrid, diameter: Double = 3, centre: Place = Place(along: 0, around: 0)
    ) throws(ParameterError) {
        var numbered: [(channel: Int, place: Place)] = []
        for row in 0..<grid.rows {
            for column in 0..<grid.columns {
                guard let channel = grid[row, column] else { continue }
                let along = (Double(row) - Double(grid.rows - 1) / 2) * grid.interElectrodeDistance
                let around = (Double(column) - Double(grid.columns - 1) / 2) * grid.interElectrodeDistance
                numbered.append((channel, Place(along: centre.along + along, around: centre.around + around)))
            }
        }
        numbered.sort { $0.channel < $1.channel }
        let first = numbered.first?.channel ?? 0
        for (k, entry) in numbered.enumerated() where entry.channel != first + k {
            throw ParameterError(
                parameter: "\(grid.name): channel of electrode \(k + 1)", found: "\(entry.channel)",
                allowed: "\(first + k), because channels follow each other without gaps")
        }
        try self.init(name: grid.name, places: numbered.map(\.place), diameter: diameter)
    }

    /// A grid by its product code, such as `GR10MM0808` (8 × 8, 10 mm), `GR08MM1305` (13 × 5, 8 mm) or `GR04MM1305`.
    ///
    /// - Throws: ``ParameterError`` when the code is not known.
    public static func grid(
        _ code: String, diameter: Double = 3, centre: Place = Place(along: 0, around: 0)
    ) throws(ParameterError) -> ElectrodeArray {
        guard let grid = ElectrodeGrid.known(in: code, firstChannel: 0) else {
            throw ParameterError(
                parameter: "electrode grid", found: "“\(code)”",
                allowed: "GR10MM0808, GR08MM1305, GR04MM1305, GR10MM0804 or the same with HD")
        }
        return try ElectrodeArray(grid: grid, diameter: diameter, centre: centre)
    }

    /// Two electrodes in line with the fibres and the one channel between them.
    public static func bipolar(
        distance: Double = 20, diameter: Double = 10, centre: Place = Place(along: 0, around: 0)
    ) throws(ParameterError) -> ElectrodeArray {
        try ElectrodeArray(
            name: "bipolar",
            places: [-distance / 2, distance / 2].map {
                Place(along: centre.along + $0, around: centre.around)
            },
            diameter: diameter, derivations: [Derivation(plus: 0, minus: 1)])
    }

    /// The same electrodes with one channel for each two neighbours in line with the fibres.
    public func singleDifferential() throws(ParameterError) -> ElectrodeArray {
        var channels: [Derivation] = []
        for (k, place) in places.enumerated() {
            let inLine = places.indices.filter {
                abs(places[$0].around - place.around) < 1e-6 && places[$0].along > place.along
            }
            if let next = inLine.min(by: { places[$0].along < places[$1].along }) {
                channels.append(Derivation(plus: k, minus: next))
            }
        }
        return try ElectrodeArray(name: "\(name) SD", places: places, diameter: diameter, derivations: channels)
    }
}
