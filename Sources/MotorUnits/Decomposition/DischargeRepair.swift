// Missed and double discharges, put right where the source itself gives the evidence.

import Signals

/// Repairs the discharges that a threshold alone gets wrong: one that an overlapping action potential made small, and a
/// small extra peak close to a real discharge.
///
/// Nothing is invented: a missed discharge must be a peak of the source, clearly above the small peaks, where the
/// rhythm of its neighbours expects one.
struct DischargeRepair {
    /// The least distance between two discharges, in samples.
    let distance: Int
    /// A missed discharge must reach this share of the way from the small peaks' centre to the discharges' centre.
    var evidence: Float = 0.3
    /// Two discharges nearer than this share of the local interval are one too many, unless both are full-sized.
    var tooClose = 0.5

    /// Repairs the discharges of a source.
    func apply(to found: inout DetectedDischarges, source: UnsafePointer<Float>, count: Int) -> RepairCount {
        guard found.samples.count >= 8, found.height > found.noise else { return RepairCount() }
        let dropped = dropDoubles(&found, source)
        var added = 0
        // A gap that is filled may be two gaps; three passes fill up to seven missed discharges in a row.
        for _ in 0..<3 {
            let new = fillGaps(found, source, count)
            guard !new.isEmpty else { break }
            added += new.count
            found.samples = (found.samples + new).sorted()
        }
        return RepairCount(added: added, dropped: dropped)
    }

    private func height(_ source: UnsafePointer<Float>, _ t: Int) -> Float { source[t] > 0 ? source[t] * source[t] : 0 }

    /// The median of the intervals around an interval (up to four on each side), without itself.
    private func localInterval(_ samples: [Int], _ position: Int) -> Double? {
        var near: [Int] = []
        for k in max(0, position - 4)...min(samples.count - 2, position + 4) where k != position {
            near.append(samples[k + 1] - samples[k])
        }
        guard near.count >= 3 else { return nil }
        near.sort()
        return Double(near[near.count / 2])
    }

    private func dropDoubles(_ found: inout DetectedDischarges, _ source: UnsafePointer<Float>) -> Int {
        var samples = found.samples
        var (k, dropped) = (0, 0)
        let full = found.noise + 0.75 * (found.height - found.noise)
        while k + 1 < samples.count {
            let interval = Double(samples[k + 1] - samples[k])
            let heights = (height(source, samples[k]), height(source, samples[k + 1]))
            if let local = localInterval(samples, k), interval < tooClose * local, min(heights.0, heights.1) < full {
                samples.remove(at: heights.0 < heights.1 ? k : k + 1)
                dropped += 1
                k = max(0, k - 1)
            } else {
                k += 1
            }
        }
        found.samples = samples
        return dropped
    }

    private func fillGaps(_ found: DetectedDischarges, _ source: UnsafePointer<Float>, _ count: Int) -> [Int] {
        let samples = found.samples
        let least = found.noise + evidence * (found.height - found.noise)
        var new: [Int] = []
        for k in 0..<(samples.count - 1) {
            guard let local = localInterval(samples, k), Double(samples[k + 1] - samples[k]) > 1.6 * local else {
                continue
            }
            let margin = max(distance, Int(0.6 * local))
            if let peak = peak(source, from: samples[k] + margin, to: samples[k + 1] - margin, above: least) {
                new.append(peak)
            }
        }
        // The same rhythm before the first and after the last discharge.
        if let local = localInterval(samples, 0) {
            let range = (samples[0] - Int(1.5 * local), samples[0] - max(distance, Int(0.6 * local)))
            if let peak = peak(source, from: max(1, range.0), to: range.1, above: least) { new.append(peak) }
        }
        if let last = samples.last, let local = localInterval(samples, samples.count - 2) {
            let range = (last + max(distance, Int(0.6 * local)), last + Int(1.5 * local))
            if let peak = peak(source, from: range.0, to: min(count - 2, range.1), above: least) { new.append(peak) }
        }
        return new
    }

    /// The highest local maximum in a range of samples, when it is high enough.
    private func peak(_ source: UnsafePointer<Float>, from first: Int, to last: Int, above least: Float) -> Int? {
        guard first <= last else { return nil }
        var best: Int?
        for t in first...last where source[t] > source[t - 1] && source[t] >= source[t + 1] {
            if height(source, t) >= least, source[t] > best.map({ source[$0] }) ?? 0 { best = t }
        }
        return best
    }
}
