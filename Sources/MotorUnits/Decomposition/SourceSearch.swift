// The search for sources: many starting points at once, a fixed point, then filters made from the discharges themselves.

import Signals

/// Finds sources in a whitened signal from which the units found so far have been taken out.
struct SourceSearch {
    let parameters: DecompositionParameters
    let rate: SampleRate
    let signal: WhitenedSignal
    /// The squared length of every row of the signal as it is now.
    private(set) var energies: [Float]
    /// Where a search may still begin.
    private var isOpen: [Bool]
    private var random: SplitMix

    private var exclusion: Int { rate.samples(inSeconds: 0.010) }

    init(_ signal: WhitenedSignal, parameters: DecompositionParameters, rate: SampleRate) {
        self.parameters = parameters
        self.rate = rate
        self.signal = signal
        energies = signal.energies()
        // Near the ends the filters ring.
        let edge = min(signal.count / 2, rate.samples(inSeconds: 0.1))
        isOpen = (0..<signal.count).map { $0 >= edge && $0 < signal.count - edge }
        random = SplitMix(state: parameters.seed)
    }

    /// To be called after units were taken out of the signal.
    mutating func signalChanged() { energies = signal.energies() }

    /// One round: the sources from the next starting points, as candidates of any quality; `nil` when no start is left.
    mutating func nextRound() -> [UnitCandidate]? {
        let starts = nextStarts()
        guard !starts.isEmpty else { return nil }
        var filters: [Float] = []
        for t in starts {
            filters.append(contentsOf: UnsafeBufferPointer(start: signal.row(t), count: signal.dimensions))
        }
        VectorMath.normalise(&filters, length: signal.dimensions)
        iterate(&filters)
        return refine(filters)
    }

    /// The highest peaks of activity that are still open, the rest at random among the active samples.
    private mutating func nextStarts() -> [Int] {
        let wanted = parameters.startsPerRound
        let random = Int((Double(wanted) * parameters.randomStarts).rounded())
        var starts: [Int] = []
        while starts.count < wanted - random {
            var (best, height) = (-1, Float(0))
            for t in energies.indices where isOpen[t] && energies[t] > height { (best, height) = (t, energies[t]) }
            guard best >= 0 else { return starts }
            take(best, &starts)
        }
        let level = activityLevel()
        var tries = 0
        while starts.count < wanted, tries < 50 * wanted {
            tries += 1
            let t = Int(self.random.next() % UInt64(energies.count))
            if isOpen[t], energies[t] > level { take(t, &starts) }
        }
        return starts
    }

    private mutating func take(_ t: Int, _ starts: inout [Int]) {
        starts.append(t)
        for k in max(0, t - exclusion)...min(isOpen.count - 1, t + exclusion) { isOpen[k] = false }
    }

    /// The energy that the quiet share of samples stays below. In a short recording fewer are left out, because a filter
    /// of many dimensions fits whatever a few samples hold.
    private func activityLevel() -> Float {
        let sorted = energies.sorted()
        let quiet = min(Int(parameters.quietShare * Double(sorted.count)), sorted.count - 20 * signal.dimensions)
        return quiet > 0 ? sorted[min(sorted.count - 1, quiet)] : -1
    }

    /// The fixed point on the active samples.
    private func iterate(_ filters: inout [Float]) {
        let level = activityLevel()
        let active = signal.gathering(energies.indices.filter { energies[$0] > level })
        for _ in 0..<parameters.iterations {
            let before = filters
            active.fixedPointStep(&filters, limit: parameters.contrastLimit)
            if Self.isSettled(before, filters, length: signal.dimensions) { break }
        }
    }

    /// Whether no filter turns any more.
    private static func isSettled(_ a: [Float], _ b: [Float], length: Int) -> Bool {
        a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { b in
                guard let a0 = a.baseAddress, let b0 = b.baseAddress else { return true }
                return stride(from: 0, to: a.count, by: length).allSatisfy {
                    abs(VectorMath.dot(a0 + $0, b0 + $0, length)) > 1 - 1e-4
                }
            }
        }
    }

    /// Replaces each filter by the mean of the signal at its discharges as long as that makes the discharges stand out
    /// better (the filter of convolution kernel compensation, Holobar & Zazula 2007, doi 10.1109/TSP.2007.896108).
    ///
    /// A discharge that helps to make a filter is seen better by it, true or not: the more so, the fewer there are. So each
    /// discharge is judged by the filter that all others make, which is the same projection less its own part.
    private func refine(_ start: [Float]) -> [UnitCandidate] {
        let (length, count) = (signal.dimensions, signal.count)
        let total = start.count / length
        var best = [UnitCandidate?](repeating: nil, count: total)
        var current = [[Int]](repeating: [], count: total)
        var (alive, filters) = (Array(0..<total), start)
        for step in 0..<8 {
            var sources = signal.project(filters)
            if step > 0 { leaveOwnPartOut(&sources, of: alive.map { current[$0] }) }
            let found = detect(sources, count: count)
            var next: [Int] = []
            for (k, candidate) in alive.enumerated() where found[k].samples.count >= parameters.minimumDischarges {
                if step > 0 {
                    guard found[k].silhouette > (best[candidate]?.silhouette ?? -1) + 1e-4 else { continue }
                    best[candidate] = UnitCandidate(
                        discharges: found[k].samples, silhouette: found[k].silhouette, template: nil)
                    if found[k].samples == current[candidate] { continue }
                }
                current[candidate] = found[k].samples
                next.append(candidate)
            }
            guard !next.isEmpty else { break }
            alive = next
            filters = alive.flatMap { signal.mean(at: current[$0]) }
        }
        return best.compactMap(\.self)
    }

    private func leaveOwnPartOut(_ sources: inout [Float], of trains: [[Int]]) {
        for (k, train) in trains.enumerated() {
            let n = Float(train.count)
            for t in train {
                let place = k * signal.count + t
                sources[place] = (sources[place] * n - energies[t]) / (n - 1)
            }
        }
    }

    private func detect(_ sources: [Float], count: Int) -> [DetectedDischarges] {
        DischargeDetector.detectAll(
            in: sources, count: count, distance: rate.samples(inSeconds: parameters.minimumInterval),
            threads: signal.threads)
    }
}

extension DischargeDetector {
    /// The discharges of several sources that lie one after the other.
    static func detectAll(in sources: [Float], count: Int, distance: Int, threads: Int) -> [DetectedDischarges] {
        let total = count > 0 ? sources.count / count : 0
        var found = [DetectedDischarges](repeating: .none, count: total)
        sources.withUnsafeBufferPointer { source in
            guard let base = source.baseAddress else { return }
            let shared = SharedFloats(UnsafeMutablePointer(mutating: base))
            found.withUnsafeMutableBufferPointer { out in
                let results = SharedResults(out)
                LinearAlgebra.parallel(total, threads: threads) { k in
                    var detector = DischargeDetector(distance: distance)
                    results.buffer[k] = detector.detect(shared.base + k * count, count: count)
                }
            }
        }
        return found
    }
}

private struct SharedResults: @unchecked Sendable {
    let buffer: UnsafeMutableBufferPointer<DetectedDischarges>
    init(_ buffer: UnsafeMutableBufferPointer<DetectedDischarges>) { self.buffer = buffer }
}

/// Random numbers that are the same on every machine: SplitMix64 (Steele, Lea & Flood 2014, doi 10.1145/2660193.2660195).
package struct SplitMix: RandomNumberGenerator, Sendable {
    var state: UInt64

    /// A stream of its own for each seed.
    package init(state: UInt64) { self.state = state }

    /// The next number.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
