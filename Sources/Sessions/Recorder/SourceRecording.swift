// A recording of a source without a session: signals and what the source says of them, kept while they come.

public import Devices
import Recordings
public import Signals

/// Keeps what a source gives: `signals.xdf` and `recording.jsonl` in a folder, both growing while it runs.
///
/// Gaps, leads that come off and channels at the end of their range stand in the log at the sample where they were seen; no gap is
/// filled. A program that is killed loses less than half a second of signal (``SessionRecorder``).
public struct SourceRecording: ~Copyable {
    /// Where it all goes.
    public let folder: SessionFolder
    /// The frames that were taken.
    public private(set) var frames = 0
    /// What the source said last.
    public private(set) var report = SourceReport()
    /// The end of the last block.
    public private(set) var end = SampleIndex(0)

    private var recorder: SessionRecorder
    private var log: EventLogWriter
    private let labels: [String]

    /// Begins a recording.
    ///
    /// - Parameters:
    ///   - source: what is recorded, in words, such as `cyton:/dev/ttyUSB0`.
    ///   - software: who records.
    /// - Throws: `RecordingError` or `EventLogError` when a file cannot be made.
    public init(_ folder: SessionFolder, source: String, channels: [Channel], software: String) throws {
        let recorder = try SessionRecorder(folder, channels: channels)
        guard let rate = channels.first?.rate else { preconditionFailure("the recorder has refused no channels") }
        var log = try EventLogWriter(path: folder.recordingLog, rate: rate)
        try log.append(
            "recording", at: SampleIndex(0),
            [
                .init("software", .text(software)), .init("source", .text(source)),
                .init("channels", .integer(channels.count)),
            ])
        self.folder = folder
        labels = channels.map(\.label)
        self.recorder = recorder
        self.log = log
    }

    /// Takes a block, and what the source says after it.
    ///
    /// - Throws: `RecordingError` or `EventLogError` when the disk is full or gone.
    public mutating func take(_ block: SampleBlock, _ now: SourceReport) throws {
        if frames > 0, block.start != end {
            try log.append("gap", at: end, [.init("frames", .integer(end.distance(to: block.start)))])
        }
        try recorder.append(block)
        frames += block.frameCount
        end = block.end
        let (open, before) = (now.openLeads ?? [], report.openLeads ?? [])
        for channel in open.subtracting(before).sorted() { try note("lead-off", channel) }
        for channel in before.subtracting(open).sorted() { try note("lead-on", channel) }
        for (channel, count) in (now.saturatedSamples ?? []).enumerated()
        where count > 0 && (report.saturatedSamples?[channel] ?? 0) == 0 {
            try note("saturated", channel)
        }
        report = now
    }

    private mutating func note(_ kind: String, _ channel: Int) throws {
        let label = labels.indices.contains(channel) ? labels[channel] : ""
        try log.append(
            kind, at: end, [.init("channel", .integer(channel + 1)), .init("label", .text(label))])
    }

    /// Ends the files.
    ///
    /// - Parameter ending: how it ended, in words.
    /// - Throws: `RecordingError` or `EventLogError`.
    public mutating func finish(_ ending: String) throws {
        let digest = try recorder.finish()
        try log.append(
            "recording-ended", at: end,
            [
                .init("ending", .text(ending)), .init("frames", .integer(frames)),
                .init("gaps", .integer(report.gapCount)), .init("lostFrames", .integer(report.lostFrames)),
                .init("signalsSHA256", .text(digest)),
            ])
        try log.force()
    }
}
