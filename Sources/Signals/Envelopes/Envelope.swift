// How strong a signal is, moment by moment: root mean square and Teager–Kaiser energy, live and offline.

/// The root mean square of the last `length` samples, sample by sample. Allocates only when made.
///
/// Its output lags the signal by half of the window. Before `length` samples have come, it is the mean over those that
/// have.
public struct CausalRMS: Sendable {
    /// The number of samples in the window.
    public let length: Int
    private var squares: [Double]
    private var position = 0
    private var filled = 0
    private var sum = 0.0

    /// Creates a window of `length` samples (1 or more).
    public init(length: Int) {
        precondition(length >= 1, "an RMS window holds at least one sample")
        self.length = length
        squares = Array(repeating: 0, count: length)
    }

    /// Takes the next sample and returns the RMS of the window that ends with it.
    public mutating func process(_ x: Double) -> Double {
        let square = x * x
        sum += square - squares[position]
        squares[position] = square
        position += 1
        filled = min(filled + 1, length)
        if position == length {
            position = 0
            // Add up anew once a window, so that rounding cannot build up over hours.
            sum = 0
            // By index: iterating over the array retains it, which allocates in debug builds.
            for k in squares.indices { sum += squares[k] }
        }
        return (max(0, sum) / Double(filled)).squareRoot()
    }

    /// Forgets all samples.
    public mutating func reset() {
        for k in squares.indices { squares[k] = 0 }
        position = 0
        filled = 0
        sum = 0
    }
}

/// The Teager–Kaiser energy ψ[n] = x[n]² − x[n−1]·x[n+1], one sample late because it looks one ahead (Kaiser 1990,
/// doi:10.1109/ICASSP.1990.115702). It rises with amplitude and frequency, and sharpens the onset of EMG (Solnik et al.
/// 2010, doi:10.1007/s00421-010-1521-8).
public struct TeagerKaiser: Sendable {
    private var last = 0.0
    private var beforeLast = 0.0

    /// Creates an operator at rest.
    public init() {}

    /// Takes the next sample and returns the energy of the one before it.
    public mutating func process(_ x: Double) -> Double {
        let energy = last * last - beforeLast * x
        beforeLast = last
        last = x
        return energy
    }

    /// Forgets all samples.
    public mutating func reset() {
        last = 0
        beforeLast = 0
    }
}

/// Envelopes of whole recordings, not shifted in time.
public enum Envelope {
    /// The RMS over windows of `length` samples centred on each sample; windows are cut short at the ends.
    public static func rms(_ samples: [Double], length: Int) -> [Double] {
        precondition(length >= 1, "an RMS window holds at least one sample")
        // Running sums of squares; exact to rounding because a difference spans one window only through compensation.
        var sums = [0.0]
        sums.reserveCapacity(samples.count + 1)
        var sum = 0.0
        var compensation = 0.0
        for x in samples {
            // Neumaier summation keeps long recordings exact.
            let square = x * x
            let next = sum + square
            compensation += abs(sum) >= abs(square) ? (sum - next) + square : (square - next) + sum
            sum = next
            sums.append(sum + compensation)
        }
        let before = length / 2
        let after = length - before
        return samples.indices.map { n in
            let low = max(0, n - before)
            let high = min(samples.count, n + after)
            return (max(0, sums[high] - sums[low]) / Double(high - low)).squareRoot()
        }
    }

    /// The Teager–Kaiser energy of each sample; the first and last are 0, having one neighbour only.
    public static func teagerKaiser(_ samples: [Double]) -> [Double] {
        guard samples.count > 2 else { return Array(repeating: 0, count: samples.count) }
        var energy = Array(repeating: 0.0, count: samples.count)
        for n in 1..<(samples.count - 1) { energy[n] = samples[n] * samples[n] - samples[n - 1] * samples[n + 1] }
        return energy
    }
}
