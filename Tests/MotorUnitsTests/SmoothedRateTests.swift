// What a smooth rate is where a unit pauses, has hardly discharged, or is asked for the impossible.

import MotorUnits
import Signals
import Testing

@Suite("Smooth rates")
struct SmoothedRateTests {
    /// Discharges every 100 ms but for a pause from 500 to 1600 ms.
    private let paused = [0, 100, 200, 300, 400, 500, 1600, 1700, 1800]

    @Test(
        "there is no rate inside a pause, but at both its ends",
        arguments: [RateSmoother.fifthOrderPolynomial, .hann2s])
    func gap(smoother: RateSmoother) throws {
        let smooth = try smoother.smooth(train(paused))
        #expect(smooth.gaps == [501..<1600])
        #expect(smooth[500] != nil && smooth[501] == nil && smooth[1599] == nil && smooth[1600] != nil)
        #expect(smooth[99] == nil && smooth[100] != nil && smooth[1800] != nil && smooth[1801] == nil)
        #expect(smooth.segments(in: 0..<10_000) == [100..<501, 1600..<1801])
        #expect(smooth.segments(in: 600..<700).isEmpty)
        #expect(smooth.segments(in: 450..<1650) == [450..<501, 1600..<1650])
    }

    @Test("a curve with a pause equals itself and no other")
    func equality() throws {
        let (a, b) = try (RateSmoother.hann2s.smooth(train(paused)), RateSmoother.hann2s.smooth(train(paused)))
        let other = try RateSmoother.hann(seconds: 1.9).smooth(train(paused))
        #expect(a == b && a.hashValue == b.hashValue && a != other)
    }

    @Test("a pause of exactly the limit is bridged; one before the second discharge does not matter")
    func gapLimit() throws {
        #expect(try RateSmoother.hann2s.smooth(train([0, 100, 1100, 1200])).gaps.isEmpty)
        #expect(try RateSmoother.hann2s.smooth(train([0, 100, 1101, 1200])).gaps == [101..<1101])
        #expect(try RateSmoother.hann2s.smooth(train([0, 5000, 5100])).gaps.isEmpty)
        #expect(try RateSmoother.hann2s.smooth(train(paused), longestGap: 2).gaps.isEmpty)
    }

    @Test("fewer than two discharges give an empty curve", arguments: [[], [40]])
    func empty(samples: [Int]) throws {
        for smoother in [RateSmoother.fifthOrderPolynomial, .hann2s] {
            let smooth = try smoother.smooth(train(samples))
            #expect(smooth.range.isEmpty && smooth.peak == nil && smooth[0] == nil && smooth[40] == nil)
            #expect(smooth.polylines(points: 100).isEmpty)
        }
    }

    @Test("the peak is the highest value outside pauses and its first place")
    func peak() throws {
        let smooth = try RateSmoother.hann(seconds: 0.2).smooth(train(paused))
        let values = smooth.range.compactMap { sample in smooth[sample].map { (sample, $0) } }
        let highest = try #require(values.map(\.1).max())
        let peak = try #require(smooth.peak)
        #expect(peak.rate == highest)
        #expect(peak.sample == values.first { $0.1 == highest }?.0)
    }

    @Test("a drawing has one line per part, begins and ends where the part does, and few points")
    func polylines() throws {
        let lines = try RateSmoother.fifthOrderPolynomial.smooth(train(paused)).polylines(points: 50)
        #expect(lines.map { $0.first?.seconds } == [0.1, 1.6])
        #expect(lines.map { $0.last?.seconds } == [0.5, 1.8])
        #expect(lines.map(\.count).reduce(0, +) <= 54)
    }

    @Test(
        "a parameter out of bounds is refused and the sentence names it",
        arguments: [
            (RateSmoother.polynomial(degree: 0), 1.0, "polynomial degree"), (.polynomial(degree: 10), 1, "1 to 9"),
            (.hann(seconds: 0.002), 1, "Hann window"), (.hann(seconds: 61), 1, "60 s"),
            (.hann(seconds: .nan), 1, "nan"),
            (.hann2s, 0, "longest gap"), (.hann2s, .nan, "longest gap"), (.hann2s, .infinity, "longest gap"),
        ])
    func refused(smoother: RateSmoother, gap: Double, words: String) throws {
        let train = try train(paused)
        let error = #expect(throws: MotorUnitError.self) { try smoother.smooth(train, longestGap: gap) }
        #expect(error?.description.contains(words) == true)
        #expect(error?.category == .usage)
    }

    @Test("a train that spans an absurd time is refused instead of filling the memory")
    func span() throws {
        let train = try train([0, 1, 1_000_000_000_000])
        let error = #expect(throws: MotorUnitError.self) { try RateSmoother.hann2s.smooth(train) }
        #expect(error?.category == .data)
    }
}
