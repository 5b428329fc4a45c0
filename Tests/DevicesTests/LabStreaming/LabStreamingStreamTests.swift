import Foundation
import Signals
import TestSupport
import Testing

@testable import Devices

@Suite("Streams of Lab Streaming Layer on this machine")
struct LabStreamingStreamTests {
    /// A name that no other test and no other run has.
    private static func unique(_ name: String) -> String { "\(name) \(UUID().uuidString)" }

    private static func info(
        _ name: String, format: LabStreaming.Format = .float32, hertz: Double = 1000, sourceID: String = ""
    ) -> LabStreaming.Info {
        var info = LabStreaming.Info(
            name: name, type: "EMG", channelCount: 2, format: format, hertz: hertz, sourceID: sourceID,
            uid: UUID().uuidString.lowercased())
        let channels = ["left", "right"].map { label in
            XMLElement("channel", "", [XMLElement("label", label), XMLElement("unit", "microvolts")])
        }
        info.description = XMLElement("desc", "", [XMLElement("channels", "", channels)])
        return info
    }

    private static func find(_ name: String) throws -> LabStreaming.Info {
        let found = try LabStreaming.streams(
            matching: "name='\(name)'", waitingAtMostMilliseconds: 20_000, enough: 1)
        return try #require(found.first)
    }

    /// Receives until there are so many samples, for at most 20 s.
    private static func receive(_ count: Int, _ inlet: inout LabStreamingInlet) throws -> [LabStreaming.Sample] {
        var samples: [LabStreaming.Sample] = []
        let end = LabStreaming.now() + 20
        while samples.count < count, LabStreaming.now() < end {
            samples += try inlet.receive(waitingAtMostMilliseconds: 100)
        }
        return samples
    }

    /// The offset of the sender's clock, once an answer was fast enough; a busy machine may need some.
    private static func offset(_ inlet: inout LabStreamingInlet) throws -> ClockOffset? {
        let end = LabStreaming.now() + 20
        while inlet.clockOffset == nil, LabStreaming.now() < end {
            _ = try inlet.receive(waitingAtMostMilliseconds: 50)
        }
        return inlet.clockOffset
    }

    @Test(
        "a stream is found by a condition, described, and read sample for sample",
        arguments: LabStreaming.Format.allCases)
    func wholeWay(format: LabStreaming.Format) throws {
        let name = Self.unique("whole way")
        let outlet = try LabStreamingOutlet(Self.info(name, format: format))
        #expect(outlet.discoveryProblem == nil)
        var inlet = try LabStreamingInlet.connect(to: Self.find(name))
        #expect(inlet.info.description == outlet.info.description && inlet.info.createdAt == outlet.info.createdAt)
        #expect(outlet.receiverCount == 1)
        let samples = (0..<500).map { number in
            var sample = LabStreaming.Sample.testPattern(format, channelCount: 2, offset: number)
            sample.time = 1e5 + Double(number) / 1000
            return sample
        }
        for start in stride(from: 0, to: 500, by: 50) { try outlet.push(Array(samples[start..<(start + 50)])) }
        #expect(try Self.receive(500, &inlet) == samples)
        #expect(outlet.droppedCount == 0)
        // Both are on one machine: the clocks are one.
        let known = try Self.offset(&inlet)
        let offset = try #require(known)
        #expect(abs(offset.seconds) <= offset.roundTrip / 2)
    }

    @Test("a stream is opened by its address, and one that is not there is refused in a sentence")
    func byAddress() throws {
        let name = Self.unique("by address")
        let outlet = try LabStreamingOutlet(Self.info(name))
        let address = try #require(SourceAddress("lsl:\(name)"))
        let source = try address.open()
        defer { source.close() }
        #expect(source.channels.map(\.label) == ["left", "right"] && source.channels[0].unit == .microvolt)
        let values = (0..<100).map { [Float($0), Float(-$0)] }
        try outlet.push(
            values.enumerated().map { number, pair in
                LabStreaming.Sample(time: LabStreaming.now() + Double(number) / 1000, values: .float32(pair))
            })
        var found: [Float] = []
        while found.count < 200, let block = try source.nextBlock() { found += block.values }
        #expect(found == values.flatMap(\.self))
        let missing = try #require(SourceAddress("lsl:\(Self.unique("nobody"))"))
        let error = #expect(throws: DeviceError.self) { try missing.open() }
        #expect(error.map { "\($0)" }?.contains("it was not found; there ") == true)
    }

