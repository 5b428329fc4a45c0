import Stimulation
import TestSupport
import Testing

@testable import Devices

@Suite("A bad line between a device and its host")
struct TroubledLineTests {
    private typealias Link = DirectLink<TroubledLine<P24Simulator>>

    /// The fault of a P24's driver when the line goes bad in the middle of a burst, and the pulses that came out until and after it.
    private static func fault(
        _ spoil: (inout TroubledLine<P24Simulator>) -> Void
    ) throws -> (DeviceError?, pulses: Int, later: Int) {
        let clock = VirtualClock()
        var device = try P24Stimulator(
            link: Link(simulator: TroubledLine(P24Simulator()), clock: clock), answers: .whenTheyCome, at: .start)
        var failure: DeviceError?
        for millisecond in 1...700 {
            let now = SessionTime.milliseconds(Double(millisecond))
            clock.set(to: now)
            if millisecond == 100 { spoil(&device.link.simulator) }
            do throws(DeviceError) {
                if millisecond == 20 {
                    guard let train = try? Approvals.train(period: 20_000, duration: 600_000),
                        let approved = try? Approvals.approve(train, at: now)
                    else { return (nil, 0, 0) }
                    try device.deliver(approved, at: now)
                } else {
                    try device.advance(to: now)
                }
            } catch {
                failure = error
                break
            }
        }
        let pulses = device.link.simulator.simulator.pulses.count
        clock.set(to: .milliseconds(5000))
        device.link.simulator.simulator.advance(to: .milliseconds(5000))
        return (failure, pulses, device.link.simulator.simulator.pulses.count)
    }

    @Test(
        "a late answer is a fault after 250 ms, garbage at once; nothing is put out after it; a line in order is none")
    func faults() throws {
        let (late, pulses, later) = try Self.fault { $0.delay = .milliseconds(1500) }
        #expect(late?.description.contains("did not answer low-level pulse within") == true)
        #expect(pulses <= 7 && later == pulses)
        let (garbage, few, after) = try Self.fault { $0.garbage = [0xF0, 0x81, 0x13, 0xA0, 0x00, 0xFF, 0x37, 0x0F] }
        #expect(garbage?.description.contains("the stimulator's answer is damaged") == true)
        #expect(few <= 6 && after == few)
        let (none, all, same) = try Self.fault { _ in }
        #expect(none == nil && all == 30 && same == 30)
    }

    @Test("a low battery is a fault on connecting and while waiting; a device that does not know the question is used")
    func battery() throws {
        func connect(_ percent: Int) throws -> P24Stimulator<DirectP24Link> {
            let device = P24Simulator(configuration: .init(batteryPercent: percent))
            return try P24Stimulator(
                link: DirectP24Link(simulator: device, clock: VirtualClock()), answers: .lockStep, at: .start)
        }
        let error = #expect(throws: DeviceError.self) { _ = try connect(9) }
        #expect(error?.description.contains("a battery at 9 %, allowed is 10 % or more; charge it") == true)
        var device = try connect(10)
        device.link.simulator.batteryPercent = 3
        var failure: DeviceError?
        var at = SessionTime.start
        do throws(DeviceError) {
            while let due = device.nextDue, due < .milliseconds(40_000) {
                at = due
                try device.advance(to: due)
            }
        } catch { failure = error }
        #expect(failure?.description.contains("a battery at 3 %") == true)
        #expect(at >= .milliseconds(30_000) && at < .milliseconds(31_000))

        var driver = P24Driver()
        var asked = driver.connect(at: .start)
        var simulator = P24Simulator()
        while case .send(let bytes)? = asked.first {
            let frame = try ScienceMode4.Frame(decoding: bytes)
            let answer: [UInt8]
            if case .getBatteryStatus = try ScienceMode4.Command(frame) {
                answer = try ScienceMode4.Acknowledgement.unknownCommand(.invalidCommand)
                    .frame(packetNumber: frame.packetNumber).encoded()
            } else {
                answer = simulator.receive(bytes, at: .start)
            }
            asked = driver.receive(answer, at: .start).filter { if case .send = $0 { true } else { false } }
        }
        #expect(driver.deviceState.readiness == .ready)
    }

    @Test("a P24 of another version of the protocol is refused with both versions")
    func version() {
        let device = P24Simulator(configuration: .init(protocolVersion: .init(5, 1, 0)))
        let error = #expect(throws: DeviceError.self) {
            _ = try P24Stimulator(
                link: DirectP24Link(simulator: device, clock: VirtualClock()), answers: .lockStep, at: .start)
        }
        #expect(error?.description.contains("protocol version 5.1.0; this program speaks ScienceMode 4") == true)
    }

    @Test(
        "every result that the documents name is a fault when it answers a pulse, the start of the level or the stop before it",
        arguments: [1, 2, 3, 4, 7, 8, 10, 11, 16, 21, 28] as [UInt8])
    func documentedResults(_ number: UInt8) throws {
        let result = ScienceMode4.ResultCode(rawValue: number)
        let clock = VirtualClock()
        var device = try P24Stimulator(link: DirectP24Link(clock: clock), answers: .lockStep, at: .start)
        device.link.simulator.answerFaults = [.result(result)]
        let error = #expect(throws: DeviceError.self) {
            try device.deliver(Approvals.approve(Approvals.train(), at: .start), at: .start)
        }
        #expect(error == .fault(.result(command: "low-level pulse", result: result.explanation)))
        #expect(device.link.simulator.stimulationLevel == .none && device.nextDue == nil)
        // Result 7 to a stop says that nothing runs, which is as good; to everything else it is a fault too.
        for place in 0..<6 {
            var simulator = P24Simulator()
            var driver = P24Driver()
            var actions = driver.connect(at: .start)[...]
            var count = 0
            while let action = actions.popFirst() {
                guard case .send(let bytes) = action else { continue }
                if count == place { simulator.answerFaults = [.result(result)] }
                count += 1
                actions += driver.receive(simulator.receive(bytes, at: .start), at: .start)
            }
            let isHarmless = number == 7 && place < 2
            #expect((driver.fault == nil) == isHarmless, "result \(number) at step \(place)")
        }
    }

    @Test("late bytes come whole and in order, with what was said behind them; garbage comes once, before")
    func order() {
        var line = TroubledLine(CytonSimulator())
        _ = line.receive(Array("b".utf8), at: .start)
        let whole = line.advance(to: .milliseconds(100))
        #expect(!whole.isEmpty)
        line.delay = .milliseconds(50)
        #expect(line.advance(to: .milliseconds(120)).isEmpty)
        #expect(line.advance(to: .milliseconds(140)).isEmpty)
        #expect(line.nextDue.map { $0 <= .milliseconds(170) } == true)
        var straight = CytonSimulator()
        _ = straight.receive(Array("b".utf8), at: .start)
        _ = straight.advance(to: .milliseconds(100))
        let expected = straight.advance(to: .milliseconds(200))
        line.garbage = [1, 2, 3]
        #expect(line.advance(to: .milliseconds(200)) == [1, 2, 3] + expected)
        #expect(line.advance(to: .milliseconds(200)).isEmpty)
    }
}
