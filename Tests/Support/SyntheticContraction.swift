// A contraction under a grid of electrodes of which every discharge is known.

import Glibc
public import Recordings
import Signals

/// Makes high-density EMG from motor units with travelling action potentials, regular discharges and noise; the same for
/// the same seed. Simpler than the virtual patient's electromyogram and quicker, for tests of what works on any.
public struct SyntheticContraction: Sendable {
    /// The rows and columns of the grid, 8 mm apart.
    public var rows = 8, columns = 4
    /// Samples per second.
    public var hertz = 2048.0
    /// How long the contraction lasts, in seconds.
    public var seconds = 12.0
    /// The number of motor units. The later ones are smaller and recruited later.
    public var units = 6
    /// The root mean square of the noise on every channel, in µV.
    public var noise = 4.0
    /// A mains line of this amplitude, in µV, at 50 Hz.
    public var mains = 0.0
    /// Seeds everything random.
    public var seed: UInt64 = 1
    /// Seeds the discharges and the noise; the shapes stay those of ``seed``. The same person on another day.
    public var occasion: UInt64 = 0

    /// The usual small contraction.
    public init() {}

    /// The recording, without motor units in it, and the true discharges of each unit.
    public func make() -> (recording: Recording, truth: [[Int]]) {
        let rate = SampleRate(hertz: hertz)!
        let count = Int(seconds * hertz)
        var shapes = SeededGenerator(seed: seed)
        var random = SeededGenerator(seed: seed &* 1_000_003 &+ occasion)
        var samples = [[Float]](repeating: [Float](repeating: 0, count: count), count: rows * columns)
        var truth: [[Int]] = []
        for unit in 0..<units {
            let shape = Shape(unit: unit, of: units, rows: rows, columns: columns, random: &shapes)
            let train = discharges(unit, count, &random)
            truth.append(train)
            for row in 0..<rows {
                for column in 0..<columns {
                    let wave = shape.wave(row, column, hertz)
                    for t in train {
                        for (k, value) in wave.enumerated() where t + k < count {
                            samples[row * columns + column][t + k] += value
                        }
                    }
                }
            }
        }
        for channel in samples.indices {
            for t in 0..<count {
                let hum = mains * sin(2 * .pi * 50 * Double(t) / hertz + Double(channel) / 20)
                samples[channel][t] += Float(noise * gaussian(&random) + hum)
            }
        }
        let channels = samples.indices.map {
            Channel(label: "EMG \($0 + 1)", kind: .emg, unit: .microvolt, rate: rate)
        }
        let grid = ElectrodeGrid(
            name: "synthetic", rows: rows, columns: columns, interElectrodeDistance: 8,
            channels: Array(samples.indices))
        return (
            Recording(
                name: "synthetic contraction", format: "synthetic", channels: channels, grids: [grid],
                samples: MemorySamples(channels: samples)), truth
        )
    }

    private func discharges(_ unit: Int, _ count: Int, _ random: inout SeededGenerator) -> [Int] {
        let mean = 1 / (13 - 4 * Double(unit) / Double(max(1, units)))
        var time = 0.3 + 1.5 * Double(unit) / Double(max(1, units)) + 0.1 * Double.random(in: 0..<1, using: &random)
        var train: [Int] = []
        while time < seconds - 0.3 {
            train.append(Int(time * hertz))
            time += max(0.025, mean * (1 + 0.12 * gaussian(&random)))
        }
        return train
    }

    private func gaussian(_ random: inout SeededGenerator) -> Double {
        let (a, b) = (Double.random(in: 1e-12..<1, using: &random), Double.random(in: 0..<1, using: &random))
        return (-2 * log(a)).squareRoot() * cos(2 * .pi * b)
    }

    /// An action potential that starts at an innervation zone and travels both ways along the columns.
    private struct Shape {
        let amplitude, place, zone, spread, velocity, width: Double

        init(unit: Int, of units: Int, rows: Int, columns: Int, random: inout SeededGenerator) {
            amplitude = 160 * pow(0.8, Double(unit))
            place = Double.random(in: 0..<Double(columns - 1), using: &random)
            zone = Double.random(in: 1..<Double(rows - 2), using: &random)
            spread = Double.random(in: 0.7..<1.6, using: &random)
            velocity = Double.random(in: 3.4..<5.0, using: &random)
            width = Double.random(in: 0.0009..<0.0016, using: &random)
        }

        func wave(_ row: Int, _ column: Int, _ hertz: Double) -> [Float] {
            let across = (Double(column) - place) / spread
            let delay = abs(Double(row) - zone) * 0.008 / velocity + 0.005
            let size = amplitude * exp(-across * across / 2) / (1 + 0.1 * abs(Double(row) - zone))
            return (0..<Int(0.025 * hertz)).map { k in
                let u = (Double(k) / hertz - delay) / width
                return Float(size * (1 - u * u) * exp(-u * u / 2))
            }
        }
    }
}
