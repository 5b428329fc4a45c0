// The parts of a decomposition, each against what can be worked out by hand or by an independent rule.

import Glibc
import Recordings
import Signals
import TestSupport
import Testing

@testable import MotorUnits

@Suite struct DecompositionPartsTests {
    @Test func `the agreement of trains takes the lag out and counts each discharge once`() {
        let train = [100, 220, 330, 460, 580]
        let same = TrainAgreement(train, train.map { $0 + 17 }, tolerance: 2, longestLag: 60)
        #expect(same.rate == 1 && same.lag == 17 && same.common == 5)
        // Four of five within two samples, one extra on the other side: 4 / (5 + 5 − 4).
        let near = TrainAgreement(train, [101, 219, 332, 400, 459], tolerance: 2, longestLag: 0)
        #expect(near.common == 4 && near.rate == 4.0 / 6.0)
        // Two discharges cannot both be one.
        #expect(TrainAgreement([100, 101], [100], tolerance: 2, longestLag: 0).common == 1)
        #expect(TrainAgreement([], [1, 2], tolerance: 2, longestLag: 5).rate == 0)
        #expect(TrainAgreement([], [], tolerance: 2, longestLag: 5).rate == 0)
    }

    @Test(arguments: 0..<40) func `agreement is symmetric and never more than one`(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        func train() -> [Int] {
            Array(
                Set((0..<Int.random(in: 0...60, using: &random)).map { _ in Int.random(in: 0..<4000, using: &random) })
            )
            .sorted()
        }
        let (a, b) = (train(), train())
        let there = TrainAgreement(a, b, tolerance: 0, longestLag: 0)
        let back = TrainAgreement(b, a, tolerance: 0, longestLag: 0)
        #expect(there.common == back.common && there.common == Set(a).intersection(b).count)
        #expect((0...1).contains(TrainAgreement(a, b, tolerance: 4, longestLag: 60).rate))
    }

    @Test func `two classes are split where the variance between them is largest`() throws {
        let split = try #require(DischargeDetector.split([1, 9, 2, 10, 1.5, 11]))
        #expect(split.low == 1.5 && split.high == 10 && split.threshold == 5.5)
        #expect(DischargeDetector.split([3, 3, 3, 3]) == nil)
        #expect(DischargeDetector.split([1, 2, 3]) == nil)
    }

