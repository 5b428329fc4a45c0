// The discharge train convolved with a Hann window, in one pass whatever the window's length.

import Signals

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A Hann window w(j) = ½ − ½ cos(2πj / (L − 1)), j = 0…L − 1, scaled to unit area.
///
/// The window is centred as `numpy.convolve(…, 'same')` does: with an even L the smooth rate lags by half a sample.
struct HannWindow {
    /// The number of samples L, at least 3.
    let samples: Int

    /// The smooth rate in pps at every sample of a range.
    ///
    /// A window around discharge d adds ½ − ½ cos ω(x − d), x = sample + (L − 1)/2, to the samples it covers. So between
    /// the instants at which a discharge enters or leaves the window the sum is ½n − C cos ωx − S sin ωx with constant
    /// n, C, S, and each sample costs two multiplications. The constants are summed anew in every such piece, hence
    /// rounding does not add up, and cos and sin come from a table over one period of L − 1 samples.
    func rate(of train: DischargeTrain, over range: Range<Int>) -> [Double] {
        let period = samples - 1
        let (cosines, sines) = table(period: period)
        let discharges = train.samples
        // The sum of the window's values is (L − 1)/2.
        let scale = train.rate.hertz / (Double(period) / 2)
        let reach = period / 2
        return [Double](unsafeUninitializedCapacity: range.count) { buffer, initialised in
            var (x, written) = (range.lowerBound + reach, 0)
            let end = range.upperBound + reach
            var (oldest, next) = (0, 0)
            while x < end {
                while next < discharges.count, discharges[next] <= x { next += 1 }
                while oldest < next, discharges[oldest] + period < x { oldest += 1 }
                var piece = end
                if next < discharges.count { piece = min(piece, discharges[next]) }
                if oldest < next { piece = min(piece, discharges[oldest] + period + 1) }
                var (c, s) = (0.0, 0.0)
                for k in oldest..<next {
                    c += cosines[discharges[k] % period]
                    s += sines[discharges[k] % period]
                }
                let (level, cosine, sine) = (scale * 0.5 * Double(next - oldest), scale * 0.5 * c, scale * 0.5 * s)
                while x < piece {
                    // Up to the table's end, then from its beginning.
                    let phase = x % period
                    let run = min(piece - x, period - phase)
                    for i in 0..<run {
                        let value = level - cosine * cosines[phase + i] - sine * sines[phase + i]
                        buffer[written + i] = max(0, value)
                    }
                    (x, written) = (x + run, written + run)
                }
            }
            initialised = written
        }
    }

    /// The cosine and sine of 2πj / period for j = 0..<period.
    private func table(period: Int) -> (cosines: [Double], sines: [Double]) {
        let step = 2 * Double.pi / Double(period)
        return ((0..<period).map { cos(step * Double($0)) }, (0..<period).map { sin(step * Double($0)) })
    }
}
