// Numbers as text, against known strings and against the C library's printf.

import Foundation
import TestSupport
import Testing

@testable import Reports

@Suite("Numbers with fixed decimals")
struct FixedDecimalsTests {
    @Test(
        "known values are written as a person would write them",
        arguments: [
            (0.0, 2, "0.00"), (-0.0, 1, "0.0"), (-0.004, 2, "0.00"), (2.665823408, 2, "2.67"), (1, 0, "1"),
            (0.5, 0, "0"), (1.5, 0, "2"), (2.5, 0, "2"), (0.125, 2, "0.12"), (0.375, 2, "0.38"), (9.999, 2, "10.00"),
            (-2.405232, 3, "\u{2212}2.405"), (9999, 0, "9999"), (66560, 0, "66\u{202F}560"),
            (-1_234_567.891, 1, "\u{2212}1\u{202F}234\u{202F}567.9"), (.nan, 2, "\u{2013}"), (.infinity, 2, "\u{2013}"),
            (.leastNonzeroMagnitude, 3, "0.000"), (0.1 + 0.2, 15, "0.300000000000000"),
        ])
    func knownValues(value: Double, decimals: Int, expected: String) {
        #expect(fixed(value, decimals) == expected)
    }

    @Test("coordinates are ASCII, as short as they can be, and never empty")
    func coordinates() {
        let written = [1.0, 1.5, -0.001, 12.345, -3.10, .nan, 1e6].map { px($0) }
        #expect(written == ["1", "1.5", "0", "12.35", "-3.1", "0", "1000000"])
    }

    @Test("ten thousand random numbers equal what printf writes")
    func sameAsPrintf() {
        var generator = SeededGenerator(seed: 7)
        var wrong: [String] = []
        for _ in 0..<10_000 {
            let decimals = Int.random(in: 0...15, using: &generator)
            let size = Double.random(in: -12...12, using: &generator)
            let value = Double.random(in: -1...1, using: &generator) * Foundation.pow(10, size)
            let plain = fixed(value, decimals).filter { $0 != "\u{202F}" }
            var expected = String(format: "%.\(decimals)f", value).replacingOccurrences(of: "-", with: "\u{2212}")
            if !expected.contains(where: { $0 != "\u{2212}" && $0 != "0" && $0 != "." }) {
                expected.removeAll { $0 == "\u{2212}" }
            }
            if plain != expected { wrong.append("\(value) with \(decimals): \(plain), not \(expected)") }
        }
        #expect(wrong == [])
    }

    @Test("numbers too large for fixed decimals are still written")
    func large() {
        #expect(fixed(1e300, 2) == "1e+300")
    }

    @Test("nouns and lists read as sentences")
    func words() {
        #expect(count(1, "pair") == "1 pair")
        #expect(count(0, "pair") == "0 pairs")
        #expect(listed([]) == "")
        #expect(listed(["a"]) == "a")
        #expect(listed(["a", "b", "c"]) == "a, b and c")
    }
}
