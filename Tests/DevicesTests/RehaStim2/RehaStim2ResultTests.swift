// Every result that the descriptions name, as the answer to every command that the driver sends.

import Stimulation
import TestSupport
import Testing

@testable import Devices

@Suite("Results and errors of a RehaStim2")
struct RehaStim2ResultTests {
    /// Every command that the driver sends and that is answered, by the moment.
    enum Place: String, CaseIterable {
        case stopOnConnecting, modeOnConnecting, channelsOnConnecting
        case firstPulse, laterPulse, modeWhileWaiting
        case stopOnCut, modeOnCut, channelsOnCut

        /// Which command that is, counted from 0, in ``run(_:at:)``.
        var number: Int {
            switch self {
            case .stopOnConnecting: 1
            case .modeOnConnecting: 2
            case .channelsOnConnecting: 3
            case .firstPulse, .modeWhileWaiting: 4
            case .laterPulse: 6
            // Six pulses go before: at 10, 30 … 110 ms.
            case .stopOnCut: 10
            case .modeOnCut: 11
            case .channelsOnCut: 12
            }
        }

        var command: String {
            switch self {
            case .stopOnConnecting, .stopOnCut: "stop channel list"
            case .modeOnConnecting, .modeWhileWaiting, .modeOnCut: "get stimulation mode"
            case .channelsOnConnecting, .channelsOnCut: "init channel list"
            case .firstPulse, .laterPulse: "start channel list"
            }
        }

        var isStopBeforePreparing: Bool { self == .stopOnConnecting || self == .stopOnCut }
        var isInBurst: Bool { self == .firstPulse || self == .laterPulse }
    }

    /// Connects, stimulates unless the driver shall wait, cuts where that is asked for, and lets two seconds pass.
    private static func run(_ fault: RehaStim2Simulator.AnswerFault, at place: Place) throws -> RehaStim2Pair {
        let pair = RehaStim2Pair()
        pair.spoils = (place.number, fault)
        try pair.connect()
        if pair.readiness == .ready, place != .modeWhileWaiting {
            try pair.deliver(Approvals.train(duration: 900_000), at: .milliseconds(10))
            try pair.run(to: .milliseconds(120))
            if place.number > 9 { try pair.perform(pair.driver.cut(at: .milliseconds(120)), at: .milliseconds(120)) }
        }
        try pair.run(to: .milliseconds(2000))
        return pair
    }

    @Test(
        "every documented result, and one nobody has described, to every command is a fault that says what to do",
        arguments: [-1, -2, -3, -5, -8, -77] as [Int8], Place.allCases)
    func results(_ number: Int8, _ place: Place) throws {
        let result = ScienceMode2.ResultCode(rawValue: number)
        let pair = try Self.run(.result(result), at: place)
        // "Wrong mode" to the stop before a channel is prepared says that nothing ran, and the mode is asked next.
        if result == .wrongMode && place.isStopBeforePreparing {
            #expect((pair.fault == nil) == (place == .stopOnConnecting))
            if place == .stopOnCut { try Self.expectLatched(pair, place) }
            return
        }
        try Self.expectLatched(pair, place)
        #expect(pair.fault == .result(command: place.command, result: result.explanation))
        let sentence = try #require(pair.fault).description
        #expect(sentence.contains("\(number)") && sentence.contains(": ") && !sentence.contains("\n"))
    }

    @Test("a device that does not know a command, whichever it is, is told so", arguments: Place.allCases)
    func unknownCommand(_ place: Place) throws {
        let pair = try Self.run(.unknown, at: place)
        try Self.expectLatched(pair, place)
        #expect(
            pair.fault?.description.hasPrefix("the stimulator answered \(place.command) with unknown command: ") == true
        )
    }

    @Test("a missing and a damaged answer to any command are a fault too", arguments: Place.allCases)
    func noAnswer(_ place: Place) throws {
        let missing = try Self.run(.omitted, at: place)
        try Self.expectLatched(missing, place)
        guard case .noAnswer(place.command, _) = missing.fault else {
            Issue.record("\(String(describing: missing.fault))")
            return
        }
        try Self.expectLatched(try Self.run(.damaged, at: place), place)
    }

    /// The gate knows of the fault, the last word was stop, the port is closed, the burst has ended, and nothing follows.
    private static func expectLatched(_ pair: RehaStim2Pair, _ place: Place) throws {
        let fault = try #require(pair.fault)
        #expect(pair.endsStopped && pair.driver.nextDue == nil)
        #expect(pair.readiness == .fault(fault.description))
        #expect(pair.events.last == .fault(fault))
        #expect(
            pair.events.count { if case .burstEnded(_, _, _, .fault) = $0 { true } else { false } }
                == (place.isInBurst ? 1 : 0))
        #expect(pair.device.mode == .off)
        let pulses = pair.device.pulses.count
        try pair.perform(pair.driver.advance(to: .milliseconds(3000)), at: .milliseconds(3000))
        _ = pair.device.advance(to: .milliseconds(5000))
        #expect(pair.device.pulses.count == pulses)
        #expect(throws: DeviceError.self) { try pair.deliver(Approvals.train(), at: .milliseconds(5000)) }
    }

    @Test(
        "what ends stimulation without a question, between bursts and in one, is a fault that says what to do",
        arguments: [-1, -2, -3, -77] as [Int8], [false, true])
    func reported(_ number: Int8, _ isStimulating: Bool) throws {
        let error = ScienceMode2.StimulationError(rawValue: number)
        let pair = RehaStim2Pair()
        try pair.connect()
        if isStimulating { try pair.deliver(Approvals.train(duration: 900_000), at: .milliseconds(10)) }
        try pair.run(to: .milliseconds(120))
        pair.device.report(error)
        let said = pair.device.advance(to: .milliseconds(121))
        try pair.perform(pair.driver.receive(said, at: .milliseconds(121)), at: .milliseconds(121))
        #expect(pair.fault == .reported(error.explanation))
        let sentence = try #require(pair.fault).description
        #expect(
            sentence.contains("\(number)") && sentence.hasPrefix("the stimulator has ended stimulation by itself: "))
        try Self.expectLatched(pair, isStimulating ? .laterPulse : .modeWhileWaiting)
    }

    @Test("a device that is switched off and on in a burst is a fault at its first offer")
    func restart() throws {
        let pair = RehaStim2Pair()
        try pair.connect()
        try pair.deliver(Approvals.train(duration: 900_000), at: .milliseconds(10))
        try pair.run(to: .milliseconds(115))
        pair.device.restart()
        try pair.run(to: .milliseconds(130))
        #expect(pair.fault == .unexpected("it offers a new connection"))
        #expect(pair.endsStopped && pair.device.pulses.count == 6)
    }

    @Test("another version is refused with the result that the protocol has for it, and the device goes on offering")
    func version() throws {
        let pair = RehaStim2Pair(device: RehaStim2Simulator(protocolVersion: 3))
        try pair.connect()
        #expect(pair.sent == [.acceptConnection(.wrongVersion), .stop] && pair.isClosed)
        let sentence = try #require(pair.fault).description
        #expect(sentence.contains("version 3 of ScienceMode 2; this program speaks 1"))
        #expect(!pair.device.advance(to: .milliseconds(600)).isEmpty)
    }
}
