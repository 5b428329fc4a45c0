import Signals
import TestSupport
import Testing

@testable import SpasmControl

@Suite("the baseline")
struct BaselineTests {
    @Test("median and spread equal those of the sorted values")
    func quantiles() {
        var generator = SeededGenerator(seed: 5)
        var wrong = 0
        for _ in 0..<300 {
            let count = Int.random(in: 1...200, using: &generator)
            // Few distinct values: ties are where quickselect goes wrong.
            let values = (0..<count).map { _ in Double(Int.random(in: 0...20, using: &generator)) }
            var baseline = Baseline(samples: count, leastSpread: 0.01, samplesPerSpread: 1_000)
            for (k, x) in values.enumerated() where baseline.collect(x) != (k == count - 1) { wrong += 1 }
            let median = values.sorted()[(count - 1) / 2]
            let deviation = values.map { abs($0 - median) }.sorted()[(count - 1) / 2]
            if baseline.median != median || baseline.spread != max(0.01, 1.4826 * deviation) { wrong += 1 }
        }
        #expect(wrong == 0)
    }

    @Test("a long window is thinned out but seen to its end")
    func thinning() {
        var baseline = Baseline(samples: 100_000, leastSpread: 0.01, samplesPerSpread: 1_000)
        for k in 0..<100_000 { _ = baseline.collect(Double(k)) }
        #expect(abs(baseline.median - 50_000) < 50)
        #expect(baseline.isKnown == true)
    }

    @Test("following moves by at most one spread in the time set, however wild the values")
    func following() {
        var baseline = Baseline(samples: 1, leastSpread: 1, samplesPerSpread: 1_000)
        _ = baseline.collect(10)
        for _ in 0..<1_000 { baseline.follow(1e9) }
        // The spread grows by 1/1,000 of itself per sample, so the median by the sum of them: e − 1 spreads.
        #expect(baseline.median - 10 < 1.72)
        #expect(baseline.spread < 2.72)
    }
}

@Suite("the detector")
struct DetectorTests {
    /// Fixed thresholds 10 and 5 µV; 10 samples to enter, 20 to leave, 100 refractory, at 1 kHz.
    private func detector(
        refractory: Double = 0.1, mergeGap: Double = 0, span: Double = 0, strictness: Double = 1
    ) throws -> ThresholdDetector {
        var settings = SpasmSettings()
        settings.mergeGap = mergeGap
        settings.span = span
        settings.strictness = strictness
        settings.threshold = .microvolts(enter: 10, exit: 5)
        settings.minimumDuration = 0.010
        settings.exitDuration = 0.020
        settings.refractory = refractory
        settings.warmUp = 0.1
        settings.calibration = 0.5
        return try ThresholdDetector(settings, rate: #require(SampleRate(hertz: 1_000)))
    }

    /// What happens for runs of (envelope, samples), after calibration at 1 µV: (sample, event) with 0 the first sample.
    private func events(
        _ runs: [(Double, Int)], refractory: Double = 0.1, blind: Range<Int> = 0..<0, mergeGap: Double = 0,
        span: Double = 0, strictness: Double = 1
    ) throws -> [(Int, DetectorEvent)] {
        var detector = try detector(refractory: refractory, mergeGap: mergeGap, span: span, strictness: strictness)
        for k in -600..<0 { _ = detector.process(1, at: SampleIndex(k), blind: false) }
        #expect(detector.isCalibrated == true)
        var found: [(Int, DetectorEvent)] = []
        var sample = 0
        for (envelope, count) in runs {
            for _ in 0..<count {
                let event = detector.process(envelope, at: SampleIndex(sample), blind: blind.contains(sample))
                if event != .nothing { found.append((sample, event)) }
                sample += 1
            }
        }
        return found
    }

    private func same(_ a: [(Int, DetectorEvent)], _ b: [(Int, DetectorEvent)]) -> Bool {
        a.map(\.0) == b.map(\.0) && a.map(\.1) == b.map(\.1)
    }

    @Test("activity is certain after exactly the minimum duration, and one sample less is nothing")
    func minimumDuration() throws {
        #expect(same(try events([(1, 50), (10, 10), (1, 5)]), [(59, .onset(first: SampleIndex(50)))]))
        #expect(try events([(1, 50), (10, 9), (9.99, 1), (10, 9), (1, 100)]).isEmpty)
    }

    @Test("between the thresholds activity goes on; below the lower one it ends after the exit duration")
    func hysteresis() throws {
        let found = try events([(20, 10), (5, 500), (4.9, 19), (5, 1), (4.9, 20)])
        #expect(same(found, [(9, .onset(first: SampleIndex(0))), (549, .offset)]))
    }

    @Test("within the refractory time nothing is detected; after it activity must hold anew")
    func refractory() throws {
        // The onset is at 9, so that samples to 508 are refractory; the second activity began before.
        let found = try events([(20, 10), (1, 20), (20, 1_000)], refractory: 0.5)
        #expect(
            same(
                found,
                [(9, .onset(first: SampleIndex(0))), (29, .offset), (518, .onset(first: SampleIndex(509)))]))
    }

