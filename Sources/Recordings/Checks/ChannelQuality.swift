// What can be said of a channel's samples by looking at each of them once.

/// The quality of one channel's samples, gathered block by block.
public struct ChannelQuality: Sendable, Hashable {
    /// The number of samples.
    public private(set) var count = 0
    /// The number of samples that are NaN or infinite; they take no part in the other numbers.
    public private(set) var nonFiniteCount = 0
    /// The position (0-based) of the first sample that is NaN or infinite.
    public private(set) var firstNonFinite: Int?
    /// The smallest sample; +∞ when there is none.
    public private(set) var minimum: Float = .infinity
    /// The largest sample; −∞ when there is none.
    public private(set) var maximum: Float = -.infinity
    /// Whether every sample is a whole number.
    public private(set) var isWhole = true

    private var sum = 0.0
    private var sumOfSquares = 0.0
    private var low = Plateau()
    private var high = Plateau()

    /// The quality of no samples yet.
    public init() {}

    /// The quality of these samples.
    public init(_ samples: [Float]) {
        self.init()
        add(samples)
    }

    /// The mean of the samples; 0 when there is none.
    public var mean: Double { finiteCount > 0 ? sum / Double(finiteCount) : 0 }

    /// The root of the mean square about 0; 0 when there is no sample.
    public var rootMeanSquare: Double { finiteCount > 0 ? (sumOfSquares / Double(finiteCount)).squareRoot() : 0 }

    /// Whether all samples are the same number (or there is none): a disconnected or unused channel.
    public var isFlat: Bool { minimum >= maximum }

    /// The share of samples, 0…1, that stand in runs of three or more at the channel's smallest or largest value, as
    /// an amplifier at its limit leaves them. 0 for a flat channel; without meaning for channels of few levels, such
    /// as marks and triggers.
    public var clippedShare: Double {
        isFlat ? 0 : Double(low.clipped + high.clipped) / Double(finiteCount)
    }

    private var finiteCount: Int { count - nonFiniteCount }

    /// Adds the next samples of the channel.
    public mutating func add(_ samples: [Float]) {
        for sample in samples {
            let position = count
            count += 1
            guard sample.isFinite else {
                nonFiniteCount += 1
                if firstNonFinite == nil { firstNonFinite = position }
                low.interrupt()
                high.interrupt()
                continue
            }
            let value = Double(sample)
            sum += value
            sumOfSquares += value * value
            if isWhole && sample.rounded() != sample { isWhole = false }
            if sample < minimum {
                minimum = sample
                low = Plateau()
            }
            if sample > maximum {
                maximum = sample
                high = Plateau()
            }
            low.visit(sample == minimum)
            high.visit(sample == maximum)
        }
    }
}

/// Counts the samples that stand in runs of three or more at an extreme.
private struct Plateau: Sendable, Hashable {
    var clipped = 0
    private var run = 0

    mutating func visit(_ isAtExtreme: Bool) {
        run = isAtExtreme ? run + 1 : 0
        clipped += run == 3 ? 3 : run > 3 ? 1 : 0
    }

    mutating func interrupt() { run = 0 }
}

extension Recording {
    /// The quality of a channel (0-based), read block by block.
    public func quality(ofChannel channel: Int) throws(RecordingError) -> ChannelQuality {
        var quality = ChannelQuality()
        let count = samples.sampleCount(ofChannel: channel)
        for start in stride(from: 0, to: count, by: 1 << 16) {
            quality.add(try samples.samples(ofChannel: channel, in: start..<min(start + (1 << 16), count)))
        }
        return quality
    }

    /// The quality of every channel.
    public func quality() throws(RecordingError) -> [ChannelQuality] {
        var all: [ChannelQuality] = []
        for channel in channels.indices { all.append(try quality(ofChannel: channel)) }
        return all
    }
}
