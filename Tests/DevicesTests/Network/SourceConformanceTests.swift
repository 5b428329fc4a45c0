import Foundation
import Signals
import Stimulation
import TestSupport
import Testing

@testable import Devices

@Suite("Sources keep what a signal source promises")
struct SourceConformanceTests {
    @Test("Cyton, with lost packets")
    func cyton() throws {
        let link = SteppingLink(CytonSimulator(), step: Microseconds(30_000)) { number, board in
            if number == 20 { board.packetsToLose = 4 }
        }
        var source = try CytonSource(link)
        #expect(try SourceConformance.problems(of: &source, blockCount: 50) == [])
        #expect(source.report.lostFrames == 4)
        source.close()
    }

    @Test("Muovi, with frames that it left out and a saturated channel")
    func muovi() throws {
        let link = SteppingLink(FrameStreamSimulator(.muovi), step: Microseconds(9300)) { number, probe in
            if number == 20 { probe.framesToLose = 7 }
            if number == 30 { probe.saturatedChannels = [2] }
        }
        var source = try MuoviSource(link)
        #expect(source.channels.count == 32 && source.rate.hertz == 2000)
        #expect(try SourceConformance.problems(of: &source, blockCount: 60) == [])
        #expect(source.countsSamples && source.report.lostFrames == 7 && source.report.gapCount == 1)
        let saturated = source.report.saturatedSamples ?? []
        #expect(saturated[2] > 0 && saturated.enumerated().allSatisfy { $0.offset == 2 || $0.element == 0 })
        #expect(source.report.openLeads == nil && source.report.deviceLatency == nil)
        source.close()
    }

    @Test("Muovi with the low gain has twice the step; impedance is refused in a sentence")
    func muoviModes() throws {
        var source = try MuoviSource(
            SteppingLink(FrameStreamSimulator(.muovi), step: Microseconds(10_000)), mode: .monopolarLowGain)
        let block = try #require(try source.nextBlock())
        for (place, value) in block.values.enumerated() {
            let (frame, channel) = place.quotientAndRemainder(dividingBy: 32)
            let expected = FrameStreamSimulator.microvolts(channel: channel, frame: frame, hertz: 2000)
            #expect(abs(Double(value) - expected) <= 0.2861)
        }
        source.close()
        let error = #expect(throws: DeviceError.self) {
            _ = try MuoviSource(
                SteppingLink(FrameStreamSimulator(.muovi), step: Microseconds(10_000)), mode: .impedance)
        }
        #expect(error?.description.contains("the mode impedance of a Muovi is no electromyogram") == true)
    }

    @Test("Quattrocento at every rate and size; its samples are the sines within half a step")
    func quattrocento() throws {
        for (rate, size) in zip(Quattrocento.Rate.allCases, Quattrocento.Size.allCases) {
            let link = SteppingLink(FrameStreamSimulator(.quattrocento), step: Microseconds(11_000)) { number, device in
                if number == 9 { device.framesToLose = 2 }
            }
            var source = try QuattrocentoSource(link, rate: rate, size: size)
            let first = try #require(try source.nextBlock())
            #expect(first.channelCount == size.channelCount)
            for (place, value) in first.values.enumerated() {
                let (frame, channel) = place.quotientAndRemainder(dividingBy: size.channelCount)
                let expected = FrameStreamSimulator.microvolts(channel: channel, frame: frame, hertz: rate.hertz)
                #expect(abs(Double(value) - expected) <= 0.2544)
            }
            #expect(try SourceConformance.problems(of: &source, blockCount: 12, mayBeginLate: true) == [])
            #expect(source.report.lostFrames == 2)
            source.close()
        }
    }

    @Test("Trigno: sixteen sensors in µV")
    func trigno() throws {
        let base = TrignoSimulator()
        var source = try TrignoSource(
            command: TestLink(SteppingLink(base.command, step: Microseconds(100))),
            data: TestLink(SteppingLink(base.emg, step: Microseconds(9700))))
        let first = try #require(try source.nextBlock())
        for (place, value) in first.values.enumerated() {
            let (frame, channel) = place.quotientAndRemainder(dividingBy: 16)
            let number = Double(channel + 1)
            let expected = 10 * number * sin(2 * .pi * 5 * number * Double(frame) / 2000)
            #expect(abs(Double(value) - expected) < 1e-3)
        }
        #expect(try SourceConformance.problems(of: &source, blockCount: 30, mayBeginLate: true) == [])
        #expect(source.report.saturatedSamples == nil)
        source.close()
        #expect(!base.isStreaming)
    }

    @Test("a Trigno stream out of step is refused at the first impossible value, and stays refused")
    func outOfStep() throws {
        let base = TrignoSimulator()
        var source = try TrignoSource(
            command: TestLink(SteppingLink(base.command, step: Microseconds(100))),
            data: TestLink(SteppingLink(base.emg, step: Microseconds(9700))))
        _ = try source.nextBlock()
        base.getOutOfStep()
        for _ in 0..<2 {
            var failure: (any Error)?
            do { while try source.nextBlock() != nil {} } catch { failure = error }
            #expect((failure as? DeviceError)?.description.contains("so the stream is out of step") == true)
        }
    }

    /// Two kinds of simulated port as one kind of link.
    private struct TestLink: DeviceLink, ~Copyable {
        private var command: SteppingLink<TrignoSimulator.CommandPort>?
        private var emg: SteppingLink<TrignoSimulator.EMGPort>?

        init(_ link: consuming SteppingLink<TrignoSimulator.CommandPort>) { command = consume link }
        init(_ link: consuming SteppingLink<TrignoSimulator.EMGPort>) { emg = consume link }

        mutating func send(_ bytes: [UInt8]) { command?.send(bytes) }
        mutating func receive(waitingAtMostMilliseconds wait: Int) -> [UInt8] {
            (command?.receive(waitingAtMostMilliseconds: wait) ?? [])
                + (emg?.receive(waitingAtMostMilliseconds: wait) ?? [])
        }
        mutating func close() {}
    }
}

