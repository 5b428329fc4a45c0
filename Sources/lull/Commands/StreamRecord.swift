// `lull stream record NAME` and `print NAME`: a stream of another program into a file, or onto the terminal.

import ArgumentParser
import Devices
import Glibc
import Recordings
import Signals

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension StreamCommand {
    /// Keeps a stream in a file.
    struct Record: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "record", abstract: "Record a stream as XDF while it runs.",
            usage: "lull stream record <name> --out <file> [<options>]",
            discussion: """
                A stream of numbers with a fixed rate is kept until --duration is over, Ctrl-C, or its sender is gone. What is \
                lost on the way stays a gap, told from time stamps; a sender that is started anew is found again by its \
                source id. Killed at any moment, at most the last second is lost.

                Example:  lull stream record Biceps --duration 1min --out biceps.xdf
                """)

        @OptionGroup var choice: Choice

        @Option(
            help: ArgumentHelp("The XDF file, which must not be there yet.", valueName: "file"), completion: .file())
        var out: String

        @Option(
            parsing: .unconditional,
            help: ArgumentHelp("How long: seconds, or with a unit such as 90s, 5min.", valueName: "time"))
        var duration: String?

        @Option(help: ArgumentHelp("How long a silent or lost sender is waited for, 0.1 to 600.", valueName: "seconds"))
        var patience = 10.0

        @Flag(help: "Print the summary as JSON instead of text.") var json = false

        func run() throws {
            let seconds = try duration.map { try SimulateError.duration($0) } ?? .infinity
            guard patience.isFinite, (0.1...600).contains(patience) else {
                throw UsageError(description: "--patience is \(patience) s; allowed is 0.1 to 600 s")
            }
            guard access(out, F_OK) != 0 else {
                throw RecordingError(
                    .cannotCreate, file: out,
                    problem: "there is a file of this name; name another, it is never replaced")
            }
            let milliseconds = Int(patience * 1000)
            var source = try LabStreamingSource(
                LabStreamingInlet.connect(
                    to: choice.find(), on: try choice.place.resolved(), recoveryMilliseconds: milliseconds),
                silenceLimitMilliseconds: milliseconds)
            defer { source.close() }
            var writer = try XDFSignalWriter(path: out, channels: source.channels)
            Console.say("recording “\(choice.name)” into \(out); Ctrl-C ends it")
            var failure: (any Error)?
            do {
                try Interrupt.catching("\nlull: ending the recording …\n") {
                    try record(&source, into: &writer, limit: seconds * source.rate.hertz)
                }
            } catch {
                failure = error
            }
            try writer.finish()
            say(source, writer.keptFrames)
            if let failure { throw failure }
        }

        private func record(
            _ source: inout LabStreamingSource, into writer: inout XDFSignalWriter, limit: Double
        ) throws {
            let second = max(1, source.rate.samples(inSeconds: 1))
            while !Interrupt.isWished, let block = try source.nextBlock() {
                let room = limit - Double(block.start.rawValue)
                guard room > 0 else { return }
                let frames = room < Double(block.frameCount) ? Int(room.rounded(.up)) : block.frameCount
                block.values.withUnsafeBufferPointer { values in
                    writer.append(
                        start: block.start,
                        frames: UnsafeBufferPointer(rebasing: values.prefix(frames * block.channelCount)))
                }
                if writer.waitingFrames >= second { try writer.flush() }
                if Double(block.end.rawValue) >= limit { return }
            }
        }

        /// The summary as JSON.
        private struct Summary: Encodable {
            let file, stream: String
            let frames, gaps, lostFrames, clockJumps, reconnections: Int
            let hertz: Double
            let clockOffsetSeconds, clockRoundTripSeconds, pipelineLatencySeconds: Double?
        }

        private func say(_ source: borrowing LabStreamingSource, _ frames: Int) {
            let report = source.report
            if json {
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
                let summary = Summary(
                    file: out, stream: choice.name, frames: frames, gaps: report.gapCount,
                    lostFrames: report.lostFrames, clockJumps: report.clockJumps,
                    reconnections: report.reconnections, hertz: source.rate.hertz,
                    clockOffsetSeconds: report.clockOffset?.seconds,
                    clockRoundTripSeconds: report.clockOffset?.roundTrip,
                    pipelineLatencySeconds: report.pipelineLatency)
                if let data = try? encoder.encode(summary) { Console.result(String(decoding: data, as: UTF8.self)) }
                return
            }
            func milliseconds(_ seconds: Double) -> String { "\((seconds * 1000).formatted(decimals: 3)) ms" }
            Console.result(
                "\(out): \(counted(source.channels.count, "channel")), \(counted(frames, "frame")) at \(source.rate), "
                    + "\(source.rate.seconds(frames).formatted(decimals: 1)) s")
            Console.result(
                "  \(counted(report.gapCount, "gap")) with \(counted(report.lostFrames, "lost frame")), "
                    + "\(counted(report.clockJumps, "jump")) of the clock, \(counted(report.reconnections, "restart")) "
                    + "of the sender")
            if let offset = report.clockOffset {
                Console.result(
                    "  the sender's clock differs by \(milliseconds(offset.seconds)), known to "
                        + "\(milliseconds(offset.roundTrip / 2))")
            }
            if let latency = report.pipelineLatency {
                Console.result("  the newest frame came \(milliseconds(latency)) after its time stamp")
            }
        }
    }

    /// Prints a stream.
    struct Print: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "print", abstract: "Print the samples of any stream, texts and irregular ones too.",
            usage: "lull stream print <name> [<options>]",
            discussion: """
                One line for a sample: its time on the sender's clock in seconds, then the values, separated by tabs. Line ends \
                and tabs within texts are printed as spaces.

                Example:  lull stream print Markers --count 5
                """)

        @OptionGroup var choice: Choice

        @Option(help: ArgumentHelp("How many samples; until Ctrl-C without it.", valueName: "n")) var count: Int?

        func run() throws {
            if let count, count < 1 { throw UsageError(description: "--count is \(count); allowed is 1 or more") }
            var inlet = try LabStreamingInlet.connect(to: choice.find(), on: try choice.place.resolved())
            Console.say("reading “\(choice.name)”; Ctrl-C ends it")
            var left = count ?? .max
            try Interrupt.catching("\n") {
                while left > 0, !Interrupt.isWished {
                    for sample in try inlet.receive(waitingAtMostMilliseconds: 200).prefix(left) {
                        Console.result(Self.line(sample))
                        left -= 1
                    }
                }
            }
            inlet.close()
        }

        private static func line(_ sample: LabStreaming.Sample) -> String {
            let values: [String] =
                switch sample.values {
                case .float32(let all): all.map { "\($0)" }
                case .double64(let all): all.map { "\($0)" }
                case .int8(let all): all.map { "\($0)" }
                case .int16(let all): all.map { "\($0)" }
                case .int32(let all): all.map { "\($0)" }
                case .int64(let all): all.map { "\($0)" }
                case .string(let all):
                    all.map { String(decoding: $0.map { $0 < 32 ? 32 : $0 }, as: UTF8.self) }
                }
            return (["\(sample.time ?? .nan)"] + values).joined(separator: "\t")
        }
    }
}
