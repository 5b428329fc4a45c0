// Products of rows and filters against sums in double precision.

import Signals
import TestSupport
import Testing

@Suite struct PackedFiltersTests {
    private static let sets: [PackedFilters.InstructionSets] = [.baseline, .avx2, .avx512].filter {
        PackedFilters.InstructionSets.supported.contains($0)
    }

    private static func numbers(_ count: Int, seed: UInt64) -> [Float] {
        var random = SeededGenerator(seed: seed)
        return (0..<count).map { _ in Float.random(in: -1...1, using: &random) }
    }

    private static func products(
        _ rows: [Float], _ filters: [Float], length: Int, stride: Int? = nil, with sets: PackedFilters.InstructionSets?
    ) -> [Float] {
        let (count, packed) = (rows.count / length, PackedFilters(filters, length: length))
        let stride = stride ?? count
        var out = [Float](repeating: 77, count: packed.count * stride)
        rows.withUnsafeBufferPointer { rows in
            out.withUnsafeMutableBufferPointer { out in
                if let sets {
                    packed.project(
                        rows.baseAddress!, count: count, into: out.baseAddress!, stride: stride, with: sets)
                } else {
                    packed.project(rows.baseAddress!, count: count, into: out.baseAddress!, stride: stride)
                }
            }
        }
        return out
    }

    @Test(arguments: [1, 3, 8, 9, 16, 17, 24, 25, 50], [1, 7, 128, 300])
    func `every kernel and the one that is chosen make the products of rows and filters`(filters: Int, length: Int) {
        let (count, stride) = (19, 23)
        let (rows, weights) = (Self.numbers(count * length, seed: 1), Self.numbers(filters * length, seed: 2))
        for sets in Self.sets.map(Optional.some) + [nil] {
            let out = Self.products(rows, weights, length: length, stride: stride, with: sets)
            for f in 0..<filters {
                for r in 0..<stride {
                    // Nothing is written beyond the rows.
                    let sum =
                        r < count
                        ? (0..<length).reduce(0.0) {
                            $0 + Double(rows[r * length + $1]) * Double(weights[f * length + $1])
                        } : 77
                    #expect(abs(Double(out[f * stride + r]) - sum) < 2e-5, "filter \(f), row \(r)")
                }
            }
        }
    }

    @Test func `a product depends neither on the rows and filters beside it nor on AVX2 or AVX-512`() {
        let (length, rows, weights) = (200, Self.numbers(40 * 200, seed: 3), Self.numbers(26 * 200, seed: 4))
        var results: [[Float]] = []
        for sets in Self.sets {
            let whole = Self.products(rows, weights, length: length, with: sets)
            for (f, r) in [(0, 0), (7, 13), (23, 39), (25, 8)] {
                let single = Self.products(
                    Array(rows[r * length..<(r + 1) * length]), Array(weights[f * length..<(f + 1) * length]),
                    length: length, with: sets)
                #expect(single == [whole[f * 40 + r]])
            }
            results.append(whole)
        }
        // Those with fused multiplication come last.
        if Self.sets.count == 3 { #expect(results[1] == results[2]) }
    }
}
