// `lull stream send FILE`: a recording as a live stream, in its own time.

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
    /// Plays a recording.
    struct Send: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "send", abstract: "Play a recording as a stream, in its own time.",
            usage: "lull stream send <file> [<options>]",
            discussion: """
                All channels with the rate of the first EMG channel are sent as numbers of 32 bits, with their labels and \
                units; every sample has its exact time. Ctrl-C ends the stream.

                Example:  lull stream send ramp.mat --name Biceps
                """)

        @OptionGroup var input: InputOptions

        @Option(help: "The stream's name; the file's without it.") var name: String?

        @Option(help: "Who can find the stream: machine (this one alone) or local (the local network).")
        var network: NetworkName = .machine

        @Flag(help: "Begin only when somebody reads.") var waitForReader = false

        @Option(help: ArgumentHelp("How often samples are sent, 1 to 1000.", valueName: "milliseconds"))
        var block = 10

        func run() throws {
            guard 1...1000 ~= block else {
                throw UsageError(description: "--block is \(block) ms; allowed is 1 to 1000 ms")
            }
            let recording = try input.open()
            guard let first = recording.channels(of: .emg).first ?? recording.channels.indices.first else {
                throw RecordingError(file: recording.name, problem: "it has no channels that could be sent")
            }
            let rate = recording.channels[first].rate
            let sent = recording.channels.indices.filter { recording.channels[$0].rate == rate }
            let name = self.name ?? stem(of: input.file)
            guard
                let info = LabStreaming.Info.describing(
                    sent.map { recording.channels[$0] }, name: name, sourceID: "lull \(name)",
                    uid: UUID().uuidString.lowercased()), !name.isEmpty
            else { throw UsageError(description: "--name is empty; a stream has a name") }
            let outlet = try LabStreamingOutlet(info, on: network.network)
            if let problem = outlet.discoveryProblem {
                Console.say("only programs that know this machine's address find the stream: \(problem)")
            }
            let left = recording.channels.count - sent.count
            Console.say(
                "sending “\(name)”: \(counted(sent.count, "channel")) at \(rate)"
                    + (left > 0 ? "; \(counted(left, "channel")) of another rate left out" : "") + "; Ctrl-C ends it")
            let frames = try Interrupt.catching("\nlull: ending the stream …\n") {
                try play(recording, sent, rate, outlet)
            }
            outlet.close()
            Console.result(
                "“\(name)”: \(counted(frames, "frame")) sent"
                    + (outlet.droppedCount > 0
                        ? "; \(counted(outlet.droppedCount, "sample")) kept from readers that were too slow" : ""))
        }

        /// Sends every block when its last sample is due; how many frames went.
        private func play(
            _ recording: Recording, _ channels: [Int], _ rate: SampleRate, _ outlet: LabStreamingOutlet
        ) throws -> Int {
            while waitForReader, outlet.receiverCount == 0, !Interrupt.isWished { usleep(5000) }
            let count = channels.map { recording.samples.sampleCount(ofChannel: $0) }.min() ?? 0
            let step = max(1, rate.samples(inSeconds: Double(block) / 1000))
            let began = LabStreaming.now()
            var done = 0
            while done < count, !Interrupt.isWished {
                let end = min(count, done + step)
                let columns = try channels.map { try recording.samples.samples(ofChannel: $0, in: done..<end) }
                let samples = (done..<end).map { frame in
                    LabStreaming.Sample(
                        time: began + rate.seconds(frame), values: .float32(columns.map { $0[frame - done] }))
                }
                let early = began + rate.seconds(end - 1) - LabStreaming.now()
                if early > 0 { usleep(UInt32(early * 1e6)) }
                try outlet.push(samples)
                done = end
            }
            return done
        }
    }
}
