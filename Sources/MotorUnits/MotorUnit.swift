// A motor unit as the analyses see it: a name, its discharges, and what is known of its quality.

public import Recordings
public import Signals

/// One motor unit of one contraction.
public struct MotorUnit: Hashable, Sendable {
    /// The name that the file or the decomposition gave it.
    public var name: String
    /// Its discharges, on the clock of the recording.
    public var discharges: DischargeTrain
    /// The silhouette or other accuracy of the decomposition, 0…1; `nil` when nobody stated one.
    public var accuracy: Double?
    /// The grid (0-based) that it was decomposed from, when known.
    public var grid: Int?
    /// The channel (0-based) of the recording that holds its separated source, when there is one.
    public var sourceChannel: Int?

    /// Creates a motor unit.
    public init(
        name: String, discharges: DischargeTrain, accuracy: Double? = nil, grid: Int? = nil, sourceChannel: Int? = nil
    ) {
        self.name = name
        self.discharges = discharges
        self.accuracy = accuracy
        self.grid = grid
        self.sourceChannel = sourceChannel
    }

    /// Takes over a motor unit as a file brings it.
    public init(_ recorded: RecordedMotorUnit) {
        self.init(
            name: recorded.name, discharges: recorded.discharges, accuracy: recorded.accuracy, grid: recorded.grid,
            sourceChannel: recorded.sourceChannel)
    }
}

extension Recording {
    /// The motor units of the recording, by their first discharge.
    public var sortedMotorUnits: [MotorUnit] { motorUnits.map(MotorUnit.init).sortedByFirstDischarge() }
}

extension Sequence<MotorUnit> {
    /// The units by the time of their first discharge; those without one come last.
    ///
    /// The sort is stable: units that begin together keep their order.
    public func sortedByFirstDischarge() -> [MotorUnit] {
        enumerated().sorted { a, b in
            let first = (a.element.discharges.seconds0, b.element.discharges.seconds0)
            return first.0 != first.1 ? first.0 < first.1 : a.offset < b.offset
        }.map(\.element)
    }
}

extension DischargeTrain {
    /// The time of the first discharge in seconds, infinite without one; comparable between clocks.
    fileprivate var seconds0: Double { samples.first.map { Double($0) / rate.hertz } ?? .infinity }
}
