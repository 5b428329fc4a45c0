// Which parts of a recording that is too long to be learnt from as a whole are learnt from.

import Recordings
import Signals

/// The activity of a window, second by second, and the parts to learn from.
struct TrainingParts {
    /// The root of the summed squares of eight channels, for every second; the root, so that a single artefact does not
    /// decide.
    let activity: [Double]
    /// The samples of a second.
    let second: Int
    let window: Range<Int>
    let rate: SampleRate
    let parameters: DecompositionParameters

    /// A shorter part has too few discharges of most units.
    static let shortest = 20.0

    /// Measures the activity.
    init(
        _ recording: Recording, _ set: ElectrodeSet, window: Range<Int>, rate: SampleRate,
        parameters: DecompositionParameters
    ) throws(RecordingError) {
        (self.window, self.rate, self.parameters) = (window, rate, parameters)
        second = max(1, rate.samples(inSeconds: 1))
        guard window.count > rate.samples(inSeconds: parameters.longestTraining) else {
            activity = []
            return
        }
        // Across the grid, not down one column of it: a step that the columns divide would see one end of the muscle only.
        let step = max(1, set.channels.count / 8)
        let chosen = (0..<min(8, set.channels.count)).map { set.channels[$0 * step + $0 % step] }
        var activity: [Double] = []
        for start in stride(from: window.lowerBound, to: window.upperBound, by: second) {
            var sum = 0.0
            for channel in chosen {
                let samples = try recording.samples.samples(
                    ofChannel: channel, in: start..<min(start + second, window.upperBound))
                let finite = samples.filter(\.isFinite).map(Double.init)
                let mean = finite.reduce(0, +) / Double(max(1, finite.count))
                sum += finite.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            }
            activity.append(sum.squareRoot())
        }
        self.activity = activity
    }

    /// The parts, the most active first; the window itself when it is short enough.
    ///
    /// Each further part is the most active of what is left, as long as the muscle works there at all: five seconds at half
    /// the activity that the first part reaches.
    var ranges: [Range<Int>] {
        guard !activity.isEmpty else { return [window] }
        let longest = rate.samples(inSeconds: parameters.longestTraining)
        let width = min(activity.count, max(1, longest / second))
        let least = min(width, Int(Self.shortest))
        let first = best(in: 0..<activity.count, width)
        let rest = Self.quantile(0.1, activity[...])
        let level = (rest + Self.quantile(0.9, activity[first])) / 2
        var parts = [first]
        while parts.count < parameters.trainingParts {
            let next = gaps(between: parts).filter { $0.count >= least }.map { best(in: $0, width) }.filter { part in
                activity[part].count { $0 > level } >= min(5, part.count)
            }.max { sum($0) < sum($1) }
            guard let next else { break }
            parts.append(next)
        }
        return parts.map { part in
            let start = window.lowerBound + part.lowerBound * second
            let length = part.count == width ? longest : part.count * second
            return start..<min(start + length, window.upperBound)
        }
    }

    private func sum(_ seconds: Range<Int>) -> Double { activity[seconds].reduce(0, +) }

    /// The most active `width` seconds of a range, or all of it when it is shorter; the first of equals.
    private func best(in range: Range<Int>, _ width: Int) -> Range<Int> {
        guard range.count > width else { return range }
        var best = (start: range.lowerBound, sum: -1.0)
        for start in range.lowerBound...(range.upperBound - width) {
            let sum = sum(start..<(start + width))
            if sum > best.sum { best = (start, sum) }
        }
        return best.start..<(best.start + width)
    }

    /// The seconds that lie in no part, run by run.
    private func gaps(between parts: [Range<Int>]) -> [Range<Int>] {
        var (gaps, start) = ([Range<Int>](), 0)
        for part in parts.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if part.lowerBound > start { gaps.append(start..<part.lowerBound) }
            start = part.upperBound
        }
        if start < activity.count { gaps.append(start..<activity.count) }
        return gaps
    }

    private static func quantile(_ share: Double, _ values: ArraySlice<Double>) -> Double {
        let sorted = values.sorted()
        return sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
    }
}
