// A kept session, played again: the same samples and the same words to a controller, and the same decisions out of it.

public import Devices
import Recordings
public import Signals
public import SpasmControl

/// Plays a kept session through a controller and compares every decision with the log, bit for bit.
///
/// The log holds how the samples were cut into blocks and all that the controller was told; the signals hold every sample. The
/// controller has no clock and no randomness, so what it decides then is what it decided, or somebody changed something.
public struct SessionReplay: Sendable {
    /// What playing it again gave.
    public struct Outcome: Hashable, Sendable {
        /// Frames and blocks that were played.
        public var frames = 0, blocks = 0
        /// Decisions that came out as they stand in the log.
        public var reproduced = 0
        /// Decisions of the log for which there are no signals any more: those of the last moment before a kill.
        public var withoutSignals = 0
        /// The first decision that came out differently.
        public var difference: Difference?
        /// Whether the session came to its end; `false` when the program was ended from outside.
        public var isClosed = false
        /// Frames before which some are missing.
        public var gaps = 0
    }

    /// A decision that is not what the log says.
    public struct Difference: Hashable, Sendable {
        /// The line of the log, from 1; `nil` when the log has none.
        public var line: Int?
        /// What the log says; `nil` when it says nothing.
        public var logged: String?
        /// What was decided when it was played again; `nil` when nothing was.
        public var replayed: String?
    }

    private let log: EventLog
    private let signals: XDFSignals
    private let path: String

    /// Reads a session.
    ///
    /// - Throws: `EventLogError` when the log was changed (its chain is broken), `RecordingError` when the signals cannot be
    ///   read, ``SessionError`` when the signals are not those of the log.
    public init(_ folder: SessionFolder) throws {
        path = folder.path
        log = try EventLog(path: folder.events)
        if let digest = log.entries.last(where: { $0.kind == "session-ended" })?.text("signalsSHA256") {
            let found = try SHA256.hexadecimal(ofFile: folder.signals)
            guard found == digest else {
                throw SessionError(
                    .data, path,
                    "signals.xdf is not what the session kept: its SHA-256 is \(found), the log's last line says \(digest)"
                )
            }
        }
        signals = try XDFSignals(path: folder.signals)
        guard log.entries.first?.number("rateHz") == signals.rate.hertz else {
            throw SessionError(
                .data, path, "the log and the signals have different sampling rates; they are not of one session")
        }
    }

    /// The entries of the log.
    public var entries: [EventLogEntry] { log.entries }
    /// What was recorded.
    public var channels: [Channel] { signals.channels }
    /// The samples of a channel, in order.
    public func samples(ofChannel channel: Int) -> [Float] { signals.columns[channel] }

    /// Where the frame of a number stands, when so many frames follow it without a gap; `nil` otherwise.
    public func position(of index: SampleIndex, frames: Int) -> Int? {
        var (low, high) = (0, signals.indices.count)
        while low < high {
            let middle = (low + high) / 2
            if signals.indices[middle] < index { low = middle + 1 } else { high = middle }
        }
        guard low + frames <= signals.indices.count, frames > 0, signals.indices[low] == index,
            signals.indices[low + frames - 1] == index.advanced(by: frames - 1)
        else { return nil }
        return low
    }

    /// Plays the session through a controller that has seen nothing, made as the session's own was.
    ///
    /// - Parameters:
    ///   - channel: the channel that was watched, from 0.
    ///   - force: the force that was looked at beside it, from 0; `nil` when there was none.
    ///   - companion: the second muscle, likewise.
    ///   - motion: the motion sensor, likewise.
    /// - Throws: ``SessionError`` when the log cannot be played: a block without a length, a word that nobody knows.
    public func run(
        _ controller: consuming SpasmController, channel: Int, force: Int? = nil, companion: Int? = nil,
        motion: Int? = nil
    ) throws(SessionError) -> Outcome {
        guard signals.channels.indices.contains(channel) else {
            throw SessionError(
                .data, path, "the session watched channel \(channel + 1), which signals.xdf does not have")
        }
        for other in [force, companion, motion].compactMap(\.self) where !signals.channels.indices.contains(other) {
            throw SessionError(
                .data, path, "the session looked at channel \(other + 1) too, which signals.xdf does not have")
        }
        var play = Play(
            path: path, log: log, signals: signals, channel: channel, force: force, companion: companion,
            motion: motion, controller: controller)
        return try play.run()
    }
}

/// One run of a replay.
private struct Play: ~Copyable {
    let path: String
    let log: EventLog
    let signals: XDFSignals
    let channel: Int
    let force, companion, motion: Int?
    var controller: SpasmController

    private var logged: ArraySlice<EventLogEntry>
    private var outcome = SessionReplay.Outcome()

    init(
        path: String, log: EventLog, signals: XDFSignals, channel: Int, force: Int?,
        companion: Int?, motion: Int?, controller: consuming SpasmController
    ) {
        (self.path, self.log, self.signals, self.channel) = (path, log, signals, channel)
        (self.force, self.companion, self.motion) = (force, companion, motion)
        self.controller = controller
        logged = log.entries.filter { SpasmDecision.loggedKinds.contains($0.kind) }[...]
        outcome.isClosed = log.entries.last?.kind == "session-ended"
        outcome.gaps = signals.gaps.count
    }

