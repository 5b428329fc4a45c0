// Stretches without numbers: found, bridged, said, or refused.

import Recordings
import Signals
import TestSupport
import Testing

@testable import MotorUnits

@Suite struct LostSamplesTests {
    private static let contraction = SyntheticContraction().make()

    private func recording(without lost: [(channels: Range<Int>, samples: Range<Int>)]) throws -> Recording {
        var recording = Self.contraction.recording
        var channels = try recording.channels.indices.map { try recording.allSamples(ofChannel: $0) }
        for (places, samples) in lost { for k in places { for t in samples { channels[k][t] = .nan } } }
        recording.samples = MemorySamples(channels: channels)
        return recording
    }

    @Test func `half a second without numbers is left out and said, and the units are those around it`() throws {
        let gap = 10_000..<11_024
        let result = try Decomposer(DecompositionTests.quick).decompose(recording(without: [(0..<32, gap)]))
        #expect(result.stretches[0].gaps == [gap] && result.stretches[0].leftOut.isEmpty)
        for unit in result.units {
            #expect(!unit.discharges.samples.contains { gap.contains($0) }, "unit \(unit.name)")
        }
        let found = Self.contraction.truth.filter { train in
            let seen = train.filter { !(gap.lowerBound - 60..<gap.upperBound + 60).contains($0) }
            return result.units([.accepted]).contains {
                TrainAgreement($0.discharges.samples, seen, tolerance: 4, longestLag: 60).rate > 0.95
            }
        }
        #expect(found.count >= 4)
    }

    @Test func `too long a stretch is refused with its place, and one channel's is that channel's`() throws {
        let parameters = DecompositionTests.quick
        let error = #expect(throws: RecordingError.self) {
            try Decomposer(parameters).decompose(recording(without: [(0..<32, 8192..<10_752)]))
        }
        #expect(
            error?.description.contains("hold no numbers from 4.00 to 5.25 s") == true, "\(error?.description ?? "")")
        let many = (0..<10).map { (channels: 0..<32, samples: $0 * 2048..<$0 * 2048 + 300) }
        #expect(throws: RecordingError.self) { try Decomposer(parameters).decompose(recording(without: many)) }
        let one = try Decomposer(parameters).decompose(recording(without: [(5..<6, 3000..<3001)]))
        #expect(one.stretches[0].leftOut.map(\.channel) == [5] && one.stretches[0].gaps == nil)
    }

    @Test func `where nothing was learnt, what is no number silences only itself`() throws {
        var parameters = DecompositionTests.quick
        (parameters.longestTraining, parameters.longestTrainingParts) = (6, 1)
        let whole = try Decomposer(parameters).decompose(Self.contraction.recording)
        let training = try #require(whole.stretches.first).training
        try #require(training != 0..<Self.contraction.recording.samples.sampleCount(ofChannel: 0))
        let gap = training.lowerBound > 6000 ? 2500..<3000 : 20_000..<20_500
        let result = try Decomposer(parameters).decompose(
            recording(without: [(0..<32, gap), (7..<8, gap.upperBound + 900..<gap.upperBound + 901)]))
        #expect(result.stretches[0].training == training && result.stretches[0].gaps == [gap])
        for (unit, other) in zip(whole.units([.accepted]), result.units([.accepted])) {
            let seen = unit.discharges.samples.filter { !(gap.lowerBound - 60..<gap.upperBound + 60).contains($0) }
            #expect(!other.discharges.samples.contains { gap.contains($0) })
            #expect(TrainAgreement(other.discharges.samples, seen, tolerance: 4, longestLag: 4).rate > 0.95)
        }
    }

    @Test func `a line joins what is left, and at an end the nearest number stays`() {
        var channel: [Float] = [.nan, 1, .nan, .nan, .nan, 5, .infinity]
        let runs = LostSamples.runs(channel)
        #expect(runs == [0..<1, 2..<5, 6..<7])
        LostSamples.bridge(&channel, runs)
        #expect(channel == [1, 1, 2, 3, 4, 5, 5])
        var nothing: [Float] = [.nan, .nan]
        LostSamples.bridge(&nothing, LostSamples.runs(nothing))
        #expect(nothing == [0, 0])
        // Two of three channels are most of them, one is not.
        #expect(LostSamples.gaps([[.nan, .nan, 0], [0, .nan, 0], [0, 0, .nan]]) == [1..<2])
        #expect(LostSamples.gaps([]).isEmpty && LostSamples.gaps([[1, 2]]).isEmpty)
    }
}
