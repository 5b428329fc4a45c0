// How a recording is cut into the records of an EDF file.

import Signals

/// The length of a record and what of each channel is in it.
struct EDFPlan {
    /// The length of a record, in seconds, as the header says it.
    let recordSeconds: EightCharacters
    /// Samples of each channel in a record.
    let samplesPerRecord: [Int]
    let recordCount: Int
    /// The end of the recording in seconds, where the last record has to be filled up.
    let end: Double?

    /// EDF asks for records of at most 61,440 bytes.
    private static let preferredBytes = 61_440

    /// Finds the longest record that holds a whole number of samples of every channel, whose length eight characters
    /// say exactly, and that divides the recording without a rest if any does.
    init(_ recording: Recording, flavour: EDFFlavour) throws(RecordingError) {
        let channels = recording.channels
        guard let first = channels.first else {
            throw RecordingError(
                file: recording.name, problem: "the recording has no channels, which \(flavour.rawValue) needs")
        }
        let counts = channels.indices.map { recording.samples.sampleCount(ofChannel: $0) }
        let duration = recording.duration
        for (k, channel) in channels.enumerated() where counts[k] != channel.rate.samples(inSeconds: duration) {
            throw RecordingError(
                file: recording.name, place: recording.placeName(ofChannel: k),
                problem: "\(counts[k]) samples last \(channel.rate.seconds(counts[k])) s, the longest channel lasts "
                    + "\(duration) s; \(flavour.rawValue) needs channels of one duration")
        }
        guard counts[0] > 0 else { throw RecordingError(file: recording.name, problem: "the channels have no samples") }
        let bytesPerSecond = channels.reduce(0) { $0 + $1.rate.hertz } * Double(flavour.bytesPerSample)
        let longest = first.rate.samples(
            inSeconds: max(Double(Self.preferredBytes) / bytesPerSecond, first.rate.period))
        var best: (seconds: EightCharacters, samples: [Int], rest: Bool)?
        // Usually the first few candidates decide; the search beyond the preferred size is for odd rates only.
        let order = Array((1...max(1, longest)).reversed()) + Array((longest + 1)...(longest + 100_000))
        for samples in order {
            if let best, !best.rest || samples < 16 || samples > longest { break }
            guard let (seconds, perRecord) = Self.record(samples, channels) else { continue }
            let rest = !zip(counts, perRecord).allSatisfy { $0.isMultiple(of: $1) }
            if best == nil || !rest { best = (seconds, perRecord, rest) }
        }
        guard let best else {
            throw RecordingError(
                file: recording.name,
                problem: "the rates (\(first.rate) and others) share no record length that the eight characters of "
                    + "\(flavour.rawValue) can say; resample the recording first")
        }
        recordSeconds = best.seconds
        samplesPerRecord = best.samples
        recordCount = zip(counts, best.samples).map { ($0 + $1 - 1) / $1 }.max() ?? 0
        end = best.rest ? duration : nil
    }

    /// The record that holds `samples` of the first channel; `nil` when another channel or the header cannot have it.
    private static func record(_ samples: Int, _ channels: [Channel]) -> (EightCharacters, [Int])? {
        let exact = Double(samples) / channels[0].rate.hertz
        guard let seconds = EightCharacters(exact, roundedUp: false), seconds.value > 0 else { return nil }
        var perRecord: [Int] = []
        for channel in channels {
            let count = (channel.rate.hertz * seconds.value).rounded()
            guard count >= 1, count < 99_999_999,
                abs(count / seconds.value - channel.rate.hertz) <= 1e-12 * channel.rate.hertz
            else { return nil }
            perRecord.append(Int(count))
        }
        return (seconds, perRecord)
    }
}
