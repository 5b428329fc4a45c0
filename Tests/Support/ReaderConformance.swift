// What every reader must get right, whatever the format. Returns sentences about what is wrong; a test expects none.

public import Recordings
import Signals

/// Checks of a recording that came out of a reader.
public enum ReaderConformance {
    /// By how much the samples of a channel may differ from the truth.
    public typealias Tolerance = @Sendable (_ channel: Int) -> Float

    /// Compares a recording with what was written, and checks that slices are parts of the whole.
    public static func problems(
        of read: Recording, truth: Recording, tolerance: Tolerance = { _ in 0 }
    ) throws -> [String] {
        var problems: [String] = []
        func check(_ isRight: Bool, _ text: @autoclosure () -> String) { if !isRight { problems.append(text()) } }
        check(read.channels.count == truth.channels.count, "\(read.channels.count) channels of \(truth.channels.count)")
        guard problems.isEmpty else { return problems }
        for (k, (mine, theirs)) in zip(read.channels, truth.channels).enumerated() {
            check(mine == theirs, "channel \(k): \(mine) instead of \(theirs)")
            let values = try read.allSamples(ofChannel: k)
            let expected = try truth.allSamples(ofChannel: k)
            check(values.count == expected.count, "channel \(k): \(values.count) samples of \(expected.count)")
            let allowed = tolerance(k)
            let worst = zip(values, expected).enumerated().max { distance($0.element) < distance($1.element) }
            if let worst {
                check(distance(worst.element) <= allowed, "channel \(k): \(worst) is off by more than \(allowed)")
            }
            problems += try sliceProblems(read, channel: k, whole: values)
        }
        check(read.events == truth.events, "events: \(read.events) instead of \(truth.events)")
        check(read.motorUnits.map(\.name) == truth.motorUnits.map(\.name), "names of motor units")
        check(read.motorUnits.map(\.discharges) == truth.motorUnits.map(\.discharges), "discharges of motor units")
        check(read.rate == truth.rate, "rate \(String(describing: read.rate))")
        check(abs(read.duration - truth.duration) < 1e-9, "duration \(read.duration) instead of \(truth.duration)")
        return problems
    }

    private static func distance(_ pair: (Float, Float)) -> Float {
        pair.0.isNaN && pair.1.isNaN ? 0 : pair.0.isNaN != pair.1.isNaN ? .infinity : abs(pair.0 - pair.1)
    }

    /// Any slice must be that part of the whole, bit for bit: at the ends, across records and blocks, and empty.
    private static func sliceProblems(_ read: Recording, channel: Int, whole: [Float]) throws -> [String] {
        var random = SeededGenerator(seed: UInt64(channel))
        var ranges = [0..<0, 0..<min(1, whole.count), whole.count..<whole.count, max(0, whole.count - 3)..<whole.count]
        for _ in 0..<12 {
            let a = Int.random(in: 0...whole.count, using: &random)
            let b = Int.random(in: 0...whole.count, using: &random)
            ranges.append(min(a, b)..<max(a, b))
        }
        return try ranges.compactMap { range in
            let slice = try read.samples.samples(ofChannel: channel, in: range)
            let isSame = slice.map(\.bitPattern) == whole[range].map(\.bitPattern)
            return isSame ? nil : "channel \(channel): slice \(range) is not that part of the whole"
        }
    }

    /// Reads everything that a recording offers, as a user would; used on damaged files.
    public static func exhaust(_ recording: Recording) throws(RecordingError) {
        for channel in recording.channels.indices {
            let quality = try recording.quality(ofChannel: channel)
            precondition(quality.count == recording.samples.sampleCount(ofChannel: channel), "all samples arrive")
        }
        _ = recording.duration
        for unit in recording.motorUnits { _ = unit.discharges.intervals }
    }
}
