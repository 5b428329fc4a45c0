import TestSupport
import Testing

@testable import Devices

@Suite("How samples of Lab Streaming Layer are asked for")
struct LabStreamingFeedTests {
    private static let uid = "a4cca09a-bac6-40ac-8e43-80a4a1561209"

    private static func info(_ format: LabStreaming.Format = .float32) -> LabStreaming.Info {
        LabStreaming.Info(
            name: "Biceps", type: "EMG", channelCount: 2, format: format, hertz: 1000, sourceID: "id", uid: uid)
    }

    /// What liblsl 1.18 (pylsl 1.18.6) sent after a request: its answer, two test samples, then a sample with a time and a
    /// chunk of three, of which only the first has one.
    private static let golden =
        Array(
            "LSL/110 200 OK\r\nUID: \(uid)\r\nByte-Order: 1234\r\nSuppress-Subnormals: 0\r\nData-Protocol-Version: 110\r\n\r\n"
                .utf8)
        + bytes(
            "02c976be9f0c24fe40000080400000a0c002c976be9f0c24fe4000000040000040c00200000000001059400000c03f000000c0"
                + "021d5a643bdf3f59400000803f00000040010000404000008040010000a0400000c040")

    private static func bytes(_ hex: String) -> [UInt8] {
        stride(from: 0, to: hex.count, by: 2).compactMap { UInt8(hex.dropFirst($0).prefix(2), radix: 16) }
    }

    @Test("liblsl's answer and samples are read, in pieces of any size")
    func golden() throws {
        for piece in [1, 13, Self.golden.count] {
            var reader = LabStreaming.FeedReader(Self.info())
            var samples: [LabStreaming.Sample] = []
            for start in stride(from: 0, to: Self.golden.count, by: piece) {
                samples += try reader.receive(Array(Self.golden[start..<min(start + piece, Self.golden.count)]))
            }
            #expect(reader.isProved)
            #expect(samples.map(\.values) == [[1.5, -2], [1, 2], [3, 4], [5, 6]].map { .float32($0) })
            let times = samples.compactMap(\.time)
            // A chunk's stamp is that of its last sample.
            #expect(times[0] == 100.25 && times.count == 4)
            #expect(zip(times.dropFirst(), [100.998, 100.999, 101]).allSatisfy { abs($0 - $1) < 1e-9 })
        }
    }

    @Test("our answer is liblsl's, byte for byte")
    func answer() {
        let request = LabStreaming.FeedRequest(for: Self.info(), bufferLength: 360)
        var server = LabStreaming.FeedServer()
        var step = LabStreaming.FeedServer.Step.wait
        for byte in request.text.utf8 {
            #expect(step == .wait)
            step = server.receive([byte], of: Self.info())
        }
        let headAndPattern = Array(Self.golden.prefix(Self.golden.count - 52))
        #expect(step == .feed(sending: headAndPattern, request))
    }

    @Test("our request is liblsl's, but for the speed of its byte swapping")
    func request() {
        let expected =
            "LSL:streamfeed/110 \(Self.uid)\r\nNative-Byte-Order: 1234\r\nEndian-Performance: 0\r\nHas-IEEE754-Floats: 1\r\n"
            + "Supports-Subnormals: 1\r\nValue-Size: 4\r\nData-Protocol-Version: 110\r\nMax-Buffer-Length: 360\r\n"
            + "Max-Chunk-Length: 0\r\nHostname: \r\nSource-Id: id\r\nSession-Id: default\r\n\r\n"
        #expect(LabStreaming.FeedRequest(for: Self.info(), bufferLength: 360).text == expected)
        var tricky = Self.info()
        tricky.sourceID = "a\r\nValue-Size: 9"
        let read = LabStreaming.FeedRequest(LabStreaming.FeedRequest(for: tricky, bufferLength: 1).text, valueSize: 4)
        #expect(read?.valueSize == 4 && read?.sourceID == "a Value-Size: 9")
    }

    @Test("another stream, another version and another size of values are refused with liblsl's words")
    func refusals() {
        func answer(_ change: (inout LabStreaming.FeedRequest) -> Void) -> LabStreaming.FeedServer.Step {
            var request = LabStreaming.FeedRequest(for: Self.info(), bufferLength: 0)
            change(&request)
            var server = LabStreaming.FeedServer()
            return server.receive(Array(request.text.utf8), of: Self.info())
        }
        let tooOld = LabStreaming.FeedServer.Step.close(sending: "LSL/110 505 Version not supported")
        #expect(answer { $0.uid = "zzz" } == .close(sending: "LSL/110 404 Not found"))
        #expect(answer { $0.version = 200 } == tooOld)
        #expect(answer { $0.version = 100 } == tooOld)
        #expect(answer { $0.dataVersion = 100 } == tooOld)
        #expect(answer { $0.valueSize = 8 } == tooOld)
        #expect(answer { $0.hasIEEEFloats = false } == tooOld)
        if case .feed = answer({ $0.uid = "" }) {} else { Issue.record("any run of the sender was asked for") }
        var old = LabStreaming.FeedServer()
        #expect(old.receive(Array("LSL:streamfeed\r\n360 0\r\n".utf8), of: Self.info()) == tooOld)
    }

