// The EMG as the decomposition sees it: filtered, scaled, time-major, with delayed copies of each channel beside it.

import Signals

/// Conditioned EMG of the channels in use, sample after sample, and the delays of its extension.
///
/// The extension is never stored: a stretch of it is put together when it is needed, which costs little beside the matrix
/// product that follows and keeps memory small.
final class LaggedSignal: @unchecked Sendable {
    /// The number of channels.
    let channels: Int
    /// The number of samples.
    let count: Int
    /// The number of delayed copies, the undelayed one included.
    let copies: Int
    /// The samples between two copies.
    let step: Int
    /// Sample t begins at `t × channels`.
    let samples: UnsafeMutablePointer<Float>

    /// The numbers per sample of the extended signal.
    var width: Int { channels * copies }

    init(channels: Int, count: Int, copies: Int, step: Int) {
        self.channels = channels
        self.count = count
        self.copies = copies
        self.step = step
        samples = UnsafeMutablePointer<Float>.allocate(capacity: max(1, channels * count))
        samples.initialize(repeating: 0, count: channels * count)
    }

    deinit { samples.deallocate() }

    /// Puts together the extended samples of a range, row after row; before the first sample there is silence.
    func extend(_ range: Range<Int>, into out: UnsafeMutablePointer<Float>) {
        for (row, t) in range.enumerated() {
            let target = out + row * width
            for copy in 0..<copies {
                let source = t - copy * step
                let place = target + copy * channels
                if source >= 0 {
                    place.update(from: samples + source * channels, count: channels)
                } else {
                    place.update(repeating: 0, count: channels)
                }
            }
        }
    }

    /// The covariance of the extended signal, `width` × `width`.
    ///
    /// Two delayed copies differ from one another only by the lag between them, so that one product per lag is enough:
    /// `copies` small products instead of one of the full width.
    func covariance(threads: Int) -> [Double] {
        let (channels, copies, step, count) = (channels, copies, step, count)
        let size = channels * channels
        var lagged = [Double](repeating: 0, count: copies * size)
        lagged.withUnsafeMutableBufferPointer { out in
            guard let base = out.baseAddress else { return }
            let shared = SharedDoubles(base)
            LinearAlgebra.parallel(copies, threads: threads) { copy in
                var product = [Float](repeating: 0, count: size)
                let lag = copy * step
                // Single precision within a stretch, double precision over stretches.
                for start in stride(from: lag, to: count, by: 4096) {
                    let length = min(4096, count - start)
                    LinearAlgebra.multiply(
                        self.samples + start * channels, transposeA: true, self.samples + (start - lag) * channels,
                        into: &product, m: channels, n: channels, k: length, strides: (channels, channels, channels))
                    for k in 0..<size { shared.base[copy * size + k] += Double(product[k]) }
                }
            }
        }
        let width = width
        var full = [Double](repeating: 0, count: width * width)
        for a in 0..<copies {
            for b in a..<copies {
                // Copy a is the later in time: row channel of a at t, column channel of b at t − (b − a) · step.
                let block = (b - a) * size
                for i in 0..<channels {
                    for j in 0..<channels {
                        let value = lagged[block + i * channels + j] / Double(count)
                        full[(a * channels + i) * width + b * channels + j] = value
                        full[(b * channels + j) * width + a * channels + i] = value
                    }
                }
            }
        }
        return full
    }
}

private struct SharedDoubles: @unchecked Sendable {
    let base: UnsafeMutablePointer<Double>
    init(_ base: UnsafeMutablePointer<Double>) { self.base = base }
}
