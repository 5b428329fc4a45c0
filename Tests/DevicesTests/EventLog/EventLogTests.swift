import Glibc
import Signals
import Stimulation
import TestSupport
import Testing

@testable import Devices

@Suite("The event log")
struct EventLogTests {
    /// A path in a folder of its own, which is removed afterwards.
    private func withPath(_ body: (String) throws -> Void) throws {
        var template = Array("/tmp/lull-events-XXXXXX".utf8CString)
        let folder = try #require(
            template.withUnsafeMutableBufferPointer { mkdtemp($0.baseAddress!) }.map { String(cString: $0) })
        let path = folder + "/events.jsonl"
        defer {
            unlink(path)
            rmdir(folder)
        }
        try body(path)
    }

    private static let rate = SampleRate(hertz: 2048)!

    @Test("an entry is one line of JSON with its keys in order")
    func line() {
        let entry = EventLogEntry(
            sequence: 3, sample: SampleIndex(2048), seconds: 1, kind: "pulse",
            fields: [
                .init("order", .integer(7)), .init("peak", .number(0.1)), .init("note", .text("a \"b\"\\\n\u{1}é")),
                .init("last", .flag(true)), .init("none", .null), .init("bad", .number(.nan)),
            ])
        #expect(
            entry.line
                == #"{"sequence":3,"sample":2048,"seconds":1.0,"kind":"pulse","fields":{"order":7,"peak":0.1,"#
                + #""note":"a \"b\"\\\n\u0001é","last":true,"none":null,"bad":"nan"}}"#)
    }

    @Test("any entry reads back from its line as itself")
    func roundTrip() throws {
        var generator = SeededGenerator(seed: 40)
        let alphabet = Array("aé\"\\\n\t\u{0}\u{1F600}\u{7F} {}[]:,µ").map { $0 }
        func text() -> String {
            String(
                (0..<Int.random(in: 0...12, using: &generator)).map { _ in alphabet.randomElement(using: &generator)! })
        }
        func value() -> EventValue {
            switch Int.random(in: 0..<5, using: &generator) {
            case 0: .text(text())
            case 1: .integer(Int.random(in: .min ... .max, using: &generator))
            case 2:
                .number(
                    Double(bitPattern: generator.next()).isFinite
                        ? Double.random(in: -1e300...1e300, using: &generator) : 0.5)
            case 3: .flag(Bool.random(using: &generator))
            default: .null
            }
        }
        var failures: [EventLogEntry] = []
        for k in 0..<1000 {
            let entry = EventLogEntry(
                sequence: k, sample: SampleIndex(Int.random(in: -1000...1_000_000, using: &generator)),
                seconds: Double.random(in: 0...1e6, using: &generator), kind: text(),
                fields: (0..<Int.random(in: 0...6, using: &generator)).map { _ in .init(text(), value()) })
            if try EventLogEntry(line: entry.line.utf8) != entry { failures.append(entry) }
        }
        #expect(failures.isEmpty)
    }

    @Test("a line that another program wrote, with spaces, other order and escapes, is read")
    func otherWriter() throws {
        let line =
            #" { "kind": "a\u00b5\ud83d\ude00\/", "fields": { "x": -1.5e3 }, "sample": 4, "sequence": 0, "seconds": 2 } "#
        let entry = try EventLogEntry(line: line.utf8)
        #expect(entry.kind == "aµ\u{1F600}/")
        #expect(entry["x"] == .number(-1500))
        #expect(entry.seconds == 2)
    }

    @Test("damaged lines are refused and never crash the reader")
    func damaged() throws {
        var generator = SeededGenerator(seed: 41)
        let good = Array(#"{"sequence":0,"sample":0,"seconds":0.5,"kind":"k","fields":{"a":"\u00e9","b":[1]}}"#.utf8)
        #expect(throws: EventLogEntry.LineError.self) { try EventLogEntry(line: good) }
        for _ in 0..<3000 {
            var line = Array(good.prefix(Int.random(in: 0...good.count, using: &generator)))
            for _ in 0..<3 where !line.isEmpty {
                line[Int.random(in: line.indices, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            _ = try? EventLogEntry(line: line)
        }
        for text in [
            "", "{}", "[]", #"{"sequence":0,"sample":0,"seconds":0,"kind":"k","kind":"k"}"#,
            #"{"sequence":0,"sample":0,"seconds":0,"kind":"k","other":1}"#,
            #"{"sequence":0,"sample":0,"seconds":0,"kind":"k"} x"#,
            #"{"sequence":0.5,"sample":0,"seconds":0,"kind":"k"}"#,
            #"{"sequence":0,"sample":0,"seconds":0,"kind":"\ud83d"}"#,
        ] {
            #expect(throws: EventLogEntry.LineError.self, "\(text)") { try EventLogEntry(line: text.utf8) }
        }
    }

    @Test("a log on disk reads back, its first entry names the rate, and a half line at the end is left out")
    func onDisk() throws {
        try withPath { path in
            do {
                var log = try EventLogWriter(path: path, rate: Self.rate)
                try log.append("trigger", at: SampleIndex(1024), [.init("channel", .integer(3))])
                try log.append(
                    StimulatorEvent(
                        time: .milliseconds(500.3),
                        kind: .burstStarted(order: 1, channel: PadChannel(2)!, pulses: 10)))
            }
            let log = try EventLog(path: path)
            #expect(log.entries.map(\.sequence) == [0, 1, 2])
            #expect(log.entries.map(\.kind) == ["log", "trigger", "burst-started"])
            #expect(log.entries[0]["rateHz"] == .number(2048))
            #expect(log.entries[1].seconds == 0.5)
            #expect(log.entries[2].sample == SampleIndex(1025))
            #expect(log.entries[2].seconds == 0.5003)
            #expect(log.entries[2]["channel"] == .integer(2))
            #expect(!log.endsInHalfLine)

            let file = fopen(path, "a")
            fputs(#"{"sequence":3,"sam"#, file)
            fclose(file)
            let cut = try EventLog(path: path)
            #expect(cut.entries == log.entries)
            #expect(cut.endsInHalfLine)
        }
    }

    @Test("every cut of a log reads as the whole lines before the cut")
    func anyCut() throws {
        let lines = (0..<4).map {
            EventLogEntry(sequence: $0, sample: SampleIndex($0), seconds: 0, kind: "k").line + "\n"
        }
        let bytes = Array(lines.joined().utf8)
        var wrong: [Int] = []
        for cut in 0...bytes.count {
            let log = try EventLog(contents: Array(bytes.prefix(cut)), path: "x")
            let whole = bytes.prefix(cut).count { $0 == UInt8(ascii: "\n") }
            if log.entries.count != whole || log.endsInHalfLine != (cut > 0 && bytes[cut - 1] != 10) {
                wrong.append(cut)
            }
        }
        #expect(wrong == [])
    }

    @Test("a log is not written over unless one says so, and a missing entry is noticed")
    func protected() throws {
        try withPath { path in
            do { _ = try EventLogWriter(path: path, rate: Self.rate) }
            #expect(throws: EventLogError.self) { _ = try EventLogWriter(path: path, rate: Self.rate) }
            do { _ = try EventLogWriter(path: path, rate: Self.rate, replacing: true) }
            #expect(try EventLog(path: path).entries.count == 1)
        }
        let first = EventLogEntry(sequence: 0, sample: SampleIndex(0), seconds: 0, kind: "k").line
        let third = EventLogEntry(sequence: 2, sample: SampleIndex(0), seconds: 0, kind: "k").line
        let error = #expect(throws: EventLogError.self) {
            try EventLog(contents: Array("\(first)\n\(third)\n".utf8), path: "events.jsonl")
        }
        #expect(
            error?.description
                == "line 2 of the event log events.jsonl is not an entry: at byte 1, its sequence number is 2; expected is 1"
        )
    }

    @Test("a log in a folder that is not there is said in a sentence")
    func noFolder() {
        let error = #expect(throws: EventLogError.self) {
            _ = try EventLogWriter(path: "/nowhere/events.jsonl", rate: Self.rate)
        }
        #expect(
            error?.description == "the event log /nowhere/events.jsonl cannot be created: No such file or directory")
        #expect(error?.category == .cannotCreate)
    }
}
