// Stretches in which the electrodes gave no numbers: found, and bridged so that filters do not ring.

/// Samples that a recorder lost: not numbers in most channels at once.
enum LostSamples {
    /// The longest stretch that is bridged where filters are learnt, in seconds, and the largest share of all stretches
    /// together. Both are ours: little enough that what is learnt from the rest is the same.
    static let longest = 1.0
    static let largestShare = 0.1

    /// The stretches in which more than half of the channels hold no number.
    static func gaps(_ channels: [[Float]]) -> [Range<Int>] {
        let lost = channels.map(runs)
        guard let length = channels.first?.count, lost.contains(where: { !$0.isEmpty }) else { return [] }
        var counts = [Int](repeating: 0, count: length)
        for run in lost.joined() { for t in run { counts[t] += 1 } }
        var (gaps, start) = ([Range<Int>](), Int?.none)
        for t in 0...length {
            let isLost = t < length && 2 * counts[t] > channels.count
            if isLost, start == nil { start = t }
            if !isLost, let first = start {
                gaps.append(first..<t)
                start = nil
            }
        }
        return gaps
    }

    /// Puts a straight line from the last number before to the first after a stretch; at an end, the number beside it.
    static func bridge(_ channel: inout [Float], _ gaps: [Range<Int>]) {
        for gap in gaps {
            let before = gap.lowerBound > 0 ? channel[gap.lowerBound - 1] : .nan
            let after = gap.upperBound < channel.count ? channel[gap.upperBound] : .nan
            let (start, end) = (before.isFinite ? before : after, after.isFinite ? after : before)
            for (k, t) in gap.enumerated() {
                let share = Float(k + 1) / Float(gap.count + 1)
                channel[t] = start.isFinite ? start + (end - start) * share : 0
            }
        }
    }

    /// The stretches of one channel that are not numbers.
    static func runs(_ channel: [Float]) -> [Range<Int>] {
        var (runs, start) = ([Range<Int>](), Int?.none)
        for (t, value) in channel.enumerated() {
            if value.isFinite {
                if let first = start { runs.append(first..<t) }
                start = nil
            } else if start == nil {
                start = t
            }
        }
        if let first = start { runs.append(first..<channel.count) }
        return runs
    }
}