    @Test("activity that comes back within the merge gap is the same activity, one sample later it is another")
    func merging() throws {
        // Over at sample 29; the merge gap of 50 samples ends with sample 79.
        let runs = { (rest: Int) -> [(Double, Int)] in [(20, 10), (1, 20 + rest), (20, 20)] }
        let within = try events(runs(49), refractory: 0, mergeGap: 0.05)
        #expect(
            same(within, [(9, .onset(first: SampleIndex(0))), (29, .offset), (88, .resumed(first: SampleIndex(79)))]))
        let beyond = try events(runs(50), refractory: 0, mergeGap: 0.05)
        #expect(
            same(beyond, [(9, .onset(first: SampleIndex(0))), (29, .offset), (89, .onset(first: SampleIndex(80)))]))
    }

    @Test("with a span, enough samples above suffice; with full strictness or none, one sample below starts anew")
    func strictness() throws {
        // Nine above, one below, again and again.
        let runs = (0..<20).flatMap { _ in [(20.0, 9), (1.0, 1)] }
        #expect(try events(runs).isEmpty)
        #expect(try events(runs, span: 0.010, strictness: 1).isEmpty)
        let found = try events(runs, span: 0.010, strictness: 0.9)
        #expect(same(found, [(17, .onset(first: SampleIndex(0)))]))
    }

    @Test("blindness forgets what was counted, and what comes after it must hold anew")
    func blindness() throws {
        #expect(try events([(20, 9)], blind: 5..<9).isEmpty)
        #expect(
            same(
                try events([(20, 100)], blind: 5..<50), [(59, .onset(first: SampleIndex(50)))]))
        #expect(try events([(20, 100)], blind: 0..<100).isEmpty)
    }

    @Test("one activity is one detection, however long and through however much blindness")
    func oneDetection() throws {
        let found = try events([(20, 5_000)], blind: 1_000..<2_000)
        #expect(found.count == 1)
    }

    @Test("the baseline follows rest slowly and stands still during activity and blindness")
    func frozenBaseline() throws {
        var settings = SpasmSettings()
        settings.warmUp = 0.1
        settings.calibration = 0.5
        var detector = try ThresholdDetector(settings, rate: #require(SampleRate(hertz: 1_000)))
        var index = SampleIndex(0)
        func feed(_ envelope: Double, _ count: Int, blind: Bool = false) {
            for _ in 0..<count {
                _ = detector.process(envelope, at: index, blind: blind)
                index = index.advanced(by: 1)
            }
        }
        feed(1, 600)
        let calibrated = detector.baselineMedian
        #expect(calibrated == 1)
        feed(2, 1_000)
        let followed = detector.baselineMedian
        #expect(followed > calibrated)
        feed(3, 5_000, blind: true)
        #expect(detector.baselineMedian == followed)
        feed(1_000, 5_000)
        #expect(detector.isActive == true)
        #expect(detector.baselineMedian == followed)
    }

    @Test("nothing is detected before the resting muscle is known")
    func calibrationFirst() throws {
        var detector = try detector()
        var found: [DetectorEvent] = []
        for k in 0..<600 {
            let event = detector.process(1_000, at: SampleIndex(k), blind: false)
            if event != .nothing { found.append(event) }
        }
        #expect(found == [.calibrated])
    }
}
