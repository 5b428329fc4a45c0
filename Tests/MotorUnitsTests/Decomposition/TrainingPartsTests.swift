// Recordings that are too long to be learnt from as a whole.

import Recordings
import Signals
import TestSupport
import Testing

@testable import MotorUnits

@Suite struct TrainingPartsTests {
    private static let hertz = 512.0

    /// Four channels of noise of amplitude 1, and of another amplitude in bursts (in seconds).
    private func parts(_ bursts: [(ClosedRange<Double>, Float)], seconds: Int, most: Int? = nil) throws -> [[Double]] {
        var random = SeededGenerator(seed: 4)
        let count = Int(Self.hertz) * seconds
        let channels = (0..<4).map { _ in
            (0..<count).map { t in
                let burst = bursts.first { $0.0.contains((Double(t) + 0.5) / Self.hertz) }
                return (burst?.1 ?? 1) * Float.random(in: -1...1, using: &random)
            }
        }
        let rate = try #require(SampleRate(hertz: Self.hertz))
        let recording = Recording(
            name: "bursts", format: "test",
            channels: (0..<4).map { Channel(label: "EMG \($0 + 1)", kind: .emg, unit: .microvolt, rate: rate) },
            grids: [], samples: MemorySamples(channels: channels))
        var parameters = DecompositionParameters()
        parameters.longestTraining = 30
        parameters.longestTrainingParts = most
        let parts = try TrainingParts(
            recording, ElectrodeSet(grid: nil, channels: Array(0..<4)), window: 0..<count, rate: rate,
            parameters: parameters)
        return parts.ranges.map { [rate.seconds($0.lowerBound), rate.seconds($0.upperBound)] }
    }

    @Test func `the most active part comes first, then other contractions, not rest and not faint ones`() throws {
        let bursts: [(ClosedRange<Double>, Float)] = [(0...20, 10), (60...80, 8), (110...130, 4)]
        let ranges = try parts(bursts, seconds: 150)
        #expect(ranges.count == 2)
        #expect(ranges[0] == [0, 30])
        #expect(ranges[1][0] <= 60 && ranges[1][1] >= 80 && ranges[1][1] - ranges[1][0] == 30)
        #expect(try parts(bursts, seconds: 150, most: 1) == [[0, 30]])
    }

    @Test func `parts never overlap, and three are learnt from at most`() throws {
        let ranges = try parts([(0...200, 10)], seconds: 200).sorted { $0[0] < $1[0] }
        #expect(ranges.count == 3)
        for (a, b) in zip(ranges, ranges.dropFirst()) { #expect(a[1] <= b[0]) }
        let more = try parts([(0...200, 10)], seconds: 200, most: 9)
        // What is left between parts may be too short to learn from.
        #expect((4...6).contains(more.count) && more.allSatisfy { $0[1] - $0[0] >= TrainingParts.shortest })
    }

    @Test func `a short recording is learnt from as a whole`() throws {
        #expect(try parts([(0...20, 10)], seconds: 30) == [[0, 30]])
    }

    @Test func `units that fire only outside of the most active part are found, each once`() throws {
        let first = SyntheticContraction()
        var (second, rest) = (first, first)
        (second.seed, second.units) = (2, 4)
        (rest.seed, rest.units, rest.seconds) = (3, 0, 12)
        let (a, b, pause) = (first.make(), second.make(), rest.make())
        var recording = a.recording
        recording.samples = MemorySamples(
            channels: try recording.channels.indices.map {
                try a.recording.allSamples(ofChannel: $0) + pause.recording.allSamples(ofChannel: $0)
                    + b.recording.allSamples(ofChannel: $0)
            })
        let start = 24 * 2048
        let truth = a.truth + b.truth.map { $0.map { $0 + start } }
        var parameters = DecompositionTests.quick
        parameters.longestTraining = 12
        let result = try Decomposer(parameters).decompose(recording)
        #expect(result.stretches.count == 2)
        var found: [Int] = []
        for unit in result.units([.accepted]) {
            // In the contraction that it was learnt from: the other one's units are unknown to its filter.
            let part = result.stretches[unit.stretch].training
            let samples = unit.discharges.samples.filter(part.contains)
            let rates = truth.map { train in
                TrainAgreement(samples, train.filter(part.contains), tolerance: 4, longestLag: 60).rate
            }
            let best = try #require(rates.indices.max { rates[$0] < rates[$1] })
            #expect(rates[best] > 0.9, "unit \(unit.name) agrees to \(rates[best])")
            found.append(best)
        }
        #expect(Set(found).count == found.count, "none is listed twice: \(found)")
        // Both contractions give units.
        #expect(found.contains { $0 >= a.truth.count } && found.contains { $0 < a.truth.count }, "\(found)")
        #expect(Set(result.units.map(\.name)).count == result.units.count)
    }
}