    mutating func run() throws(SessionError) -> SessionReplay.Outcome {
        let cuts = try cuts()
        let told = try told()
        let count = signals.columns[channel].count
        var (at, number, cut) = (0, 0, 0)
        // Words before the first block.
        for word in told[-1]?.after ?? [] {
            var made: [SpasmDecision] = []
            controller.handle(word) { made.append($0) }
            for decision in made where outcome.difference == nil { compare(decision, isLast: false) }
        }
        while at < count, outcome.difference == nil {
            if cut + 1 < cuts.count, cuts[cut + 1].number == number { cut += 1 }
            guard cut < cuts.count, cuts[cut].number <= number else {
                throw SessionError(.data, path, "the log does not say how block \(number) was cut")
            }
            let start = cuts[cut].start.advanced(by: (number - cuts[cut].number) * cuts[cut].length)
            let end = at + cuts[cut].length
            // The last block of a session that was killed may be there in part only: it was not decided on, or not whole.
            guard end <= count else { break }
            guard signals.indices[at] == start else {
                throw SessionError(
                    .data, path,
                    "block \(number) begins at sample \(start.rawValue) by the log and at \(signals.indices[at].rawValue) by the "
                        + "signals; one of them was changed")
            }
            let isLast = end == count && !outcome.isClosed
            let (with, after) = told[number] ?? ([], [])
            var made: [SpasmDecision] = []
            let watched = [channel] + [force, companion, motion].compactMap(\.self)
            var values: [Float] = []
            values.reserveCapacity((end - at) * watched.count)
            for k in at..<end { for column in watched { values.append(signals.columns[column][k]) } }
            controller.process(
                SampleBlock(start: start, channelCount: watched.count, values: values), channel: 0,
                force: force.map { _ in 1 }, companion: companion.map { _ in force == nil ? 1 : 2 },
                motion: motion.map { _ in watched.count - 1 }, events: with
            ) { made.append($0) }
            for word in after { controller.handle(word) { made.append($0) } }
            for decision in made where outcome.difference == nil { compare(decision, isLast: isLast) }
            (at, number) = (end, number + 1)
        }
        (outcome.frames, outcome.blocks) = (at, number)
        if outcome.difference == nil, let next = logged.first {
            // After a kill the log may know a moment more than the signals, and no more than that.
            if outcome.isClosed {
                outcome.difference = .init(line: next.sequence + 1, logged: words(of: next), replayed: nil)
            } else {
                outcome.withoutSignals = logged.count
            }
        }
        return outcome
    }

    private mutating func compare(_ decision: SpasmDecision, isLast: Bool) {
        let (kind, fields) = decision.logged
        guard let next = logged.first else {
            // The program was killed between deciding and writing down; before that, every decision stands in the log.
            if !isLast {
                outcome.difference = .init(
                    line: nil, logged: nil, replayed: "\(kind) at \(decision.decidedAt.rawValue)")
            }
            return
        }
        let found = EventLogEntry(
            sequence: next.sequence, sample: decision.decidedAt, seconds: next.seconds, kind: kind, fields: fields)
        if words(of: found) == words(of: next) {
            outcome.reproduced += 1
            logged = logged.dropFirst()
        } else {
            outcome.difference = .init(line: next.sequence + 1, logged: words(of: next), replayed: words(of: found))
        }
    }

    /// A decision as text: everything but where it stands.
    private func words(of entry: EventLogEntry) -> String {
        let fields = entry.fields.map { field in
            var text = field.name + " "
            switch field.value {
            case .integer(let value): text += "\(value)"
            case .number(let value): text += "\(value)"
            case .text(let value): text += value
            case .flag(let value): text += "\(value)"
            case .null: text += "nothing"
            }
            return text
        }
        return "\(entry.kind) at sample \(entry.sample.rawValue)" + fields.map { ", " + $0 }.joined()
    }

    private func cuts() throws(SessionError) -> [(number: Int, start: SampleIndex, length: Int)] {
        var cuts: [(number: Int, start: SampleIndex, length: Int)] = []
        for entry in log.entries where entry.kind == "blocks" {
            guard let number = entry.integer("block"), let length = entry.integer("length"), length > 0,
                number > cuts.last?.number ?? -1
            else {
                throw SessionError(.data, path, "line \(entry.sequence + 1) of the log does not say how blocks are cut")
            }
            cuts.append((number, entry.sample, length))
        }
        return cuts
    }

    private func told() throws(SessionError) -> [Int: (with: [ControlEvent], after: [ControlEvent.Kind])] {
        var words: [Int: (with: [ControlEvent], after: [ControlEvent.Kind])] = [:]
        for entry in log.entries where entry.kind == "told" {
            guard let kind = ControlEvent.Kind(logged: entry), let block = entry.integer("block"),
                case .flag(let isAfter)? = entry["afterBlock"]
            else {
                throw SessionError(
                    .data, path,
                    "line \(entry.sequence + 1) of the log says something to the controller that this version of "
                        + "Lull does not know")
            }
            if isAfter {
                words[block, default: ([], [])].after.append(kind)
            } else {
                words[block, default: ([], [])].with.append(ControlEvent(kind, at: entry.sample))
            }
        }
        return words
    }
}
