// The search for sources: many starting points at once, a fixed point, then filters made from the discharges themselves.

import Signals

/// Finds sources in a whitened signal from which the units found so far have been taken out.
struct SourceSearch {
    let parameters: DecompositionParameters
    let rate: SampleRate
    let signal: WhitenedSignal
    /// The squared length of every row of the signal as it is now.
    private(set) var energies: [Float]
    /// The energy that the quiet share of samples stays below.
    private var activityLevel: Float
    /// The active samples of the signal as it was when they were gathered; `nil` before that.
    private var active: WhitenedSignal?
    private var isActiveCurrent = false
    /// Room for sources.
    private var sources: [Float] = []
    /// Where a search may still begin.
    private var isOpen: [Bool]
    private var random: SplitMix

    private var exclusion: Int { rate.samples(inSeconds: 0.010) }

    init(_ signal: WhitenedSignal, parameters: DecompositionParameters, rate: SampleRate) {
        self.parameters = parameters
        self.rate = rate
        self.signal = signal
        energies = signal.energies()
        activityLevel = Self.activityLevel(energies, signal, parameters)
        // Near the ends the filters ring.
        let edge = min(signal.count / 2, rate.samples(inSeconds: 0.1))
        isOpen = (0..<signal.count).map { $0 >= edge && $0 < signal.count - edge }
        random = SplitMix(state: parameters.seed)
    }

    /// To be called after units were taken out of the signal.
    mutating func signalChanged() {
        energies = signal.energies()
        activityLevel = Self.activityLevel(energies, signal, parameters)
        isActiveCurrent = false
    }

    /// One round: the sources from the next starting points, as candidates of any quality; `nil` when no start is left.
    mutating func nextRound() -> [UnitCandidate]? {
        let starts = nextStarts()
        guard !starts.isEmpty else { return nil }
        var filters: [Float] = []
        for t in starts {
            filters.append(contentsOf: UnsafeBufferPointer(start: signal.row(t), count: signal.dimensions))
        }
        VectorMath.normalise(&filters, length: signal.dimensions)
        return refine(iterate(filters))
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
        var tries = 0
        while starts.count < wanted, tries < 50 * wanted {
            tries += 1
            let t = Int(self.random.next() % UInt64(energies.count))
            if isOpen[t], energies[t] > activityLevel { take(t, &starts) }
        }
        return starts
    }

    private mutating func take(_ t: Int, _ starts: inout [Int]) {
        starts.append(t)
        for k in max(0, t - exclusion)...min(isOpen.count - 1, t + exclusion) { isOpen[k] = false }
    }

    /// The energy that the quiet share of samples stays below. In a short recording fewer are left out, because a filter
    /// of many dimensions fits whatever a few samples hold.
    private static func activityLevel(
        _ energies: [Float], _ signal: WhitenedSignal, _ parameters: DecompositionParameters
    ) -> Float {
        let sorted = energies.sorted()
        let quiet = min(Int(parameters.quietShare * Double(sorted.count)), sorted.count - 20 * signal.dimensions)
        return quiet > 0 ? sorted[min(sorted.count - 1, quiet)] : -1
    }

    /// The fixed point on the active samples. Filters that still turn round at the end are left out: an outlier of the
    /// other sign holds them, and no source comes of it.
    private mutating func iterate(_ start: [Float]) -> [Float] {
        let active = activeSamples()
        let length = signal.dimensions
        var (before, filters) = (start, start)
        for _ in 0..<parameters.iterations {
            before = filters
            active.fixedPointStep(&filters, limit: parameters.contrastLimit)
            if Self.turns(before, filters, length: length).allSatisfy({ abs($0) > 1 - 1e-4 }) { break }
        }
        let turns = Self.turns(before, filters, length: length)
        return turns.indices.filter { turns[$0] >= 0 }.flatMap { filters[$0 * length..<($0 + 1) * length] }
    }

