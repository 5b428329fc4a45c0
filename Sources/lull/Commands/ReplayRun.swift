// One replay from a recording to its files; `lull replay` and `lull demo` both are this.

import Devices
import Recordings
import Reports
import Sessions
import Signals
import SpasmControl
import Stimulation

/// Everything that a replay needs.
struct ReplayRun {
    let path: String
    let recording: Recording
    /// The watched channel's number, from 1.
    let emg: Int
    /// The drawn force channel's number, from 1.
    let force: Int?
    let settings: SpasmSettings
    let prescription: Prescription
    let limits: Limits
    let blockLength: Int
    let stopAt: Double?
    /// Whether the force is looked at, and not only drawn.
    var looksAtForce = false
    /// The number of the second muscle's channel, from 1.
    var companion: Int?
    /// The number of the motion sensor's channel, from 1.
    var motion: Int?
    /// Other settings, to see what they would have triggered in the last minute.
    var preview: SpasmSettings?

    /// The longest block, in seconds; the same as the gate's limit on the age of an order.
    static let longestBlock = 0.05

    /// Runs the session and writes its page, log and summary. The folder is made when the input has been found good.
    func run(into makeFolder: @autoclosure () throws -> OutputFolder) throws -> ReplayResult {
        let channel = try recording.channel(numbered: emg)
        let described = recording.channels[channel]
        guard let microvolts = described.unit.microvoltsPerUnit else {
            throw RecordingError(
                file: recording.name, place: recording.placeName(ofChannel: channel),
                problem: "its unit is \(described.unit); --emg takes a channel in µV, mV or V (see `lull info`)")
        }
        try recording.requireMoving(channel: channel)
        let forceChannel = try recording.forceChannel(force)
        if looksAtForce, forceChannel == nil {
            throw RecordingError(
                .usage, file: recording.name,
                problem: "--trigger force and either need a force or torque channel, and this recording has none")
        }
        let second = try companion.map { try recording.channel(numbered: $0) }
        if let companion, second == channel {
            throw UsageError(
                description: "--companion is \(companion), which is the watched channel; the second muscle is another")
        }
        let secondMicrovolts = second.map { recording.channels[$0].unit.microvoltsPerUnit } ?? 1
        guard let secondMicrovolts else {
            throw RecordingError(
                file: recording.name, place: second.map { recording.placeName(ofChannel: $0) },
                problem: "--companion takes a channel in µV, mV or V (see `lull info`)")
        }
        let moved = try motion.map { try recording.motionChannel($0) }
        let beside = [looksAtForce ? forceChannel : nil, second, moved]
        let watched = [channel] + beside.compactMap(\.self)
        /// Where the one of these stands in a block.
        func place(_ k: Int) -> Int? { beside[k].map { _ in 1 + beside[..<k].count { $0 != nil } } }

        // The gate refuses orders on stale data, and the first sample of a block is as old as the block is long.
        let longest = described.rate.samples(inSeconds: Self.longestBlock)
        guard blockLength <= max(1, longest) else {
            throw RecordingError(
                .usage, file: recording.name,
                problem:
                    "--block is \(blockLength) samples; at \(described.rate), allowed are up to \(max(1, longest)), "
                    + "\(Int(Self.longestBlock * 1000)) ms")
        }
        let clearance = SimulatedClearance.of(prescription)
        let controller = try SpasmController(
            settings, clearance: clearance, rate: described.rate, microvoltsPerUnit: microvolts,
            companionMicrovoltsPerUnit: secondMicrovolts, remembering: preview == nil ? 0 : ReplayPreview.seconds)
        let rest = settings.warmUp + settings.calibration
        guard recording.samples.sampleCount(ofChannel: channel) > described.rate.samples(inSeconds: rest) else {
            throw RecordingError(
                file: recording.name, place: recording.placeName(ofChannel: channel),
                problem: "it lasts \(recording.duration.formatted(decimals: 1)) s; the loop first measures the resting "
                    + "muscle for \(rest.formatted(decimals: 2)) s (--calibration)")
        }
        let folder = try makeFolder()
        // The log is written line by line as in a live session, beside its place until the replay is over.
        let logName = "events.jsonl"
        var finished = false
        defer { if !finished { folder.discard(logName) } }
        let log = try EventLogWriter(path: folder.temporary(logName), rate: described.rate, replacing: true)

        let clock = VirtualClock()
        let device = try SimulatedP24.serve(clock: .virtual(clock))
        defer { device.stop() }
        let lag = controller.latency(at: 100)
        let stimulator = try P24Stimulator(
            link: SerialPort(path: device.path), answers: .lockStep,
            configuration: P24Driver.Configuration(padWatch: PadWatch()), at: .start)
        var session = try SessionRunner(
            controller: controller, gate: Gate(clearance, limits: limits), stimulator: stimulator,
            log: log, clock: clock)
        let script = OperatorScript.arming(
            settings, to: prescription.workingCurrent, rate: described.rate,
            stop: stopAt.map { SampleIndex(described.rate.samples(inSeconds: $0)) })
        var source = try Playback(recording, channels: watched, blockLength: blockLength)
        var upcoming = script.events[...]
        while let block = try source.nextBlock() {
            let due = upcoming.prefix { $0.at < block.end }
            upcoming = upcoming.dropFirst(due.count)
            try session.process(
                block, force: place(0), companion: place(1), motion: place(2), events: Array(due))
        }
        try session.finish()
        let previewed = try preview.map { other in
            ReplayPreview(now: try session.preview(settings), other: try session.preview(other))
        }

        let result = ReplayResult(
            run: self, channel: channel, record: session.record, ledger: session.ledger, full: script.full,
            pulsesPutOut: device.pulses.count, preview: previewed, envelopeLag: lag,
            sha256: try SHA256.hexadecimal(ofFile: try Recording.dataFile(of: path)))
        try folder.write([
            ("index.html", try result.page().html), ("session.json", try result.json() + "\n"),
        ])
        try folder.publish(logName)
        finished = true
        return result
    }
}
