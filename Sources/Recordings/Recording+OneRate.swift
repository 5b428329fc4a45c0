// A recording on one clock, for formats that are one matrix or whose channels last equally long.

import Signals

extension Recording {
    /// The recording as `format` can hold it. Formats of one rate get all channels at the rate and in the length of the
    /// first EMG channel (else of the first one); EDF and BDF all channels in its duration, and at its rate if theirs
    /// share no record. Values between samples lie on a straight line, the last one goes on where a channel ends early.
    func prepared(for format: WritableFormat) -> Recording {
        if format.hasOneRate { return evened(keepRates: false) }
        guard [.edf, .bdf, .bids].contains(format) else { return self }
        let evened = evened(keepRates: true)
        let flavour: EDFFlavour = format == .edf ? .edf : .bdf
        do throws(RecordingError) {
            _ = try EDFPlan(evened, flavour: flavour)
            return evened
        } catch {
            // Where rates were not the reason, the writer says what is.
            return self.evened(keepRates: false)
        }
    }

    /// How many channels ``prepared(for:)`` changes.
    func changedChannels(for format: WritableFormat) -> Int {
        let prepared = prepared(for: format)
        return channels.indices.count {
            prepared.channels[$0].rate != channels[$0].rate
                || prepared.samples.sampleCount(ofChannel: $0) != samples.sampleCount(ofChannel: $0)
        }
    }

    private func evened(keepRates: Bool) -> Recording {
        guard let first = channels(of: .emg).first ?? channels.indices.first else { return self }
        let count = samples.sampleCount(ofChannel: first)
        guard count > 0 else { return self }
        let seconds = channels[first].rate.seconds(count)
        var targets: [Int: EvenedSamples.Target] = [:]
        for k in channels.indices {
            let own = samples.sampleCount(ofChannel: k)
            let rate = keepRates ? channels[k].rate : channels[first].rate
            let target = rate == channels[first].rate ? count : rate.samples(inSeconds: seconds)
            // Nothing can be put between samples that are not there.
            if own > 0, target > 0, own != target || rate != channels[k].rate {
                targets[k] = EvenedSamples.Target(count: target, step: channels[k].rate.hertz / rate.hertz)
            }
        }
        guard !targets.isEmpty else { return self }
        var even = self
        even.samples = EvenedSamples(store: samples, targets: targets)
        if !keepRates { for k in targets.keys { even.channels[k].rate = channels[first].rate } }
        return even
    }
}

/// Samples of another store, some channels at another rate or in another length than they were taken.
private struct EvenedSamples: SampleStore {
    /// What a channel becomes: how many samples, and how many of its own lie from one to the next.
    struct Target {
        let count: Int
        let step: Double
    }

    let store: any SampleStore
    let targets: [Int: Target]

    func sampleCount(ofChannel channel: Int) -> Int {
        targets[channel]?.count ?? store.sampleCount(ofChannel: channel)
    }

    func samples(ofChannel channel: Int, in range: Range<Int>) throws(RecordingError) -> [Float] {
        guard let target = targets[channel] else { return try store.samples(ofChannel: channel, in: range) }
        guard !range.isEmpty else { return [] }
        let last = store.sampleCount(ofChannel: channel) - 1
        let from = min(last, Int(Double(range.lowerBound) * target.step))
        let to = min(last, Int(Double(range.upperBound - 1) * target.step) + 1)
        let own = try store.samples(ofChannel: channel, in: from..<(to + 1))
        return range.map { k in
            let place = Double(k) * target.step
            let before = min(last, Int(place))
            let after = min(last, before + 1)
            let part = Float(place - Double(before))
            let (a, b) = (own[before - from], own[after - from])
            // A sample is what it was: no neighbour, which may be infinite, touches it.
            return part == 0 || before == after ? a : a + (b - a) * part
        }
    }
}