    private mutating func activeSamples() -> WhitenedSignal {
        if isActiveCurrent, let active { return active }
        let samples = energies.indices.filter { energies[$0] > activityLevel }
        isActiveCurrent = true
        if let active, active.gather(samples, of: signal) { return active }
        let part = WhitenedSignal(count: samples.count, dimensions: signal.dimensions, threads: signal.threads)
        _ = part.gather(samples, of: signal)
        active = part
        return part
    }

    /// The products of filters with themselves a step later: 1 where one does not turn any more.
    private static func turns(_ a: [Float], _ b: [Float], length: Int) -> [Float] {
        a.withUnsafeBufferPointer { a in
            b.withUnsafeBufferPointer { b in
                guard let a0 = a.baseAddress, let b0 = b.baseAddress else { return [] }
                return stride(from: 0, to: a.count, by: length).map { VectorMath.dot(a0 + $0, b0 + $0, length) }
            }
        }
    }

    /// Replaces each filter by the mean of the signal at its discharges as long as that makes the discharges stand out
    /// better (the filter of convolution kernel compensation, Holobar & Zazula 2007, doi 10.1109/TSP.2007.896108).
    ///
    /// A discharge that helps to make a filter is seen better by it, true or not: the more so, the fewer there are. So each
    /// discharge is judged by the filter that all others make, which is the same projection less its own part.
    private mutating func refine(_ start: [Float]) -> [UnitCandidate] {
        let total = start.count / signal.dimensions
        var best = [UnitCandidate?](repeating: nil, count: total)
        var current = [[Int]](repeating: [], count: total)
        var (alive, filters) = (Array(0..<total), start)
        for step in 0..<Self.steps where !alive.isEmpty {
            signal.project(filters, into: &sources)
            if step > 0 { leaveOwnPartOut(of: alive.map { current[$0] }) }
            let found = detect(alive.count)
            var next: [Int] = []
            for (k, candidate) in alive.enumerated() where found[k].samples.count >= parameters.minimumDischarges {
                if step > 0 {
                    let before = best[candidate]?.silhouette
                    guard found[k].silhouette > (before ?? -1) + 1e-4 else { continue }
                    best[candidate] = UnitCandidate(
                        discharges: found[k].samples, silhouette: found[k].silhouette, template: nil)
                    if found[k].samples == current[candidate] { continue }
                    if let before, isHopeless(found[k].silhouette, before, left: Self.steps - 1 - step) { continue }
                }
                current[candidate] = found[k].samples
                next.append(candidate)
            }
            alive = next
            filters = alive.flatMap { signal.mean(at: current[$0]) }
        }
        return best.compactMap(\.self)
    }

    /// How often a filter is made anew at most.
    private static let steps = 8

    /// Whether a source that stands out so little will not reach the silhouette of a unit even if it gains twice as much
    /// with every step that is left.
    private func isHopeless(_ silhouette: Double, _ before: Double, left steps: Int) -> Bool {
        silhouette + 2 * Double(steps) * (silhouette - before) < parameters.quality.borderlineSilhouette
    }

    private mutating func leaveOwnPartOut(of trains: [[Int]]) {
        for (k, train) in trains.enumerated() {
            let n = Float(train.count)
            for t in train {
                let place = k * signal.count + t
                sources[place] = (sources[place] * n - energies[t]) / (n - 1)
            }
        }
    }

    private func detect(_ total: Int) -> [DetectedDischarges] {
        DischargeDetector.detectAll(
            total, in: sources, count: signal.count, distance: rate.samples(inSeconds: parameters.minimumInterval),
            threads: signal.threads)
    }
}

extension DischargeDetector {
    /// The discharges of several sources that lie one after the other.
    static func detectAll(in sources: [Float], count: Int, distance: Int, threads: Int) -> [DetectedDischarges] {
        detectAll(
            count > 0 ? sources.count / count : 0, in: sources, count: count, distance: distance, threads: threads)
    }

    /// The discharges of the first `total` of several sources that lie one after the other.
    static func detectAll(
        _ total: Int, in sources: [Float], count: Int, distance: Int, threads: Int
    ) -> [DetectedDischarges] {
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