    @Test("a description is sent on request, the short one only to who means this stream")
    func infos() {
        func answer(_ text: String) -> LabStreaming.FeedServer.Step {
            var server = LabStreaming.FeedServer()
            return server.receive(Array(text.utf8), of: Self.info())
        }
        let info = Self.info()
        #expect(answer("LSL:fullinfo\r\n") == .close(sending: info.xml(isFull: true)))
        #expect(answer("LSL:shortinfo\r\n") == .wait)
        #expect(answer("LSL:shortinfo\r\nname='Biceps'\r\n") == .close(sending: info.xml(isFull: false)))
        #expect(answer("LSL:shortinfo\r\nname='x'\r\n") == .close(sending: ""))
        #expect(answer("GET / HTTP/1.1\r\n\r\n") == .close(sending: ""))
        #expect(answer(String(repeating: "x", count: 70_000)) == .close(sending: ""))
    }

    @Test("a sender that refuses, is something else, or writes numbers in another way is left with a reason")
    func badAnswers() {
        let head = String(decoding: Self.golden.prefix(Self.golden.count - 86), as: UTF8.self)
        #expect(head.hasSuffix("\r\n\r\n"))
        let swapped = head.replacing("1234", with: "4321")
        let wrong: [([UInt8], String)] = [
            (Array("LSL/110 404 Not found\r\n\r\n".utf8), "another stream by now"),
            (Array("LSL/110 505 Version not supported\r\n\r\n".utf8), "it refuses: 505 Version not supported"),
            (Array("HTTP/1.1 200 OK\r\n\r\n".utf8), "“HTTP/1.1 200 OK”, which is not Lab Streaming Layer"),
            (Array(swapped.utf8), "byte order 4321"),
            (Array(head.replacing(Self.uid, with: "other").utf8), "another stream by now"),
            (Array(head.replacing("Version: 110", with: "Version: 100").utf8), "by protocol 100"),
            (Array(head.utf8) + Self.golden.suffix(35), "test samples"),
            (Array(repeating: 65, count: 20_000), "answers without an end"),
        ]
        for (bytes, words) in wrong {
            var reader = LabStreaming.FeedReader(Self.info())
            let flaw = #expect(throws: LabStreaming.Flaw.self) { try reader.receive(bytes) }
            #expect(flaw?.words.contains(words) == true, "\(flaw?.words ?? "")")
        }
    }

    @Test("what one end says the other understands, for every format", arguments: LabStreaming.Format.allCases)
    func bothEnds(format: LabStreaming.Format) throws {
        let info = Self.info(format)
        var server = LabStreaming.FeedServer()
        let request = LabStreaming.FeedRequest(for: info, bufferLength: 5)
        guard case .feed(let bytes, _) = server.receive(Array(request.text.utf8), of: info) else {
            Issue.record("no samples")
            return
        }
        var reader = LabStreaming.FeedReader(info)
        #expect(try reader.receive(bytes).isEmpty && reader.isProved)
    }

    @Test("10,000 damaged conversations end in samples, waiting or a reason, never a crash")
    func fuzz() {
        var random = SeededGenerator(seed: 33)
        let request = Array(LabStreaming.FeedRequest(for: Self.info(), bufferLength: 360).text.utf8)
        for round in 0..<10_000 {
            var bytes = round.isMultiple(of: 2) ? request : Self.golden
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            var server = LabStreaming.FeedServer()
            _ = server.receive(bytes, of: Self.info())
            var reader = LabStreaming.FeedReader(Self.info())
            _ = try? reader.receive(bytes)
        }
    }

    @Test("a question for streams and its answer come back from their texts")
    func discovery() throws {
        let question = LabStreaming.DiscoveryQuestion(query: "name='Q'", returnPort: 16_576, id: "9827630360775325393")
        // What pylsl 1.18.6 sends, but for the session.
        #expect(question.text == "LSL:shortinfo\r\nname='Q'\r\n16576 9827630360775325393\r\n")
        #expect(LabStreaming.DiscoveryQuestion(question.text) == question)
        let answer = Array(question.answer(Self.info()).utf8)
        #expect(question.info(inAnswer: answer) == Self.info())
        #expect(LabStreaming.DiscoveryQuestion(query: "", returnPort: 1, id: "98").info(inAnswer: answer) == nil)
        for wrong in [
            "", "LSL:shortinfo\r\nx\r\n", "LSL:shortinfo\r\nx\r\n0 1\r\n", "LSL:shortinfo\r\nx\r\n70000 1\r\n",
        ] {
            #expect(LabStreaming.DiscoveryQuestion(wrong) == nil)
        }
    }
}
