// Whitening: a change of coordinates after which nothing in the extended EMG is correlated with anything else.

import Signals

/// The map from the extended EMG to its whitened dimensions.
struct Whitening: Sendable {
    /// `width` × `dimensions`, row after row.
    let matrix: [Float]
    let width: Int
    let dimensions: Int

    /// Learns the map from a signal.
    ///
    /// The eigenvalues are raised by the mean of their lower half before their root is taken (the regularisation of Negro
    /// et al. 2016), so that directions of mere noise are not blown up, and only the strongest `dimensions` are kept.
    /// - Returns: `nil` when the covariance cannot be decomposed.
    init?(of signal: LaggedSignal, dimensions: Int, threads: Int) {
        let width = signal.width
        guard
            let eigen = LinearAlgebra.symmetricEigen(signal.covariance(threads: threads), size: width),
            let largest = eigen.values.last, largest > 0
        else { return nil }
        let lowerHalf = eigen.values[..<max(1, width / 2)]
        let floor = max(lowerHalf.reduce(0, +) / Double(lowerHalf.count), largest * 1e-9)
        let kept = min(dimensions, width)
        var matrix = [Float](repeating: 0, count: width * kept)
        for k in 0..<kept {
            // The strongest first.
            let index = width - 1 - k
            let scale = 1 / (max(0, eigen.values[index]) + floor).squareRoot()
            for i in 0..<width { matrix[i * kept + k] = Float(eigen.vectors[index * width + i] * scale) }
        }
        self.matrix = matrix
        self.width = width
        self.dimensions = kept
    }

    /// The whitened signal.
    func apply(to signal: LaggedSignal, threads: Int) -> WhitenedSignal {
        let result = WhitenedSignal(count: signal.count, dimensions: dimensions, threads: threads)
        let blocks = stride(from: 0, to: signal.count, by: 512).map { $0..<min($0 + 512, signal.count) }
        LinearAlgebra.parallel(blocks.count, threads: threads) { b in
            let block = blocks[b]
            withUnsafeTemporaryAllocation(of: Float.self, capacity: block.count * width) { memory in
                guard let extended = memory.baseAddress else { return }
                signal.extend(block, into: extended)
                LinearAlgebra.multiply(
                    extended, matrix, into: result.row(block.lowerBound), m: block.count, n: dimensions, k: width,
                    strides: (width, dimensions, dimensions))
            }
        }
        return result
    }

    /// The same filters for the extended EMG itself: `dimensions` numbers per filter become `width`.
    func unwhiten(_ filters: [Float]) -> [Float] {
        let sources = filters.count / dimensions
        var result = [Float](repeating: 0, count: sources * width)
        LinearAlgebra.multiply(
            filters, matrix, transposeB: true, into: &result, m: sources, n: width, k: dimensions,
            strides: (dimensions, dimensions, width))
        return result
    }
}
