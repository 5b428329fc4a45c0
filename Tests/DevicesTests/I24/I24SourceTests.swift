import Signals
import Stimulation
import TestSupport
import Testing

@testable import Devices

@Suite("An I24 as a signal source")
struct I24SourceTests {
    @Test(
        "it keeps what a source promises, at every rate, with samples that the device left out and a lead that is off")
    func conforms() throws {
        for register in [UInt8(0x83), 0x84, 0x86] {
            var setup = Dyscom.Setup()
            setup.registers[8] = register
            let link = SteppingLink(I24Simulator(), step: Microseconds(12_000)) { number, device in
                if number == 20 { device.samplesToLose = 3 }
                if number == 30 { device.openChannels = [1] }
            }
            var source = try I24Source(link, setup: setup)
            #expect(source.channels.count == 5 && source.rate.hertz == Double(setup.rate?.hertz ?? 0))
            #expect(source.channels.allSatisfy { $0.unit == .arbitrary })
            #expect(try SourceConformance.problems(of: &source, blockCount: 60) == [])
            #expect(source.report.lostFrames == 3 && source.report.gapCount == 1)
            #expect(source.report.openLeads == [1] && source.report.saturatedSamples == nil)
            source.close()
        }
    }

    @Test("its samples are those that the device measured, at their places, behind a gap too")
    func samples() throws {
        let link = SteppingLink(I24Simulator(), step: Microseconds(7000)) { number, device in
            if number == 10 { device.samplesToLose = 5 }
        }
        var source = try I24Source(link)
        for _ in 0..<20 {
            let block = try #require(try source.nextBlock())
            for (place, value) in block.values.enumerated() {
                let (frame, channel) = place.quotientAndRemainder(dividingBy: 5)
                let sample = block.start.rawValue + frame
                #expect(value == I24Simulator.value(channel: channel, sample: sample, hertz: 4000))
            }
        }
        #expect(source.report.lostFrames == 5)
        source.close()
    }

    @Test("a device that was still measuring is stopped first, and the new start begins at sample 0")
    func restarted() throws {
        var device = I24Simulator()
        for command in [Dyscom.Command.power(module: 3, isOn: true), .initialize(.init()), .start] {
            _ = device.receive(try command.frame(packetNumber: .init(truncating: 40)).encoded(), at: .start)
        }
        #expect(device.mode == .live)
        var source = try I24Source(SteppingLink(device, step: Microseconds(9000)))
        #expect(try SourceConformance.problems(of: &source, blockCount: 10) == [])
        source.close()
    }

    /// The sentence with which a device is refused or lost.
    private static func failure(of simulator: some DeviceSimulator, afterBlocks count: Int = 0) -> String {
        do {
            var source = try I24Source(SteppingLink(simulator, step: Microseconds(5000)))
            for _ in 0...count { _ = try source.nextBlock() }
        } catch { return "\(error)" }
        return ""
    }

    @Test("a pulled cable, another device, a rate that was not taken: each a sentence, and nothing is read after it")
    func failures() throws {
        var silent = I24Simulator()
        silent.isDisconnected = true
        #expect(Self.failure(of: silent).contains("no I24 answers: nothing came"))
        #expect(Self.failure(of: P24Simulator()).contains("something else speaks ScienceMode 4 there"))
        #expect(Self.failure(of: CytonSimulator()).contains("no I24 answers"))
        #expect(Self.failure(of: RehaStim2Simulator()).contains("a ScienceMode 2 device (RehaStim2) speaks there"))

        let link = SteppingLink(I24Simulator(), step: Microseconds(5000)) { number, device in
            if number == 12 { device.isDisconnected = true }
        }
        var source = try I24Source(link)
        var sentences: [String] = []
        for _ in 0..<2 {
            do { while try source.nextBlock() != nil {} } catch { sentences.append("\(error)") }
        }
        #expect(sentences.count == 2 && sentences.allSatisfy { $0.contains("the I24 sent nothing for 1000 ms") })
    }

    @Test("values that are no numbers and frames of other sizes end the stream")
    func badSamples() {
        var stream = I24Stream(hertz: 4000)
        #expect(throws: DeviceError.self) { try stream.take(250, [.init(value: 1)]) }
        #expect(throws: DeviceError.self) {
            try stream.take(250, Array(repeating: .init(value: .nan), count: 5))
        }
        #expect(stream.nextBlock() == nil)
    }
}

@Suite("Addresses of sources")
struct SourceAddressTests {
    @Test("every form is read, and what it says is read as itself again")
    func forms() throws {
        let addresses: [(String, SourceAddress)] = [
            ("cyton:/dev/ttyUSB0", .cyton(path: "/dev/ttyUSB0")),
            ("cyton:/dev/serial/by-path/pci-0000:00:14.0", .cyton(path: "/dev/serial/by-path/pci-0000:00:14.0")),
            ("i24:/dev/ttyACM0", .i24(path: "/dev/ttyACM0")),
            ("muovi", .muovi(port: 54_321)), ("muovi:4000", .muovi(port: 4000)),
            ("quattrocento:10.0.0.2", .quattrocento(host: "10.0.0.2", port: 23_456)),
            ("quattrocento:10.0.0.2:99", .quattrocento(host: "10.0.0.2", port: 99)),
            ("lsl:Biceps", .stream(name: "Biceps", isNetwork: false)),
            ("lsl-network:Lab 2: arm", .stream(name: "Lab 2: arm", isNetwork: true)),
            ("trigno:10.0.0.3", .trigno(host: "10.0.0.3", command: 50_040, emg: 50_043)),
        ]
        for (text, address) in addresses {
            #expect(SourceAddress(text) == address, "\(text)")
            #expect(SourceAddress("\(address)") == address)
        }
        for kind in SourceAddress.Kind.allCases {
            #expect(SourceAddress("simulated:\(kind.rawValue)") == .simulated(kind))
        }
    }

    @Test(
        "anything else is none",
        arguments: [
            "", ":", "cyton", "cyton:", "i24", "muovi:", "muovi:0", "muovi:65536", "muovi:x", "muovi:1:2",
            "quattrocento",
            "quattrocento:a:b", "trigno", "trigno:a:1", "lsl", "lsl:", "simulated", "simulated:p24", "Cyton:/dev/x",
            "/dev/ttyUSB0",
        ])
    func others(_ text: String) { #expect(SourceAddress(text) == nil) }

    @Test("every simulated source gives blocks in real time and keeps what a source promises")
    func simulated() throws {
        for kind in SourceAddress.Kind.allCases {
            let opened = try SourceAddress.simulated(kind).open()
            var source = AnySource(opened)
            #expect(try SourceConformance.problems(of: &source, blockCount: 6) == [], "\(kind)")
            opened.close()
            opened.close()
        }
    }
}