    @Test("the sender's clock is known although it is 1000 s ahead")
    func otherClock() throws {
        let name = Self.unique("other clock")
        let outlet = try LabStreamingOutlet(Self.info(name)) { LabStreaming.now() + 1000 }
        var inlet = try LabStreamingInlet.connect(to: Self.find(name))
        let known = try Self.offset(&inlet)
        let offset = try #require(known)
        #expect(abs(offset.seconds + 1000) <= offset.roundTrip / 2 + 1e-6)
        outlet.close()
    }

    @Test("a sample of another form is refused in a sentence")
    func wrongSample() throws {
        let outlet = try LabStreamingOutlet(Self.info("form"))
        let error = #expect(throws: DeviceError.self) {
            try outlet.push([LabStreaming.Sample(time: nil, values: .int16([1, 2, 3]))])
        }
        #expect(
            error?.description
                == "the stream “form” was given a sample of 3 values of int16, where it has 2 of float32")
    }

    @Test("a stream whose sender is started again is found by its source id; one without is lost in a sentence")
    func restart() throws {
        let (name, source) = (Self.unique("restart"), Self.unique("source"))
        var outlet: LabStreamingOutlet? = try LabStreamingOutlet(Self.info(name, sourceID: source))
        var inlet = try LabStreamingInlet.connect(to: Self.find(name), recoveryMilliseconds: 20_000)
        try outlet?.push([LabStreaming.Sample(time: 1, values: .float32([1, 2]))])
        #expect(try Self.receive(1, &inlet).count == 1)
        outlet?.close()
        outlet = nil
        #expect(try inlet.receive(waitingAtMostMilliseconds: 50).isEmpty)
        let again = try LabStreamingOutlet(Self.info(name, sourceID: source))
        let end = LabStreaming.now() + 20
        while inlet.reconnections == 0, LabStreaming.now() < end {
            _ = try inlet.receive(waitingAtMostMilliseconds: 100)
        }
        #expect(inlet.reconnections == 1 && inlet.info.uid == again.info.uid)
        try again.push([LabStreaming.Sample(time: 2, values: .float32([3, 4]))])
        #expect(try Self.receive(1, &inlet).map(\.values) == [.float32([3, 4])])
        inlet.close()

        let nameless = Self.unique("nameless")
        let mortal = try LabStreamingOutlet(Self.info(nameless))
        var orphan = try LabStreamingInlet.connect(to: Self.find(nameless))
        mortal.close()
        for _ in 0..<2 {
            var failure = ""
            do { while true { _ = try orphan.receive(waitingAtMostMilliseconds: 100) } } catch { failure = "\(error)" }
            #expect(failure.contains("is gone and cannot be found again without a source id"))
        }
    }

    @Test("a slow receiver is kept what it asked for, not more, and the others get everything")
    func slow() throws {
        let name = Self.unique("slow")
        var info = Self.info(name, format: .double64)
        info.channelCount = 64
        let outlet = try LabStreamingOutlet(info)
        let slow = try LabStreamingInlet.connect(to: Self.find(name), bufferSeconds: 0.01)
        var quick = try LabStreamingInlet.connect(to: Self.find(name))
        var received = 0
        // 521 bytes a sample: 21 MB, more than any socket holds.
        let values = [Double](repeating: 1, count: 64)
        for start in stride(from: 0, to: 40_000, by: 100) {
            try outlet.push(
                (start..<(start + 100)).map { LabStreaming.Sample(time: Double($0), values: .double64(values)) })
            received += try Self.receive(100, &quick).count
        }
        #expect(received == 40_000 && outlet.droppedCount > 0)
        _ = consume slow
    }

    @Test("a source keeps its promises, tells gaps and values that are no numbers, and knows its latency")
    func source() throws {
        let name = Self.unique("source")
        let outlet = try LabStreamingOutlet(Self.info(name))
        var source = try LabStreamingSource(LabStreamingInlet.connect(to: Self.find(name)))
        #expect(source.channels.map(\.label) == ["left", "right"] && source.rate.hertz == 1000)
        #expect(source.channels.allSatisfy { $0.kind == .emg && $0.unit == .microvolt })
        let began = LabStreaming.now()
        // 2 s of proof, then 7 frames are lost, then one has a value that is no number.
        let frames = (0..<3000).filter { !(2000..<2007).contains($0) }
        try outlet.push(
            frames.map { number in
                let value = number == 2500 ? Float.nan : Float(number)
                return LabStreaming.Sample(time: began + Double(number) / 1000, values: .float32([value, -1]))
            })
        outlet.close()
        var positions: [Int] = []
        var values: [Float] = []
        do {
            while let block = try source.nextBlock() {
                for frame in 0..<block.frameCount {
                    positions.append(block.start.rawValue + frame)
                    values.append(block.values[2 * frame])
                }
            }
        } catch {
            #expect("\(error)".contains("has closed the connection"))
        }
        let expected = frames.filter { $0 != 2500 }
        #expect(positions == expected && values == expected.map(Float.init))
        #expect(source.report.gapCount == 2 && source.report.lostFrames == 8 && source.report.clockJumps == 0)
        #expect(source.report.pipelineLatency != nil && source.report.deviceLatency == nil)
    }

    @Test("a source of a stream that goes on is a signal source like the others")
    func conformance() throws {
        let name = Self.unique("conformance")
        let outlet = try LabStreamingOutlet(Self.info(name))
        var source = try LabStreamingSource(LabStreamingInlet.connect(to: Self.find(name)))
        for block in 0..<40 {
            try outlet.push(
                (0..<50).map {
                    LabStreaming.Sample(time: 10 + Double(50 * block + $0) / 1000, values: .float32([1, Float($0)]))
                })
        }
        #expect(try SourceConformance.problems(of: &source, blockCount: 1) == [])
        source.close()
        #expect(throws: DeviceError.self) { try source.nextBlock() }
    }

    @Test("over a restart of the sender the gap is as long as the sender was gone, whatever its clock says")
    func gapOverRestart() throws {
        let (name, identity) = (Self.unique("gap"), Self.unique("source"))
        let first = try LabStreamingOutlet(Self.info(name, sourceID: identity)) { LabStreaming.now() + 500 }
        var source = try LabStreamingSource(
            LabStreamingInlet.connect(to: Self.find(name), recoveryMilliseconds: 20_000),
            silenceLimitMilliseconds: 20_000)
        let began = LabStreaming.now()
        try first.push(
            (0..<2000).map { LabStreaming.Sample(time: began + 500 + Double($0) / 1000, values: .float32([1, 1])) })
        var count = 0
        while count < 2000, let block = try source.nextBlock() { count += block.frameCount }
        first.close()
        // The machine was switched on again: another clock. The next samples are of 5 s after the first; each offset is
        // wrong by at most 64 ms, because slower answers do not count.
        let second = try LabStreamingOutlet(Self.info(name, sourceID: identity)) { LabStreaming.now() - 300 }
        let pushing = Thread {
            let end = LabStreaming.now() + 20
            while second.receiverCount == 0, LabStreaming.now() < end { usleep(1000) }
            try? second.push(
                (0..<100).map { LabStreaming.Sample(time: began - 295 + Double($0) / 1000, values: .float32([2, 2])) })
        }
        pushing.start()
        let block = try #require(try source.nextBlock())
        #expect(abs(block.start.rawValue - 5000) <= 130 && block.values[0] == 2)
        #expect(source.report.reconnections == 1 && source.report.gapCount == 1 && source.report.clockJumps == 0)
    }

    @Test("texts, no channels and no fixed rate are refused as a signal, each in a sentence")
    func noSignal() {
        func reason(_ change: (inout LabStreaming.Info) -> Void) -> String {
            var info = Self.info("x")
            change(&info)
            do { _ = try info.channels() } catch { return error.description }
            return ""
        }
        #expect(reason { $0.format = .string } == "the stream “x” holds texts, which are markers and no signal")
        #expect(reason { $0.channelCount = 0 }.contains("has no channels"))
        #expect(reason { $0.hertz = 0 }.contains("has no fixed rate"))
        #expect(reason { _ in } == "")
    }

    @Test("a silent sender is a fault that stays")
    func silent() throws {
        let name = Self.unique("silent")
        let outlet = try LabStreamingOutlet(Self.info(name))
        var source = try LabStreamingSource(
            LabStreamingInlet.connect(to: Self.find(name)), silenceLimitMilliseconds: 30)
        for _ in 0..<2 {
            let error = #expect(throws: DeviceError.self) { try source.nextBlock() }
            #expect(error?.description.contains("sent nothing for 30 ms; check its sender") == true)
        }
        outlet.close()
    }
}
