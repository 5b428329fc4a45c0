// What a simulated stimulator put out, in a few lines.

import Devices
import Stimulation

/// Pulses that are alike, counted, with the shortest and the longest time from one to the next.
struct PulseSummary {
    private struct Row {
        let words: String
        var count = 0
        var last: SessionTime?
        var shortest: Int?
        var longest: Int?
    }

    private var rows: [Row] = []

    /// Sums up pulses in the order of their start: what each is, and when it began.
    init(of pulses: [(words: String, start: SessionTime)]) {
        for pulse in pulses {
            if !rows.contains(where: { $0.words == pulse.words }) { rows.append(Row(words: pulse.words)) }
            guard let place = rows.firstIndex(where: { $0.words == pulse.words }) else { continue }
            rows[place].count += 1
            if let last = rows[place].last {
                let interval = (pulse.start - last).count
                rows[place].shortest = min(interval, rows[place].shortest ?? interval)
                rows[place].longest = max(interval, rows[place].longest ?? interval)
            }
            rows[place].last = pulse.start
        }
    }

    /// Prints the pulses that were put out since it was asked last; nothing is left to say.
    static func print(_ pulses: [(words: String, start: SessionTime)], after printed: inout Int) -> String {
        Console.result(PulseSummary(of: Array(pulses.dropFirst(printed))).text)
        printed = pulses.count
        return ""
    }

    /// One line for each kind of pulse, such as `channel 1, 20 mA, 200 µs: 12 pulses, 20.0 to 20.5 ms apart`.
    var text: String {
        guard !rows.isEmpty else { return "no pulses" }
        return rows.map { row in
            let count = "\(row.words): \(row.count) \(row.count == 1 ? "pulse" : "pulses")"
            guard let shortest = row.shortest, let longest = row.longest else { return count }
            return "\(count), \(Double(shortest) / 1000) to \(Double(longest) / 1000) ms apart"
        }.joined(separator: "\n")
    }
}

extension RehaStim2Pulse {
    /// What the pulse is, without its time.
    var words: String {
        "channel \(channel), \(milliamperes) mA, \(phaseMicroseconds) µs\(reachedSkin ? "" : ", pad off")"
    }
}

extension DeliveredPulse {
    /// What the pulse is, without its time.
    var words: String {
        "output \(output.position + 1), \(shape.peakMilliamperes) mA, \(shape.microseconds) µs"
            + (reachedSkin ? "" : ", pad off")
    }
}