@Suite("Devices on TCP")
struct NetworkDeviceTests {
    @Test("a Muovi connects to us, streams, and stops when its source is closed")
    func muovi() throws {
        let listener = try TCPListener(port: 0, address: "127.0.0.1")
        let probe = try SimulatedNetworkDevice(FrameStreamSimulator(.muovi), .connects(port: listener.port))
        var source = try MuoviSource(listener.accept(waitingAtMostMilliseconds: 5000))
        #expect(try SourceConformance.problems(of: &source, blockCount: 10) == [])
        source.close()
        probe.stop()
    }

    @Test("a Quattrocento and a Trigno base are reached at their ports")
    func others() throws {
        let amplifier = try SimulatedNetworkDevice(FrameStreamSimulator(.quattrocento), .listens(port: 0))
        var source = try QuattrocentoSource(TCPLink(connectingTo: "127.0.0.1", port: amplifier.port))
        #expect(try SourceConformance.problems(of: &source, blockCount: 10) == [])
        source.close()
        amplifier.stop()

        let base = TrignoSimulator()
        let command = try SimulatedNetworkDevice(base.command, .listens(port: 0))
        let emg = try SimulatedNetworkDevice(base.emg, .listens(port: 0))
        var trigno = try TrignoSource(
            command: TCPLink(connectingTo: "127.0.0.1", port: command.port),
            data: TCPLink(connectingTo: "127.0.0.1", port: emg.port))
        #expect(try SourceConformance.problems(of: &trigno, blockCount: 10) == [])
        trigno.close()
    }

    @Test("no device, no address, no port, a taken port, a device that goes: each one sentence that says what to do")
    func failures() throws {
        func reason(_ body: () throws -> Void) -> String {
            do { try body() } catch { return "\(error)" }
            return ""
        }
        let listener = try TCPListener(port: 0, address: "127.0.0.1")
        let taken = reason { _ = try TCPListener(port: listener.port, address: "127.0.0.1") }
        #expect(taken.contains("another program listens at this port; end that program first"))
        #expect(
            reason { _ = try listener.accept(waitingAtMostMilliseconds: 1) }.contains("no device connected within 1 ms")
        )
        let free = try { try TCPListener(port: 0, address: "127.0.0.1").port }()
        let refused = reason { _ = try TCPLink(connectingTo: "127.0.0.1", port: free) }
        #expect(
            refused
                == "no connection with a device (127.0.0.1:\(free)): nothing listens there; start the device's own program, or check the port"
        )
        #expect(reason { _ = try TCPLink(connectingTo: "muovi", port: 1) }.contains("it is no IPv4 address"))
        #expect(reason { _ = try TCPLink(connectingTo: "127.0.0.1", port: 70_000) }.contains("a port is 1 to 65535"))
        let amplifier = try SimulatedNetworkDevice(FrameStreamSimulator(.quattrocento), .listens(port: 0))
        var source = try QuattrocentoSource(TCPLink(connectingTo: "127.0.0.1", port: amplifier.port))
        _ = try source.nextBlock()
        amplifier.stop()
        #expect(reason { while try source.nextBlock() != nil {} }.contains("has closed the connection"))
        #expect(TCPLink.reason(113, 5).contains("there is no way to it"))
    }

    @Test("a Trigno port that is something else is refused with what it says")
    func stranger() throws {
        let board = try SimulatedNetworkDevice(CytonSimulator(), .listens(port: 0))
        var failure = ""
        do {
            _ = try TrignoSource(
                command: TCPLink(connectingTo: "127.0.0.1", port: board.port),
                data: TCPLink(connectingTo: "127.0.0.1", port: board.port), silenceLimitMilliseconds: 100)
        } catch { failure = "\(error)" }
        #expect(failure.contains("no Trigno base answers: nothing came"))
    }
}
