// The extended, whitened EMG: every sample a row of a few hundred uncorrelated numbers, in which a motor unit's discharge
// always looks the same.

import Signals

/// Samples × dimensions, row after row in raw memory, with what the search does to it.
///
/// Work is cut into blocks of rows of a fixed size whose results are added in order, so that no result depends on the
/// number of threads.
final class WhitenedSignal: @unchecked Sendable {
    /// The number of samples.
    private(set) var count: Int
    /// The samples that there is memory for.
    private let capacity: Int
    /// The numbers per sample.
    let dimensions: Int
    let threads: Int
    /// Row t begins at `t × dimensions`.
    let rows: UnsafeMutablePointer<Float>

    static let blockSize = 2048
    /// Products go through a block in parts that stay in the cache, which makes them a third faster.
    static let partSize = 256

    init(count: Int, dimensions: Int, threads: Int) {
        self.count = count
        capacity = count
        self.dimensions = dimensions
        self.threads = threads
        rows = UnsafeMutablePointer<Float>.allocate(capacity: max(1, count * dimensions))
    }

    deinit { rows.deallocate() }

    func row(_ t: Int) -> UnsafeMutablePointer<Float> { rows + t * dimensions }

    /// The ranges of rows that are worked on at once.
    var blocks: [Range<Int>] {
        stride(from: 0, to: count, by: Self.blockSize).map { $0..<min($0 + Self.blockSize, count) }
    }

    private static func parts(of block: Range<Int>) -> [Range<Int>] {
        stride(from: block.lowerBound, to: block.upperBound, by: partSize).map {
            $0..<min($0 + partSize, block.upperBound)
        }
    }

    /// The projections of all samples on `filters` (each of ``dimensions`` numbers, one after the other), one source
    /// after the other.
    func project(_ filters: [Float]) -> [Float] {
        var result: [Float] = []
        project(filters, into: &result)
        return result
    }

    /// The same into memory that is used again and again and holds more than the sources when it held more before: fresh
    /// memory costs as much as a product with a few filters.
    func project(_ filters: [Float], into result: inout [Float]) {
        let sources = filters.count / dimensions
        if result.count < sources * count { result = [Float](repeating: 0, count: sources * count) }
        let (packed, count) = (PackedFilters(filters, length: dimensions), count)
        let blocks = blocks
        result.withUnsafeMutableBufferPointer { out in
            guard let base = out.baseAddress else { return }
            let shared = SharedFloats(base)
            LinearAlgebra.parallel(blocks.count, threads: threads) { b in
                let block = blocks[b]
                for part in Self.parts(of: block) {
                    packed.project(
                        row(part.lowerBound), count: part.count, into: shared.base + part.lowerBound, stride: count)
                }
            }
        }
    }

    /// The squared length of every row.
    func energies() -> [Float] {
        var result = [Float](repeating: 0, count: count)
        let blocks = blocks
        result.withUnsafeMutableBufferPointer { out in
            guard let base = out.baseAddress else { return }
            let shared = SharedFloats(base)
            LinearAlgebra.parallel(blocks.count, threads: threads) { b in
                for t in blocks[b] { shared.base[t] = VectorMath.energy(row(t), dimensions) }
            }
        }
        return result
    }

    /// Makes this signal that of some samples of another one.
    ///
    /// - Returns: `false` when there is not memory for so many.
    func gather(_ samples: [Int], of other: WhitenedSignal) -> Bool {
        guard samples.count <= capacity, other.dimensions == dimensions else { return false }
        count = samples.count
        for (k, t) in samples.enumerated() { row(k).update(from: other.row(t), count: dimensions) }
        return true
    }

    /// The mean of the rows of these samples.
    func mean(at samples: [Int]) -> [Float] {
        var sum = [Float](repeating: 0, count: dimensions)
        for t in samples { VectorMath.add(row(t), to: &sum, scale: 1) }
        let scale = 1 / Float(max(1, samples.count))
        for k in sum.indices { sum[k] *= scale }
        return sum
    }

    /// One step of the fixed point for a block of filters: projects, bends, projects back and normalises (Hyvärinen &
    /// Oja 1997, doi 10.1162/neco.1997.9.7.1483, with the skewness contrast of Negro et al. 2016). Sources beyond
    /// `limit` count as `limit`.
    func fixedPointStep(_ filters: inout [Float], limit: Float) {
        let sources = filters.count / dimensions
        let blocks = blocks
        var partial = [Float](repeating: 0, count: blocks.count * filters.count)
        let packed = PackedFilters(filters, length: dimensions)
        partial.withUnsafeMutableBufferPointer { out in
            guard let base = out.baseAddress else { return }
            let shared = SharedFloats(base)
            LinearAlgebra.parallel(blocks.count, threads: threads) { b in
                withUnsafeTemporaryAllocation(of: Float.self, capacity: sources * Self.partSize) { memory in
                    guard let source = memory.baseAddress else { return }
                    for part in Self.parts(of: blocks[b]) {
                        packed.project(
                            row(part.lowerBound), count: part.count, into: source, stride: part.count)
                        for k in 0..<(sources * part.count) {
                            let value = source[k] > limit ? limit : source[k]
                            source[k] = value * value
                        }
                        LinearAlgebra.multiply(
                            source, row(part.lowerBound), into: shared.base + b * sources * dimensions, m: sources,
                            n: dimensions,
                            k: part.count, strides: (part.count, dimensions, dimensions), accumulate: true)
                    }
                }
            }
        }
        for k in filters.indices {
            var sum: Float = 0
            for b in blocks.indices { sum += partial[b * filters.count + k] }
            filters[k] = sum
        }
        VectorMath.normalise(&filters, length: dimensions)
    }
}

/// Loops over a few hundred numbers that the compiler turns into vector instructions.
enum VectorMath {
    static func energy(_ a: UnsafePointer<Float>, _ count: Int) -> Float { dot(a, a, count) }

    static func dot(_ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>, _ count: Int) -> Float {
        var sum = SIMD16<Float>(repeating: 0)
        var k = 0
        while k + 16 <= count {
            let x = UnsafeRawPointer(a + k).loadUnaligned(as: SIMD16<Float>.self)
            let y = UnsafeRawPointer(b + k).loadUnaligned(as: SIMD16<Float>.self)
            sum += x * y
            k += 16
        }
        var total = sum.sum()
        while k < count {
            total += a[k] * b[k]
            k += 1
        }
        return total
    }

    /// `sum += scale · a`.
    static func add(_ a: UnsafePointer<Float>, to sum: inout [Float], scale: Float) {
        sum.withUnsafeMutableBufferPointer { out in
            if let base = out.baseAddress { LinearAlgebra.add(a, scale: scale, to: base, count: out.count) }
        }
    }

    /// Scales each stretch of `length` numbers to length 1; stretches of zeros stay.
    static func normalise(_ vectors: inout [Float], length: Int) {
        vectors.withUnsafeMutableBufferPointer { out in
            guard let base = out.baseAddress else { return }
            for start in stride(from: 0, to: out.count, by: length) {
                let size = energy(base + start, length).squareRoot()
                guard size > 0 else { continue }
                for k in start..<(start + length) { out[k] /= size }
            }
        }
    }
}
