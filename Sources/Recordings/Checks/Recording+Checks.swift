// What a method needs of a recording, checked with one sentence each. Channels are counted from 1 where people read.

public import Signals

extension Recording {
    /// The position (0-based) of the channel that people call by `number` (from 1).
    ///
    /// - Throws: ``RecordingError`` when there is no such channel.
    public func channel(numbered number: Int) throws(RecordingError) -> Int {
        guard number >= 1, number <= channels.count else {
            throw RecordingError(
                file: name, place: "channel \(number)",
                problem: channels.isEmpty
                    ? "the recording has no channels" : "there is no such channel; channels are 1 to \(channels.count)")
        }
        return number - 1
    }

    /// The position of the `number`-th channel (from 1) of a kind: `EMG 3` is the third EMG channel.
    ///
    /// - Throws: ``RecordingError`` when there are fewer.
    public func channel(_ kind: ChannelKind, numbered number: Int = 1) throws(RecordingError) -> Int {
        let all = channels(of: kind)
        guard number >= 1, number <= all.count else {
            throw RecordingError(
                file: name, place: "\(kind.rawValue) channel \(number)",
                problem: "there is no such channel; "
                    + (all.isEmpty
                        ? "the recording has none of this kind" : "they are numbered 1 to \(all.count)"))
        }
        return all[number - 1]
    }

    /// How messages name a channel, such as `channel 3 (Force)`.
    public func placeName(ofChannel channel: Int) -> String { "channel \(channel + 1) (\(channels[channel].label))" }

    /// The one rate of some channels (0-based).
    ///
    /// - Throws: ``RecordingError`` naming two channels and their rates when they differ, or when there is no channel.
    public func commonRate(for channels: some Collection<Int>) throws(RecordingError) -> SampleRate {
        guard let first = channels.first else {
            throw RecordingError(file: name, problem: "no channel to take a rate of")
        }
        let rate = self.channels[first].rate
        for other in channels where self.channels[other].rate != rate {
            throw RecordingError(
                file: name, place: placeName(ofChannel: other),
                problem: "the rate is \(self.channels[other].rate), that of \(placeName(ofChannel: first)) is \(rate); "
                    + "this needs channels of one rate")
        }
        return rate
    }

    /// The motor units.
    ///
    /// - Throws: ``RecordingError`` when there are fewer than `count`.
    public func requireMotorUnits(atLeast count: Int = 1) throws(RecordingError) -> [RecordedMotorUnit] {
        guard motorUnits.count >= count else {
            throw RecordingError(
                file: name,
                problem: "the recording holds \(motorUnits.isEmpty ? "no" : "\(motorUnits.count)") motor "
                    + "\(motorUnits.count == 1 ? "unit" : "units"); this needs \(count) or more, "
                    + "from a decomposed recording")
        }
        return motorUnits
    }

    /// The quality of a channel whose samples must all be finite.
    ///
    /// - Throws: ``RecordingError`` with the place of the first NaN or infinite sample, and when there are no samples.
    @discardableResult
    public func requireFinite(channel: Int) throws(RecordingError) -> ChannelQuality {
        let quality = try quality(ofChannel: channel)
        guard quality.count > 0 else {
            throw RecordingError(
                file: name, place: placeName(ofChannel: channel), problem: "the channel has no samples")
        }
        if let first = quality.firstNonFinite {
            let seconds = DecimalText.text(channels[channel].rate.seconds(first), decimals: 3)
            let more = quality.nonFiniteCount > 1 ? " (the first of \(quality.nonFiniteCount))" : ""
            throw RecordingError(
                file: name, place: "\(placeName(ofChannel: channel)), sample \(first + 1) (\(seconds) s)",
                problem: "the sample is not a number\(more); this needs finite samples throughout")
        }
        return quality
    }

    /// The quality of a channel whose samples must be finite and not all the same, such as a force.
    ///
    /// - Throws: ``RecordingError`` when the channel never moves or is not finite.
    @discardableResult
    public func requireMoving(channel: Int) throws(RecordingError) -> ChannelQuality {
        let quality = try requireFinite(channel: channel)
        guard !quality.isFlat else {
            throw RecordingError(
                file: name, place: placeName(ofChannel: channel),
                problem: "the channel never moves: all \(quality.count) samples are \(quality.minimum) "
                    + "\(channels[channel].unit); this needs a signal that changes")
        }
        return quality
    }
}