    @Test(arguments: 0..<20) func `the split is the best of all splits`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let values = (0..<30).map { _ in Float.random(in: 0..<10, using: &random) }
        let split = try #require(DischargeDetector.split(values))
        func cost(_ threshold: Float) -> Double {
            let groups = [values.filter { $0 <= threshold }, values.filter { $0 > threshold }]
            return groups.reduce(0) { sum, group in
                let mean = group.reduce(0.0) { $0 + Double($1) } / Double(max(1, group.count))
                return sum + group.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
            }
        }
        let best = values.sorted().dropLast().map(cost).min()!
        #expect(abs(cost(split.threshold) - best) < 1e-6 * best)
    }

    @Test func `discharges are the tall peaks, and the silhouette says how far they stand apart`() {
        var source = (0..<4000).map { k in Float(0.5 + 0.2 * sin(Double(k) * 0.9)) }
        let truth = stride(from: 100, to: 3900, by: 190).map { $0 }
        for t in truth { source[t] = 6 }
        var detector = DischargeDetector(distance: 20)
        let found = source.withUnsafeBufferPointer { detector.detect($0.baseAddress!, count: source.count) }
        #expect(found.samples == truth)
        #expect(found.height == 36)
        // All discharges are equal, so nothing lies within their class.
        #expect(found.silhouette == 1)
    }

    @Test func `a missed discharge is put in where the source shows one, and a double one is taken out`() {
        var source = [Float](repeating: 0.1, count: 4000)
        let truth = stride(from: 200, to: 3800, by: 200).map { $0 }
        for t in truth { source[t] = 5 }
        source[1000] = 3.2  // overlapped: small, but where the rhythm expects it
        source[1450] = 3.4  // a double
        var found = DetectedDischarges(
            samples: (truth.filter { $0 != 1000 } + [1450]).sorted(), silhouette: 0.9, noise: 0.2, height: 25,
            threshold: 11)
        let count = source.withUnsafeBufferPointer {
            DischargeRepair(distance: 20).apply(to: &found, source: $0.baseAddress!, count: source.count)
        }
        #expect(found.samples == truth)
        #expect(count == RepairCount(added: 1, dropped: 1))
    }

    @Test func `nothing is put into a gap without a peak`() {
        var source = [Float](repeating: 0.1, count: 4000)
        let truth = stride(from: 200, to: 3800, by: 200).filter { $0 != 1000 }
        for t in truth { source[t] = 5 }
        var found = DetectedDischarges(samples: truth, silhouette: 0.9, noise: 0.2, height: 25, threshold: 11)
        let count = source.withUnsafeBufferPointer {
            DischargeRepair(distance: 20).apply(to: &found, source: $0.baseAddress!, count: source.count)
        }
        #expect(found.samples == truth && count == RepairCount())
    }

    @Test func `the covariance by lags is that of the extended signal`() {
        var random = SeededGenerator(seed: 3)
        let signal = LaggedSignal(channels: 3, count: 5000, copies: 4, step: 2)
        for k in 0..<15000 { signal.samples[k] = Float.random(in: -1...1, using: &random) }
        let fast = signal.covariance(threads: 2)
        var extended = [Float](repeating: 0, count: 5000 * 12)
        extended.withUnsafeMutableBufferPointer { signal.extend(0..<5000, into: $0.baseAddress!) }
        for i in 0..<12 {
            for j in 0..<12 {
                let direct = (0..<5000).reduce(0.0) {
                    $0 + Double(extended[$1 * 12 + i]) * Double(extended[$1 * 12 + j])
                }
                // The lags share one sum per block; what differs is at most the few samples at the end.
                #expect(abs(fast[i * 12 + j] - direct / 5000) < 2e-3)
            }
        }
    }

    @Test func `whitening leaves the kept dimensions uncorrelated`() throws {
        let contraction = SyntheticContraction().make()
        var parameters = DecompositionParameters()
        parameters.extensionFactor = 4
        let emg = try ConditionedEMG(
            recording: contraction.recording, set: ElectrodeSet(grid: 0, channels: Array(0..<32)), range: 0..<8192,
            rate: contraction.recording.rate!, parameters: parameters, threads: 1)
        let whitening = try #require(Whitening(of: emg.signal, dimensions: 20, threads: 1))
        let signal = whitening.apply(to: emg.signal, threads: 1)
        for i in 0..<20 {
            for j in 0...i {
                let product = (0..<signal.count).reduce(0.0) {
                    $0 + Double(signal.row($1)[i]) * Double(signal.row($1)[j])
                }
                let value = product / Double(signal.count)
                // Regularisation takes a little off the variance, never adds any.
                #expect(i == j ? value > 0.8 && value < 1.01 : abs(value) < 0.01, "dimensions \(i) and \(j)")
            }
        }
    }

    @Test func `eigenvectors are those of a matrix worked out by hand`() throws {
        // 2 1; 1 2 has the values 1 and 3 with the vectors (1, −1) and (1, 1).
        let eigen = try #require(LinearAlgebra.symmetricEigen([2, 1, 1, 2], size: 2))
        #expect(abs(eigen.values[0] - 1) < 1e-12 && abs(eigen.values[1] - 3) < 1e-12)
        #expect(abs(eigen.vectors[0] + eigen.vectors[1]) < 1e-12)
        #expect(abs(eigen.vectors[2] - eigen.vectors[3]) < 1e-12)
        #expect(LinearAlgebra.symmetricEigen([.nan, 0, 0, 1], size: 2) == nil)
    }

    @Test func `a mains line goes and its neighbours stay, up to the ends`() {
        let rate = SampleRate(hertz: 2048)!
        let wanted = (0..<8192).map { sin(2 * .pi * 80 * Double($0) / 2048) }
        var signal = wanted.enumerated().map { $1 + 40 * sin(2 * .pi * 50 * Double($0) / 2048 + 0.7) }
        MainsRemoval(lines: [50], rate: rate).apply(to: &signal)
        let worst = zip(signal, wanted).map { abs($0 - $1) }.max()!
        #expect(worst < 0.25)
        let middle = zip(signal, wanted).dropFirst(1024).dropLast(1024).map { abs($0 - $1) }.max()!
        #expect(middle < 0.02)
    }

    @Test(arguments: [0.0, 1000]) func `the strength of mains is that of its sinusoid beside what is left`(peak: Double)
        throws
    {
        let rate = try #require(SampleRate(hertz: 2048))
        // What is left: 100 Hz of 10 µV, which no harmonic of 60 Hz is.
        let samples = (0..<20_480).map { k in
            let t = 2 * Double.pi * Double(k) / 2048
            return Float(10 * sin(100 * t) + peak * sin(60 * t + 0.4))
        }
        let channels = (0..<5).map { Channel(label: "\($0)", kind: .emg, unit: .microvolt, rate: rate) }
        let recording = Recording(
            name: "made", format: "test", channels: channels,
            samples: MemorySamples(channels: channels.map { _ in samples }))
        let stretch = DecomposedStretch(
            grid: nil, window: 0..<20_480, training: 0..<20_480, channels: [0, 1, 2, 3, 4], leftOut: [],
            mainsLines: [60], copies: 16, step: 2, dimensions: 80, rounds: 0, scale: 1)
        // Zero phase keeps 100 Hz, in the middle of 20 to 500 Hz, to 1 %.
        #expect(abs(try stretch.mainsStrength(in: recording) - peak / 10) <= 0.012 * peak / 10 + 0.01)
    }

    @Test func `quality measures count what they say`() throws {
        let rate = SampleRate(hertz: 1000)!
        // Intervals 100, 100, 15, 100, 300, 100 ms.
        let train = try DischargeTrain(samples: [0, 100, 200, 215, 315, 615, 715], rate: rate)
        let quality = UnitQuality(of: train)
        #expect(quality.shortIntervals == 1 && quality.longIntervals == 1 && quality.dischargeCount == 7)
        // Pairs without the long interval: (100,100), (100,15), (15,100): 0, 170/115, 170/115.
        #expect(abs(quality.localVariation! - (2 * 170 / 115.0) / 3) < 1e-12)
        #expect(quality.worstLocalVariation == nil)
        let (verdict, reasons) = quality.verdict(QualityLimits(), minimumDischarges: 15)
        #expect(verdict == .rejected)
        #expect(reasons.contains("7 discharges, fewer than 15"))
    }

    @Test func `parameters that cannot be meant are refused with what is allowed`() {
        var parameters = DecompositionParameters()
        parameters.whitenedDimensions = 2
        #expect(
            throws: MotorUnitError.parameter(
                name: "number of whitened dimensions", found: 2, allowed: "8 to 4096")
        ) { try parameters.check() }
        parameters = DecompositionParameters()
        parameters.quality.silhouette = .nan
        #expect(throws: MotorUnitError.self) { try parameters.check() }
    }
}
