// What the MATLAB files of decomposition programs share: one rate, signals in rows, discharges counted from 1.

import Signals

/// Builds a recording from the parts of a MATLAB file of a decomposition program.
struct MatUnits {
    let path: String
    let rate: SampleRate
    var channels: [Channel] = []
    var samples: [[Float]] = []
    var units: [RecordedMotorUnit] = []

    func error(_ place: String, _ problem: String) -> RecordingError {
        RecordingError(file: path, place: "variable \(place)", problem: problem)
    }

    /// The rate in a variable.
    static func rate(_ variable: MatVariable?, _ name: String, path: String) throws(RecordingError) -> SampleRate {
        guard let hertz = variable?.number, let rate = SampleRate(hertz: hertz) else {
            let found = variable.map { $0.number.map { "\($0)" } ?? $0.summary } ?? "nothing"
            throw RecordingError(
                file: path, place: "variable \(name)",
                problem: "found \(found); it must be one number above 0 and up to 10,000,000 Hz")
        }
        return rate
    }

    /// The number of samples so far; `nil` before the first channel.
    var length: Int? { samples.first?.count }

    /// Adds the rows of a matrix as channels.
    mutating func add(
        rows variable: MatVariable, _ name: String, kind: ChannelKind, unit: SignalUnit, label: (Int) -> String
    ) throws(RecordingError) {
        guard var values = variable.floats, variable.dimensions.count == 2 else {
            throw error(name, "found \(variable.summary); it must be a matrix of real numbers, one row per channel")
        }
        var (rows, columns) = (variable.rows, variable.columns)
        guard rows > 0, columns > 0 else { return }
        if let length, columns != length {
            // A single signal may stand as a column.
            guard columns == 1, rows == length else {
                throw error(name, "it has \(columns) samples; the EMG has \(length)")
            }
            (rows, columns) = (1, rows)
        }
        for row in 0..<rows {
            channels.append(Channel(label: label(row), kind: kind, unit: unit, rate: rate))
            samples.append((0..<columns).map { values[$0 * rows + row] })
        }
        values = []
    }

    /// Adds a unit whose discharges are counted from 1.
    mutating func add(
        unit variable: MatVariable, _ name: String, number: Int, accuracy: Double?, source: Int?, grid: Int?
    ) throws(RecordingError) {
        let numbers: [Double] =
            switch variable.value {
            case .floats(let values): values.map { Double($0) }
            case .doubles(let values): values
            default: throw error(name, "unit \(number + 1) is \(variable.summary); it must be sample numbers")
            }
        let length = length ?? 0
        var discharges: [Int] = []
        for value in numbers {
            guard value.isFinite, value == value.rounded(), value >= 1, value <= Double(length) else {
                throw error(
                    name,
                    "unit \(number + 1) has a discharge at sample \(value); the recording has samples 1 to \(length)")
            }
            discharges.append(Int(value) - 1)
        }
        do {
            units.append(
                RecordedMotorUnit(
                    name: "\(number)", discharges: try DischargeTrain(samples: discharges.sorted(), rate: rate),
                    accuracy: accuracy, sourceChannel: source, grid: grid))
        } catch let reason {
            throw error(name, "unit \(number + 1): \(reason.description)")
        }
    }

    /// The recording.
    func recording(format: String, grids: [ElectrodeGrid], metadata: [String: String]) -> Recording {
        Recording(
            name: path, format: format, channels: channels, grids: grids, motorUnits: units, metadata: metadata,
            samples: MemorySamples(channels: samples))
    }
}
