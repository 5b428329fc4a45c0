// Which channels of a grid can be used, and why the others cannot.

import Signals

/// A channel that a decomposition left out.
public struct LeftOutChannel: Hashable, Sendable, Codable {
    /// The channel (0-based) of the recording.
    public let channel: Int
    /// Why, in one clause, such as `12 % of its samples stand at the amplifier's limit`.
    public let reason: String

    /// Creates the note.
    public init(channel: Int, reason: String) {
        self.channel = channel
        self.reason = reason
    }
}

/// Judges the channels of one grid beside one another.
struct ChannelCheck {
    /// Samples that are no numbers or clipped, more than this share, make a channel useless.
    static let clippedLimit = 0.01
    /// A channel this many times louder than the grid's median is loose or broken.
    static let loudLimit = 5.0
    /// A channel this many times quieter than the grid's median has no contact or is shorted.
    static let quietLimit = 0.05

    /// What is wrong with each channel; `nil` where nothing is. `signals` are as recorded.
    static func reasons(_ signals: [[Float]]) -> [String?] {
        let qualities = signals.map { ChannelLevel($0) }
        let usable = qualities.filter { $0.isFinite && !$0.isFlat && $0.clippedShare <= clippedLimit }
        let levels = usable.map(\.deviation).sorted()
        guard !levels.isEmpty else { return qualities.map { $0.reason(median: nil) } }
        return qualities.map { $0.reason(median: levels[levels.count / 2]) }
    }
}

/// How a channel looks as recorded.
private struct ChannelLevel {
    var isFinite = true
    var isFlat = true
    var clippedShare = 0.0
    var deviation = 0.0

    init(_ samples: [Float]) {
        guard let first = samples.first else { return }
        var (low, high, sum, squares) = (first, first, 0.0, 0.0)
        for value in samples {
            guard value.isFinite else {
                isFinite = false
                return
            }
            if value < low { low = value }
            if value > high { high = value }
            sum += Double(value)
        }
        isFlat = low == high
        let mean = sum / Double(samples.count)
        var clipped = 0
        var run = 0
        for value in samples {
            squares += (Double(value) - mean) * (Double(value) - mean)
            // An amplifier at its limit leaves runs of its largest number.
            run = value == low || value == high ? run + 1 : 0
            clipped += run == 3 ? 3 : run > 3 ? 1 : 0
        }
        deviation = (squares / Double(samples.count)).squareRoot()
        clippedShare = isFlat ? 0 : Double(clipped) / Double(samples.count)
    }

    func reason(median: Double?) -> String? {
        if !isFinite { return "it holds samples that are not numbers" }
        if isFlat { return "it never moves" }
        if clippedShare > ChannelCheck.clippedLimit {
            return "\(Int((100 * clippedShare).rounded())) % of its samples stand at the amplifier's limit"
        }
        guard let median, median > 0 else { return nil }
        let times = deviation / median
        if times > ChannelCheck.loudLimit {
            return "it is \(Int(times.rounded())) times as loud as the middle channel of its grid"
        }
        if times < ChannelCheck.quietLimit {
            return "it is \(Int((1 / times).rounded())) times as quiet as the middle channel of its grid"
        }
        return nil
    }
}
