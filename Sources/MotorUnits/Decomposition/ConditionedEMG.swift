// The EMG of one grid, checked, conditioned and ready to be extended.

import Recordings
import Signals

/// The usable channels of a grid after conditioning.
struct ConditionedEMG {
    /// The channels (0-based) of the recording that are used, in the order of the signal.
    let channels: [Int]
    let leftOut: [LeftOutChannel]
    /// Where no channel has numbers, in samples of the recording; a straight line stands there.
    let gaps: [Range<Int>]
    let conditioning: EMGConditioning
    let signal: LaggedSignal
    /// What a sample is multiplied by to get back to the recording's unit.
    let scale: Float

    /// Reads, checks and conditions a range of a recording.
    ///
    /// - Throws: ``RecordingError`` when too few channels are usable.
    init(
        recording: Recording, set: ElectrodeSet, range: Range<Int>, rate: SampleRate,
        parameters: DecompositionParameters, threads: Int
    ) throws(RecordingError) {
        var raw: [[Float]] = []
        for channel in set.channels { raw.append(try recording.samples.samples(ofChannel: channel, in: range)) }
        let gaps = LostSamples.gaps(raw)
        try Self.check(gaps, in: range, rate: rate, of: recording)
        self.gaps = gaps.map { range.lowerBound + $0.lowerBound..<range.lowerBound + $0.upperBound }
        for k in raw.indices { LostSamples.bridge(&raw[k], gaps) }
        let reasons = ChannelCheck.reasons(raw)
        let usable = raw.indices.filter { reasons[$0] == nil }
        leftOut = zip(set.channels, reasons).compactMap { channel, reason in
            reason.map { LeftOutChannel(channel: channel, reason: $0) }
        }
        guard usable.count >= ElectrodeSet.fewest else {
            let first = leftOut.first.map { "\(recording.placeName(ofChannel: $0.channel)): \($0.reason)" } ?? ""
            throw RecordingError(
                file: recording.name,
                problem: "\(usable.count) of \(set.channels.count) EMG channels can be used, a decomposition needs "
                    + "\(ElectrodeSet.fewest) or more; \(first)")
        }
        channels = usable.map { set.channels[$0] }
        do {
            conditioning = try EMGConditioning(for: usable.map { raw[$0] }, rate: rate, parameters: parameters)
        } catch {
            throw RecordingError(.usage, file: recording.name, problem: error.description)
        }
        // Half a period of the upper edge is as far apart as copies can be without losing anything.
        let high = EMGConditioning.upperEdge(rate, parameters)
        let step = parameters.extensionStep ?? max(1, Int(rate.hertz / (2 * high)))
        let longest = Int(parameters.extensionSpan * rate.hertz) / step + 1
        let copies = parameters.extensionFactor ?? max(2, min(longest, Int((1024 / Double(usable.count)).rounded())))
        signal = Self.lagged(
            usable.map { raw[$0] }, conditioning, copies: copies, step: step, isCausal: false, threads: threads)
        scale = signal.normalise()
    }

    /// Conditions channels that are known to be usable, as they were conditioned before.
    init(
        recording: Recording, channels: [Int], range: Range<Int>, rate: SampleRate, lines: [Double], copies: Int,
        step: Int, isCausal: Bool, parameters: DecompositionParameters
    ) throws(RecordingError) {
        var raw: [[Float]] = []
        for channel in channels { raw.append(try recording.samples.samples(ofChannel: channel, in: range)) }
        for k in raw.indices { LostSamples.bridge(&raw[k], LostSamples.runs(raw[k])) }
        gaps = []
        do {
            conditioning = try EMGConditioning(lines: lines, rate: rate, parameters: parameters)
        } catch {
            throw RecordingError(.usage, file: recording.name, problem: error.description)
        }
        self.channels = channels
        leftOut = []
        signal = Self.lagged(
            raw, conditioning, copies: copies, step: step, isCausal: isCausal, threads: parameters.threads ?? 1)
        scale = signal.normalise()
    }

    /// - Throws: ``RecordingError`` when more is lost than can be bridged.
    private static func check(
        _ gaps: [Range<Int>], in range: Range<Int>, rate: SampleRate, of recording: Recording
    ) throws(RecordingError) {
        let lost = gaps.reduce(0) { $0 + $1.count }
        guard let longest = gaps.max(by: { $0.count < $1.count }),
            rate.seconds(longest.count) > LostSamples.longest
                || Double(lost) > LostSamples.largestShare * Double(range.count)
        else { return }
        func text(_ sample: Int) -> String {
            let hundredths = Int((100 * rate.seconds(range.lowerBound + sample)).rounded())
            return "\(hundredths / 100).\(hundredths / 10 % 10)\(hundredths % 10)"
        }
        throw RecordingError(
            file: recording.name,
            problem: "most of its EMG channels hold no numbers from \(text(longest.lowerBound)) to "
                + "\(text(longest.upperBound)) s; up to 1 s at once and a tenth of all can be bridged, for more name windows "
                + "without it")
    }

    private static func lagged(
        _ raw: [[Float]], _ conditioning: EMGConditioning, copies: Int, step: Int, isCausal: Bool, threads: Int
    ) -> LaggedSignal {
        let (channels, length) = (raw.count, raw.first?.count ?? 0)
        let lagged = LaggedSignal(channels: channels, count: length, copies: copies, step: step)
        let shared = SharedFloats(lagged.samples)
        LinearAlgebra.parallel(channels, threads: threads) { k in
            for (t, value) in conditioning.apply(to: raw[k], isCausal: isCausal).enumerated() {
                // What is not a number must not reach the sums.
                shared.base[t * channels + k] = value.isFinite ? Float(value) : 0
            }
        }
        return lagged
    }
}

extension LaggedSignal {
    /// Scales the whole signal to a mean square of 1.
    ///
    /// - Returns: what a sample is multiplied by to get back.
    fileprivate func normalise() -> Float {
        let total = channels * count
        var sum = 0.0
        for start in stride(from: 0, to: total, by: 4096) {
            sum += Double(VectorMath.energy(samples + start, min(4096, total - start)))
        }
        let level = Float((sum / Double(max(1, total))).squareRoot())
        guard level > 0 else { return 1 }
        for k in 0..<total { samples[k] /= level }
        return level
    }
}
