// `lull stream`: Lab Streaming Layer from the command line; here what its parts have in common, and `list`.

import ArgumentParser
import Devices
import Signals

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Streams of Lab Streaming Layer.
struct StreamCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stream", abstract: "List, send, print and record streams of Lab Streaming Layer.",
        discussion: """
            Streams are looked for and offered on this machine; with --network local in the local network too, where \
            everybody can read what is sent.
            """,
        subcommands: [List.self, Send.self, Print.self, Record.self])

    /// Which machines take part.
    enum NetworkName: String, ExpressibleByArgument, CaseIterable {
        case machine, local

        var network: LabStreaming.Network { self == .machine ? .thisMachine : .local }
    }

    /// Where to look.
    struct Place: ParsableArguments {
        @Option(help: "Which machines take part: machine (this one alone) or local (the local network).")
        var network: NetworkName = .machine

        @Option(
            help: ArgumentHelp(
                "A machine (IPv4) to ask directly as well; may be given several times.", valueName: "address"))
        var peer: [String] = []

        @Option(
            help: ArgumentHelp("How long answers are waited for, 0.1 to 60.", valueName: "seconds"))
        var wait = 1.5

        /// What is looked at.
        func resolved() throws -> LabStreaming.Network {
            guard wait.isFinite, (0.1...60).contains(wait) else {
                throw UsageError(description: "--wait is \(wait) s; allowed is 0.1 to 60 s")
            }
            var network = network.network
            for peer in peer {
                let parts = peer.split(separator: ".", omittingEmptySubsequences: false)
                guard parts.count == 4, parts.allSatisfy({ UInt8($0) != nil }) else {
                    throw UsageError(description: "--peer is “\(peer)”; it takes an IPv4 address such as 192.168.1.2")
                }
                // Questions from the loopback address reach no other machine.
                network.address = "0.0.0.0"
                network.peers.append(peer)
            }
            return network
        }

        /// All streams that there are.
        func streams() throws -> [LabStreaming.Info] {
            try LabStreaming.streams(on: resolved(), waitingAtMostMilliseconds: Int(wait * 1000))
        }

        /// The one stream of a name.
        func stream(named name: String, sourceID: String?) throws -> LabStreaming.Info {
            let all = try streams()
            let meant = all.filter { $0.name == name && (sourceID == nil || $0.sourceID == sourceID) }
            if let one = meant.first, meant.count == 1 { return one }
            guard meant.isEmpty else {
                let places = meant.map { "source id “\($0.sourceID)” on \($0.hostname)" }.joined(separator: ", ")
                throw StreamError(
                    description: "\(meant.count) streams are called “\(name)” (\(places)); "
                        + (sourceID == nil ? "name one with --source" : "end all but one of their senders"))
            }
            let names = all.prefix(8).map { "“\($0.name)”" }.joined(separator: ", ")
            let wanted = sourceID.map { "“\(name)” with source id “\($0)”" } ?? "“\(name)”"
            throw StreamError(
                description: "no stream called \(wanted) was found within \(wait.short) s; there "
                    + (all.isEmpty ? "is none" : "\(all.count == 1 ? "is" : "are") \(names)")
                    + (network == .machine ? "; --network local looks beyond this machine" : ""))
        }
    }

    /// One stream, by its name.
    struct Choice: ParsableArguments {
        @Argument(help: "The stream's name, as lull stream list prints it.") var name: String

        @Option(help: ArgumentHelp("The source id, when several streams have the name.", valueName: "id"))
        var source: String?

        @OptionGroup var place: Place

        func find() throws -> LabStreaming.Info { try place.stream(named: name, sourceID: source) }
    }

    /// The streams that there are.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List the streams that there are.",
            discussion: "Example:  lull stream list --network local")

        @OptionGroup var place: Place
        @Flag(help: "Print JSON instead of text.") var json = false

        /// A stream as JSON.
        private struct Entry: Encodable {
            let name, type, format, sourceID, hostname, address, uid: String
            let channels: Int
            let hertz: Double
        }

        func run() throws {
            let streams = try place.streams()
            if json {
                let encoder = JSONEncoder()
                encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
                let entries = streams.map {
                    Entry(
                        name: $0.name, type: $0.type, format: $0.format.rawValue, sourceID: $0.sourceID,
                        hostname: $0.hostname, address: $0.address, uid: $0.uid, channels: $0.channelCount,
                        hertz: $0.hertz)
                }
                return Console.result(String(decoding: try encoder.encode(entries), as: UTF8.self))
            }
            guard !streams.isEmpty else {
                return Console.say(
                    "no stream answered within \(place.wait.short) s"
                        + (place.network == .machine ? "; --network local looks beyond this machine" : ""))
            }
            var table = TextTable([
                ("name", .left), ("type", .left), ("channels", .right), ("rate", .right), ("format", .left),
                ("source id", .left), ("machine", .left),
            ])
            for stream in streams {
                table.add([
                    stream.name, stream.type, "\(stream.channelCount)",
                    stream.hertz > 0 ? "\(stream.hertz.short) Hz" : "irregular", stream.format.rawValue,
                    stream.sourceID, "\(stream.hostname) (\(stream.address))",
                ])
            }
            for line in table.lines { Console.result(line) }
        }
    }
}

/// Why there is no stream to work with.
struct StreamError: ExplainedError {
    var category: ErrorCategory { .unavailable }
    let description: String
}
