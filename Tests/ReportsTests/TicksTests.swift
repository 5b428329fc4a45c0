// Axis marks: analytic cases, and properties for any domain.

import TestSupport
import Testing

@testable import Reports

@Suite("Marks of an axis")
struct TicksTests {
    @Test(
        "marks lie at 1, 2 or 5 times a power of ten",
        arguments: [
            (0.0...30.0, 4, ["0", "10", "20", "30"]),
            (0.0...32.5, 12, ["0", "5", "10", "15", "20", "25", "30"]),
            (0.0...1.0, 6, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
            (-0.3...0.3, 7, ["\u{2212}0.3", "\u{2212}0.2", "\u{2212}0.1", "0.0", "0.1", "0.2", "0.3"]),
            (-1000.0...1000.0, 5, ["\u{2212}1000", "\u{2212}500", "0", "500", "1000"]),
            (0.0...0.00042, 5, ["0.0000", "0.0001", "0.0002", "0.0003", "0.0004"]),
            (0.0...120_000.0, 3, ["0", "50\u{202F}000", "100\u{202F}000"]),
        ])
    func knownDomains(domain: ClosedRange<Double>, count: Int, labels: [String]) {
        #expect(Ticks(in: domain, atMost: count).labels == labels)
    }

    @Test("a mark is the double nearest to its decimal number, without rounding noise")
    func exactMultiples() {
        #expect(Ticks(in: 0...0.6, atMost: 8).values == [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6])
    }

    @Test("domains without a width, or too narrow for their place, have one mark and do not hang")
    func degenerate() {
        #expect(Ticks(in: 5...5, atMost: 4).values == [5])
        #expect(Ticks(in: 1e18...(1e18 + 256), atMost: 4).values == [1e18])
        #expect(Ticks(in: -Double.infinity...Double.infinity, atMost: 4).values == [])
        #expect(Ticks.niceDomain(3...3, atMost: 4) == 1.5...4.5)
    }

    @Test("for any domain: inside it, evenly spaced, not more than asked for, at least one")
    func properties() {
        var generator = SeededGenerator(seed: 11)
        var wrong: [ClosedRange<Double>] = []
        for _ in 0..<5_000 {
            let middle = Double.random(in: -1e6...1e6, using: &generator)
            let width = Double.random(in: 1e-3...1e6, using: &generator)
            let domain = (middle - width)...(middle + width)
            let count = Int.random(in: 2...12, using: &generator)
            let values = Ticks(in: domain, atMost: count).values
            let steps = zip(values, values.dropFirst()).map { $1 - $0 }
            let tolerance = 1e-6 * width
            let isFine =
                (1...count).contains(values.count)
                && values.allSatisfy { $0 >= domain.lowerBound - tolerance && $0 <= domain.upperBound + tolerance }
                && steps.allSatisfy { abs($0 - steps[0]) < tolerance }
            if !isFine { wrong.append(domain) }
        }
        #expect(wrong == [])
    }

    @Test("a nice domain covers the range and begins and ends at marks")
    func niceDomains() {
        #expect(Ticks.niceDomain(0...27.3, atMost: 5) == 0...30)
        #expect(Ticks.niceDomain(3.4...13.9, atMost: 7) == 2...14)
        #expect(Ticks.niceDomain(-741...905, atMost: 5) == -1000...1000)
        var generator = SeededGenerator(seed: 3)
        var wrong: [ClosedRange<Double>] = []
        for _ in 0..<2_000 {
            let lower = Double.random(in: -1e4...1e4, using: &generator)
            let range = lower...(lower + Double.random(in: 1e-2...1e4, using: &generator))
            let domain = Ticks.niceDomain(range, atMost: 6)
            if domain.lowerBound > range.lowerBound || domain.upperBound < range.upperBound { wrong.append(range) }
        }
        #expect(wrong == [])
    }

    @Test("a scale maps the ends of its domain to its ends, upwards as well, and holds what is outside")
    func scale() {
        let upwards = LinearScale(0...10, from: 200, to: 100)
        #expect([0, 5, 10].map { upwards($0) } == [200, 150, 100])
        #expect([-3, 12].map { upwards.clamped($0) } == [200, 100])
        #expect(LinearScale(4...4, from: 0, to: 10)(4) == 5)
    }
}
