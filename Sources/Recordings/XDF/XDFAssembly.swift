// From streams on clocks of their own to one recording.

import Signals

/// Puts streams on one time axis, which begins with the first moment that all even streams share.
struct XDFAssembly {
    let path: String
    private var even: [Even] = []
    private var others: [XDFStream] = []
    private var leftOut: [String] = []

    /// An even stream with its time: when its first sample was, and how far samples are apart.
    private struct Even {
        let stream: XDFStream
        let line: XDFClock.Line
        var end: Double { line.start + line.slope * Double(stream.stamps.count) }
    }

    init(path: String, streams: [XDFStream]) throws(RecordingError) {
        self.path = path
        for var stream in streams {
            guard !stream.stamps.isEmpty else {
                leftOut.append("\(stream.name) (no samples)")
                continue
            }
            let (correction, reset) = XDFClock.correction(stream.offsets)
            if let reset {
                throw RecordingError(
                    file: path, place: stream.name,
                    problem:
                        "its clock was set anew at clock offset \(reset + 1); Lull reads streams of one clock, so cut "
                        + "the file there")
            }
            for k in stream.stamps.indices {
                stream.stamps[k] += correction.start + correction.slope * stream.stamps[k]
            }
            guard stream.isRegular else {
                others.append(stream)
                continue
            }
            if let gap = XDFClock.firstBreak(stream.stamps, rate: stream.nominalRate) {
                let step = stream.stamps[gap] - stream.stamps[gap - 1]
                throw RecordingError(
                    file: path, place: "\(stream.name), sample \(gap + 1)",
                    problem: "its time stamp is \(DecimalText.text(abs(step), decimals: 3)) s "
                        + "\(step < 0 ? "before" : "after") that of the sample before it; Lull reads streams without gaps, "
                        + "so cut the file there")
            }
            let line = XDFClock.line(stream.stamps, rate: stream.nominalRate)
            guard line.slope > 0, SampleRate(hertz: 1 / line.slope) != nil else {
                throw RecordingError(
                    file: path, place: stream.name, problem: "its time stamps do not go forward, which samples must")
            }
            even.append(Even(stream: stream, line: line))
        }
    }

    func recording() throws(RecordingError) -> Recording {
        // The clock of the recording is that of the EMG.
        guard let main = even.first(where: { $0.stream.type.uppercased() == "EMG" }) ?? even.first else {
            throw RecordingError(
                file: path, problem: "no stream with samples at an even rate is in it, which a recording needs")
        }
        let length = main.end - main.line.start
        var leftOut = leftOut
        let kept = even.filter { stream in
            let shared = min(stream.end, main.end) - max(stream.line.start, main.line.start)
            if shared < length / 2 { leftOut.append("\(stream.stream.name) (shares less than half of the time)") }
            return shared >= length / 2
        }
        let start = kept.map(\.line.start).max() ?? main.line.start
        let end = kept.map(\.end).min() ?? main.end
        guard end > start else {
            throw RecordingError(
                file: path, problem: "the streams share no time; Lull reads what was recorded together")
        }
        var recording = Recording(name: path, format: "XDF", channels: [], samples: MemorySamples(channels: []))
        var columns: [[Float]] = []
        var cut: [String] = []
        let second = Self.second(of: main)
        for stream in kept {
            let rate = try self.rate(of: stream, second: second)
            let first = max(0, Int(((start - stream.line.start) / stream.line.slope).rounded()))
            let last = min(
                stream.stream.stamps.count, Int(((end - stream.line.start) / stream.line.slope).rounded()))
            guard first < last else { continue }
            let lost = stream.stream.stamps.count - (last - first)
            if lost > 0 { cut.append("\(lost) samples of \(stream.stream.name)") }
            recording.channels += XDFChannels(stream.stream).channels(rate: rate)
            columns += stream.stream.columns.map { Array($0[first..<last]) }
        }
        recording.samples = MemorySamples(channels: columns)
        recording.grids = ElectrodeGrid.named(by: recording.channels)
        if !cut.isEmpty { recording.metadata["cut to the common time"] = cut.joined(separator: ", ") }
        try addEvents(to: &recording, start: start, second: second, leftOut: &leftOut)
        if !leftOut.isEmpty { recording.metadata["left out"] = leftOut.joined(separator: ", ") }
        return recording
    }

    /// How long a second of the main stream takes on the recorder's clock: its nominal rate counts where the time
    /// stamps agree to 1 %, as an amplifier's own clock is the better one for what it measures.
    private static func second(of main: Even) -> Double {
        let measured = main.line.slope * main.stream.nominalRate
        return abs(measured - 1) <= 0.01 ? measured : 1
    }

    /// The rate of a stream on the main stream's clock: the nominal one unless that were wrong by half a sample at the
    /// end.
    private func rate(of stream: Even, second: Double) throws(RecordingError) -> SampleRate {
        let measured = second / stream.line.slope
        let nominal = stream.stream.nominalRate
        let drift = abs(measured / nominal - 1) * Double(stream.stream.stamps.count)
        guard let rate = SampleRate(hertz: drift < 0.5 ? nominal : measured) else {
            throw RecordingError(file: path, place: stream.stream.name, problem: "its time stamps mean \(measured) Hz")
        }
        return rate
    }

    private func addEvents(
        to recording: inout Recording, start: Double, second: Double, leftOut: inout [String]
    ) throws(RecordingError) {
        guard let rate = recording.rate else { return }
        let sample = { (stamp: Double) in rate.samples(inSeconds: (stamp - start) / second) }
        let named = others.count { !XDFChannels($0).areMotorUnits } > 1
        for stream in others {
            let texts = XDFChannels(stream)
            if texts.areMotorUnits {
                recording.motorUnits += try texts.motorUnits(recording, path: path, sample: sample)
                continue
            }
            guard stream.channelCount <= 8 else {
                leftOut.append("\(stream.name) (\(stream.channelCount) channels at no even rate)")
                continue
            }
            for k in stream.stamps.indices {
                let (text, seconds) = texts.event(k)
                recording.events.append(
                    Event(
                        start: SampleIndex(sample(stream.stamps[k])), duration: rate.samples(inSeconds: seconds),
                        label: named ? "\(stream.name): \(text)" : text))
            }
        }
        // Stable: markers of one moment stay in their order.
        let order = recording.events.enumerated().sorted {
            ($0.element.start, $0.offset) < ($1.element.start, $1.offset)
        }
        recording.events = order.map(\.element)
    }
}
