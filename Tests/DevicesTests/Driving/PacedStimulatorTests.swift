import Stimulation
import TestSupport
import Testing

@testable import Devices

/// A P24 that is paced, a virtual clock as this machine's, and session times that are said beside it.
private struct PacedBench: ~Copyable {
    let clock = VirtualClock()
    let link: SharedLink<P24Simulator>
    var stimulator: PacedStimulator<P24Driver, SharedLink<P24Simulator>>

    init() throws {
        let link = SharedLink(P24Simulator(), clock: clock)
        self.link = link
        stimulator = PacedStimulator(
            try DrivenStimulator(driver: P24Driver(), link: link, answers: .lockStep, at: .start),
            clock: .virtual(clock))
    }

    func machine(_ milliseconds: Double) {
        clock.set(to: SessionTime(microseconds: Int((milliseconds * 1000).rounded())))
    }
}

private func session(_ milliseconds: Int) -> SessionTime { SessionTime(microseconds: milliseconds * 1000) }

@Suite("A stimulator that keeps this machine's time")
struct PacedStimulatorTests {
    @Test("session time that leaps in a burst brings no pulse sooner, and one that stands still holds none back")
    func leap() throws {
        var bench = try PacedBench()
        bench.machine(5000)
        try bench.stimulator.advance(to: session(1000))
        try bench.stimulator.deliver(Approvals.approve(Approvals.train(), at: session(1000)), at: session(1000))
        #expect(bench.link.simulator.pulses.count == 1)
        // Nine seconds of samples at once.
        for second in 2...10 { try bench.stimulator.advance(to: session(1000 * second)) }
        #expect(bench.link.simulator.pulses.count == 1 && bench.stimulator.wakesIn == .milliseconds(20))
        for pulse in 1...9 {
            bench.machine(5000 + 20 * Double(pulse) - 0.001)
            try bench.stimulator.wake()
            #expect(bench.link.simulator.pulses.count == pulse)
            bench.machine(5000 + 20 * Double(pulse))
            try bench.stimulator.wake()
            #expect(bench.link.simulator.pulses.count == pulse + 1)
        }
    }

    @Test("a burst that begins later than its order lasts is refused, and nothing leaves")
    func late() throws {
        for (milliseconds, isRefused) in [(99.0, false), (101, true)] {
            var bench = try PacedBench()
            try bench.stimulator.advance(to: session(1000))
            let approved = try Approvals.approve(
                Approvals.train(), at: session(1000), spare: .milliseconds(100))
            // The log and the ledger take their time.
            bench.machine(milliseconds)
            do {
                try bench.stimulator.deliver(approved, at: session(1000))
                #expect(!isRefused)
            } catch {
                guard case .refused = error else {
                    Issue.record("\(error)")
                    continue
                }
                #expect(isRefused)
            }
            #expect(bench.link.simulator.pulses.count == (isRefused ? 0 : 1))
            // Refused is no fault: the next one is taken.
            #expect(bench.stimulator.state.readiness == (isRefused ? .ready : .busy))
        }
    }

    @Test("an answer that is awaited is late by this machine's clock only, whatever the session's does")
    func answers() throws {
        var bench = try PacedBench()
        bench.machine(600)
        try bench.stimulator.advance(to: session(600))
        try bench.stimulator.advance(to: session(601))
        // From now on nothing is answered; after half a second of silence the driver asks.
        bench.link.simulator.isDisconnected = true
        bench.machine(1200)
        try bench.stimulator.wake()
        // An hour of session time is no time for the device, and a session that goes back makes nothing younger.
        for time in [3_600_000, 10, 7_200_000] { try bench.stimulator.advance(to: session(time)) }
        bench.machine(1449)
        try bench.stimulator.wake()
        #expect(bench.stimulator.state.readiness == .ready)
        bench.machine(1451)
        let error = #expect(throws: DeviceError.self) { try bench.stimulator.wake() }
        #expect(error == .fault(.noAnswer(command: "get stimulation status", within: .milliseconds(250))))
        #expect(bench.stimulator.wakesIn == nil)
    }

    @Test("what the device said after the last block it said, for the gate, at that block")
    func reports() throws {
        var bench = try PacedBench()
        bench.machine(100)
        try bench.stimulator.advance(to: session(100))
        for machine in stride(from: 200.0, through: 1500, by: 100) {
            bench.machine(machine)
            try bench.stimulator.wake()
        }
        #expect(bench.stimulator.state.reportedAt <= session(100) && bench.stimulator.state.readiness == .ready)
        // A gate that is asked at that block finds no report from the future.
        let train = try Approvals.approve(Approvals.train(), at: session(100), spare: .seconds(2))
        try bench.stimulator.deliver(train, at: session(100))
        bench.stimulator.stop(at: session(100))
        #expect(bench.link.simulator.stimulationLevel == .none && bench.stimulator.wakesIn == nil)
    }
}
