// Discharges of several units at once: what each leaves in the others' sources is taken out before they are judged.

import Signals

/// Detects discharges in the sources of a bank, within a window that moves on.
///
/// Every source is cleaned of what the discharges of all other units, as far as they are known, leave in it, from the
/// clearest unit to the faintest, three times over (successive interference cancellation; the sources' counterpart of
/// peel-off). Nothing is allocated after the first call for a window of one length.
struct JointDetector {
    private let before, after, distance, count: Int
    private let leakage: [Float]
    private var thresholds: [Float]
    /// The peaks of each unit in the window, `capacity` places each.
    private var peaks: [Int32]
    private var peakCounts: [Int]
    private var clean: [Float]
    private let capacity: Int

    init(_ bank: SeparationBank, longestWindow: Int) {
        (before, after, distance, count) = (bank.before, bank.after, bank.distance, bank.units.count)
        leakage = bank.leakage
        thresholds = bank.units.map(\.threshold)
        capacity = longestWindow / max(1, bank.distance) + 4
        peaks = Array(repeating: 0, count: bank.units.count * capacity)
        peakCounts = Array(repeating: 0, count: bank.units.count)
        clean = Array(repeating: 0, count: longestWindow)
    }

    /// The squared height above which a peak of a unit is a discharge.
    mutating func setThreshold(_ value: Float, of unit: Int) { thresholds[unit] = value }

    /// The peaks of a unit that the last call found, in samples of the window.
    func peaks(of unit: Int) -> UnsafeSlice {
        UnsafeSlice(peaks: peaks, start: unit * capacity, count: peakCounts[unit])
    }

    /// A unit's peaks without a copy.
    struct UnsafeSlice: Sequence, IteratorProtocol {
        fileprivate let peaks: [Int32]
        fileprivate var start, count: Int
        mutating func next() -> Int? {
            guard count > 0 else { return nil }
            defer {
                start += 1
                count -= 1
            }
            return Int(peaks[start])
        }
    }

    /// Detects the peaks of all units.
    ///
    /// - Parameters:
    ///   - sources: the sources as the filters give them, one after the other, `stride` apart.
    ///   - length: the samples of the window.
    ///   - fixed: calls back with the discharges that are certain from earlier, for a unit: at most ``capacity``.
    ///   - first: the sample of the window from which on new peaks are looked for.
    ///   - onCleaned: is shown every source after the last cleaning, before it is overwritten.
    mutating func detect(
        _ sources: UnsafePointer<Float>, stride: Int, length: Int, first: Int, fixed: [[Int32]],
        onCleaned: (Int, UnsafePointer<Float>) -> Void = { _, _ in }
    ) {
        for unit in 0..<count {
            peakCounts[unit] = min(fixed[unit].count, capacity)
            for k in 0..<peakCounts[unit] { peaks[unit * capacity + k] = fixed[unit][k] }
        }
        for pass in 0..<3 {
            for unit in 0..<count {
                clean(unit, sources + unit * stride, length)
                peakCounts[unit] = min(fixed[unit].count, capacity)
                findPeaks(unit, length, first)
                if pass == 2 {
                    clean.withUnsafeBufferPointer { if let base = $0.baseAddress { onCleaned(unit, base) } }
                }
            }
        }
    }

    /// The source less what the discharges of the other units leave in it.
    private mutating func clean(_ unit: Int, _ source: UnsafePointer<Float>, _ length: Int) {
        let reach = before + 1 + after
        clean.withUnsafeMutableBufferPointer { out in
            for t in 0..<length { out[t] = source[t] }
            for other in 0..<count where other != unit {
                let kernel = (unit * count + other) * reach
                for k in 0..<peakCounts[other] {
                    let start = Int(peaks[other * capacity + k]) - before
                    for i in max(0, -start)..<max(max(0, -start), min(reach, length - start)) {
                        out[start + i] -= leakage[kernel + i]
                    }
                }
            }
        }
    }

    /// Peaks above the unit's threshold that are the highest within `distance`, from `first` on.
    private mutating func findPeaks(_ unit: Int, _ length: Int, _ first: Int) {
        let threshold = thresholds[unit].squareRoot()
        var last = peakCounts[unit] > 0 ? Int(peaks[unit * capacity + peakCounts[unit] - 1]) : Int.min / 2
        let fixedCount = peakCounts[unit]
        for t in max(1, first)..<max(max(1, first), length - 1)
        where clean[t] > threshold && clean[t] > clean[t - 1] && clean[t] >= clean[t + 1] {
            if t - last < distance {
                // The higher of two near peaks stays, unless the earlier one is certain already.
                guard peakCounts[unit] > fixedCount, clean[t] > clean[last] else { continue }
                peakCounts[unit] -= 1
            }
            guard peakCounts[unit] < capacity else { return }
            peaks[unit * capacity + peakCounts[unit]] = Int32(t)
            peakCounts[unit] += 1
            last = t
        }
    }
}
