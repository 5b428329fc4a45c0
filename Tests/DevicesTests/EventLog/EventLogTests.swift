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
            entry.line(after: "ab")
                == #"{"sequence":3,"sample":2048,"seconds":1.0,"kind":"pulse","fields":{"order":7,"peak":0.1,"#
                + #""note":"a \"b\"\\\n\u0001é","last":true,"none":null,"bad":"nan"},"previous":"ab"}"#)
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
            let (read, previous) = try EventLogEntry.read(entry.line(after: "p\(k)").utf8)
            if read != entry || previous != "p\(k)" { failures.append(entry) }
        }
        #expect(failures.isEmpty)
    }

    @Test("a line that another program wrote, with spaces, other order and escapes, is read")
    func otherWriter() throws {
        let line =
            #" { "kind": "a\u00b5\ud83d\ude00\/", "fields": { "x": -1.5e3 }, "sample": 4, "sequence": 0, "seconds": 2 } "#
        let (entry, previous) = try EventLogEntry.read(line.utf8)
        #expect(previous == nil)
        #expect(entry.kind == "aµ\u{1F600}/")
        #expect(entry["x"] == .number(-1500))
        #expect(entry.seconds == 2)
    }

    @Test("damaged lines are refused and never crash the reader")
    func damaged() throws {
        var generator = SeededGenerator(seed: 41)
        let good = Array(#"{"sequence":0,"sample":0,"seconds":0.5,"kind":"k","fields":{"a":"\u00e9","b":[1]}}"#.utf8)
        #expect(throws: EventLogEntry.LineError.self) { try EventLogEntry.read(good) }
        for _ in 0..<3000 {
            var line = Array(good.prefix(Int.random(in: 0...good.count, using: &generator)))
            for _ in 0..<3 where !line.isEmpty {
                line[Int.random(in: line.indices, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            _ = try? EventLogEntry.read(line)
        }
        for text in [
            "", "{}", "[]", #"{"sequence":0,"sample":0,"seconds":0,"kind":"k","kind":"k"}"#,
            #"{"sequence":0,"sample":0,"seconds":0,"kind":"k","other":1}"#,
            #"{"sequence":0,"sample":0,"seconds":0,"kind":"k"} x"#,
            #"{"sequence":0.5,"sample":0,"seconds":0,"kind":"k"}"#,
            #"{"sequence":0,"sample":0,"seconds":0,"kind":"\ud83d"}"#,
        ] {
            #expect(throws: EventLogEntry.LineError.self, "\(text)") { try EventLogEntry.read(text.utf8) }
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
        let bytes = Self.chain(4)
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
        let first = EventLogEntry(sequence: 0, sample: SampleIndex(0), seconds: 0, kind: "k")
            .line(after: EventLogEntry.beginning)
        let third = EventLogEntry(sequence: 2, sample: SampleIndex(0), seconds: 0, kind: "k")
            .line(after: EventLogEntry.digest(ofLine: first.utf8))
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

    /// A log of so many lines.
    private static func chain(_ count: Int) -> [UInt8] {
        var (bytes, digest): ([UInt8], String) = ([], EventLogEntry.beginning)
        for k in 0..<count {
            let line = Array(
                EventLogEntry(
                    sequence: k, sample: SampleIndex(k), seconds: 0, kind: "k", fields: [.init("a", .integer(k))]
                ).line(after: digest).utf8)
            digest = EventLogEntry.digest(ofLine: line)
            bytes += line + [10]
        }
        return bytes
    }

    @Test("a line carries the SHA-256 of the line before it, as other programs compute it")
    func knownDigest() throws {
        // sha256sum of the first line, computed outside of this project.
        let lines = String(decoding: Self.chain(2), as: UTF8.self).split(separator: "\n")
        #expect(
            lines[0]
                == #"{"sequence":0,"sample":0,"seconds":0.0,"kind":"k","fields":{"a":0},"previous":"\#(EventLogEntry.beginning)"}"#
        )
        #expect(
            lines[1].hasSuffix(#""previous":"bc5ab10fb13769b9fe572f39d9506841003f212ae15914b8bf36e69509b70694"}"#),
            "\(lines[1])")
        let log = try EventLog(contents: Self.chain(2), path: "x")
        #expect(log.lastDigest == EventLogEntry.digest(ofLine: lines[1].utf8))
    }

    @Test(
        "a changed line, one that is missing, put in, or moved: the reader refuses, and names the line where the chain breaks"
    )
    func tampered() throws {
        let lines = Self.chain(6).split(separator: 10).map(Array.init)
        func error(_ lines: [[UInt8]]) -> EventLogError? {
            do {
                _ = try EventLog(contents: lines.flatMap { $0 + [10] }, path: "x")
                return nil
            } catch {
                return error
            }
        }
        func renumbered(_ lines: [[UInt8]]) -> [[UInt8]] {
            lines.enumerated().map { k, line in
                let text = String(decoding: line, as: UTF8.self)
                return Array("{\"sequence\":\(k)\(text.drop { $0 != "," })".utf8)
            }
        }
        #expect(error(lines) == nil)
        for changed in 0..<5 {
            var copy = lines
            copy[changed] = Array(
                String(decoding: copy[changed], as: UTF8.self).split(separator: #"{"a":"#, maxSplits: 1)
                    .joined(separator: #"{"a":9"#).utf8)
            #expect(error(copy) == .brokenChain(path: "x", line: changed + 2))
        }
        var missing = lines
        missing.remove(at: 2)
        #expect(error(renumbered(missing)) == .brokenChain(path: "x", line: 3))
        #expect(error(renumbered(Array(lines.dropFirst()))) == .brokenChain(path: "x", line: 1))
        var twice = lines
        twice.insert(lines[3], at: 3)
        #expect(error(renumbered(twice)) == .brokenChain(path: "x", line: 4 + 1))
        var moved = lines
        moved.swapAt(2, 3)
        #expect(error(renumbered(moved)) == .brokenChain(path: "x", line: 3))
        #expect(
            EventLogError.brokenChain(path: "x", line: 3).description
                == "the hash chain of the event log x breaks at line 3: it does not follow line 2 as that stands there, so one "
                + "of the two was changed, or lines between them are missing")
    }

    @Test("any single bit that is turned in a log is found, but in its last line, which nothing follows")
    func anyBit() throws {
        let bytes = Self.chain(5)
        let last = bytes.dropLast().lastIndex(of: 10)!
        var unnoticed: [Int] = []
        for place in 0..<last {
            for bit in 0..<8 {
                var copy = bytes
                copy[place] ^= 1 << bit
                if (try? EventLog(contents: copy, path: "x")) != nil { unnoticed.append(place) }
            }
        }
        #expect(unnoticed == [])
    }

    @Test("a log of the form without a chain is refused in one sentence")
    func oldForm() {
        let old = #"{"sequence":0,"sample":0,"seconds":0.0,"kind":"log","fields":{"version":1,"rateHz":2048.0}}"# + "\n"
        let error = #expect(throws: EventLogError.self) {
            try EventLog(contents: Array(old.utf8), path: "events.jsonl")
        }
        #expect(
            error?.description
                == "the event log events.jsonl is of form 1, without a hash chain; this version of Lull reads form 2: read it "
                + "with the version that wrote it")
        #expect(error?.category == .data)
    }
}
