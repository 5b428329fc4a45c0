// `lull stream`: two runs of the program, one that sends and one that reads.

import Foundation
import TestSupport
import Testing

@Suite("lull stream")
struct StreamTests {
    /// A folder with a table of two channels, and a name for its stream that no other test has.
    private let folder: TemporaryDirectory
    private let name = "stream \(UUID().uuidString)"
    private static let frames = 1500

    init() throws {
        folder = try TemporaryDirectory()
        let lines = (0..<Self.frames).map { "\($0),-\($0 + 1).25" }
        try Data((["EMG 1 [uV],EMG 2 [uV]"] + lines).joined(separator: "\n").utf8)
            .write(to: URL(fileURLWithPath: folder.file("ramp.csv")))
    }

    /// Sends the table while `body` runs.
    private func sending(_ copies: Int = 1, _ body: () throws -> Void) throws {
        let senders = try (0..<copies).map { _ in
            try Program.start(
                ["stream", "send", "ramp.csv", "--rate", "1000", "--name", name, "--wait-for-reader"], in: folder.path)
        }
        defer {
            for sender in senders {
                sender.terminate()
                sender.waitUntilExit()
            }
        }
        // They need a moment to start; the list says when they are there.
        for _ in 0..<100 {
            let list = try Program.run(["stream", "list", "--wait", "0.3"], in: folder.path).output
            if list.components(separatedBy: name).count > copies { break }
        }
        try body()
    }

    @Test("what is sent is read: every value, and times one sample apart")
    func printed() throws {
        try sending {
            let result = try Program.run(["stream", "print", name, "--count", "\(Self.frames)"], in: folder.path)
            #expect(result.status == 0)
            let rows = result.output.split(separator: "\n").map { $0.split(separator: "\t").compactMap { Double($0) } }
            let isEqual =
                rows.map { Array($0.dropFirst()) } == (0..<Self.frames).map { [Double($0), -Double($0) - 1.25] }
            #expect(isEqual, "\(rows.count) rows, of which the first are \(rows.prefix(3))")
            let times = rows.compactMap(\.first)
            #expect(zip(times, times.dropFirst()).allSatisfy { abs($1 - $0 - 0.001) < 1e-9 })
        }
    }

    @Test("a stream is recorded as XDF for the time asked for, with its channels")
    func recorded() throws {
        try sending {
            let arguments = ["stream", "record", name, "--out", "out.xdf", "--duration", "1s", "--json"]
            let result = try Program.run(arguments, in: folder.path)
            #expect(result.status == 0)
            let summary = try #require(
                try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
            #expect(summary["frames"] as? Int == 1000 && summary["lostFrames"] as? Int == 0)
            #expect(summary["clockOffsetSeconds"] is Double)
            let info = try Program.run(["info", "out.xdf"], in: folder.path).output
            #expect(info.contains("1.000 s at 1000 Hz") && info.contains("EMG 2") && info.contains("µV"))
            let again = try Program.run(arguments, in: folder.path)
            #expect(again.status == 73 && again.errors.contains("out.xdf: there is a file of this name; name another"))
        }
    }

    @Test("the end of a stream is an error in a sentence, and what came is kept")
    func ended() throws {
        try sending {
            let result = try Program.run(
                ["stream", "record", name, "--out", "out.xdf", "--patience", "5"], in: folder.path)
            #expect(result.status == 74 && result.output.contains("\(Self.frames) frames at 1000 Hz"))
            #expect(result.errorLines.last?.hasPrefix("lull: the stream “\(name)” ") == true)
            #expect(try Program.run(["info", "out.xdf"], in: folder.path).output.contains("1.500 s"))
        }
    }

    @Test("no stream of the name, and two of it: one sentence that says what there is and what to do")
    func notOne() throws {
        try sending(2) {
            let two = try Program.run(["stream", "print", name], in: folder.path)
            #expect(two.status == 69 && two.errorLines.count == 1)
            #expect(two.errors.contains("2 streams are called “\(name)” (source id “lull \(name)”"))
            #expect(two.errors.contains("name one with --source"))
            let none = try Program.run(["stream", "print", "no \(name)", "--wait", "0.5"], in: folder.path)
            #expect(none.status == 69 && none.errorLines.count == 1)
            #expect(none.errors.contains("no stream called “no \(name)” was found within 0.5 s; there are “"))
        }
    }

    @Test(
        "an option out of range is refused with what is allowed",
        arguments: [
            (["list", "--wait", "0"], "--wait is 0.0 s; allowed is 0.1 to 60 s"),
            (["list", "--peer", "lab.example"], "--peer is “lab.example”; it takes an IPv4 address"),
            (["print", "x", "--count", "0"], "--count is 0; allowed is 1 or more"),
            (["record", "x", "--out", "y", "--patience", "nan"], "--patience is nan s; allowed is 0.1 to 600 s"),
            (["send", "ramp.csv", "--rate", "1000", "--block", "0"], "--block is 0 ms; allowed is 1 to 1000 ms"),
            (["send", "ramp.csv", "--rate", "1000", "--name", ""], "--name is empty"),
        ])
    func refused(arguments: [String], words: String) throws {
        let result = try Program.run(["stream"] + arguments, in: folder.path)
        #expect(result.status == 64 && result.errors.contains(words) && result.errorLines.count == 1)
    }
}
