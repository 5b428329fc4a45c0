import Signals
import SpasmControl
import Stimulation
import TestSupport
import Testing

@Suite("what stops the loop beside the signal")
struct WatchTests {
    private let samples = muscle(seconds: 8, active: [])

    /// A burst by hand at 8,000, then this at 9,000.
    private func during(_ kind: ControlEvent.Kind, settings: SpasmSettings = SpasmSettings()) throws -> [SpasmDecision]
    {
        let burst = ControlEvent(.manualTrigger, at: SampleIndex(8_000))
        return try decisions(
            of: samples, events: arming(at: 6_000) + [burst, ControlEvent(kind, at: SampleIndex(9_000))],
            settings: settings)
    }

    private func stops(_ found: [SpasmDecision], with fault: Fault, at sample: Int = 9_000) -> Bool {
        found.contains(.stopOutput(at: SampleIndex(sample)))
            && found.contains(.state(.fault(fault), at: SampleIndex(sample))) && found.states.last == .fault(fault)
    }

    @Test("data older than 50 ms stops a burst at once; data of 50 ms does not")
    func stale() throws {
        let old = Microseconds(50_001)
        #expect(stops(try during(.dataAge(old)), with: .stale(age: old)))
        #expect(try during(.dataAge(.milliseconds(50))).states.last == .armed)
    }

    @Test("a clock that jumps stops a burst at once and stays a fault")
    func jump() throws {
        for step in [Microseconds.seconds(3_600), Microseconds.zero - .seconds(2)] {
            #expect(stops(try during(.clockJumped(step)), with: .clockJump(step)))
        }
    }

    @Test("signs of dysreflexia stop a burst at once: the button, a slower heart, a higher pressure")
    func dysreflexia() throws {
        var settings = SpasmSettings()
        settings.dysreflexia = DysreflexiaRule(restingHeartRate: 70, restingSystolic: 100)
        #expect(stops(try during(.dysreflexiaSigns), with: .dysreflexia(.reported)))
        #expect(
            stops(try during(.heartRate(55), settings: settings), with: .dysreflexia(.slowHeart(55, resting: 70))))
        #expect(
            stops(
                try during(.systolicPressure(120), settings: settings),
                with: .dysreflexia(.highPressure(120, resting: 100))))
        for kind: ControlEvent.Kind in [.heartRate(56), .systolicPressure(119), .heartRate(.nan)] {
            #expect(try during(kind, settings: settings).states.last == .armed)
        }
        #expect(try during(.heartRate(30)).states.last == .armed)
    }

    @Test(
        "an interface that was heard and falls silent stops a burst after a second; one never heard is not waited for")
    func heartbeat() throws {
        let found = try during(.heartbeat)
        #expect(stops(found, with: .interfaceSilent, at: 9_000 + 2_049))
        let alive = stride(from: 6_000, to: samples.count, by: 1_024).map {
            ControlEvent(.heartbeat, at: SampleIndex($0))
        }
        let events = (arming(at: 6_000) + alive).sorted { $0.at < $1.at }
        #expect(try decisions(of: samples, events: events).states.last == .armed)
    }

    @Test("a seventh burst by machine in a minute is a storm: none is ordered, and it stays a fault")
    func storm() throws {
        var settings = SpasmSettings()
        settings.cooldown = 0.5
        let active = (0..<9).map { 5 + 4 * Double($0) }.map { $0...($0 + 0.5) }
        let found = try decisions(
            of: muscle(seconds: 44, active: active), events: arming(at: 6_000), settings: settings)
        #expect(found.orders.count == 6)
        #expect(found.states.last == .fault(.storm(bursts: 6)))
        settings.stormBursts = 20
        let more = try decisions(of: muscle(seconds: 44, active: active), events: arming(at: 6_000), settings: settings)
        #expect(more.orders.count == 9)
    }

    @Test("after a fault of the watch nothing is ordered, whatever is asked, until reset, check and arming from zero")
    func latched() throws {
        let events =
            arming(at: 6_000) + [ControlEvent(.dysreflexiaSigns, at: SampleIndex(7_000))]
            + arming(at: 7_100) + [ControlEvent(.manualTrigger, at: SampleIndex(8_000))]
        let found = try decisions(of: samples, events: events)
        #expect(found.orders.isEmpty && found.states.last == .fault(.dysreflexia(.reported)))
    }

    @Test("the clock watch tells late blocks, silence and jumps, and neither drift nor a steady delay")
    func clockWatch() throws {
        var watch = ClockWatch(rate: rate)
        /// 10 ms of delay, 50 ppm of drift; `late` and `wall` in microseconds on top.
        func note(_ block: Int, late: Int = 0, wall: Int = 0) -> ControlEvent.Kind? {
            let sampled = SessionTime(sample: block * 20, hertz: rate.hertz)!.microseconds
            let monotonic = SessionTime(microseconds: sampled + 10_000 + sampled / 20_000 + late)
            return watch.note(
                end: SampleIndex(block * 20), monotonic: monotonic,
                wall: monotonic + Microseconds(1_000_000_000 + wall))
        }
        for block in 1..<400_000 where note(block) != nil { Issue.record("block \(block)") }
        let late = note(400_000, late: 60_000)
        #expect({ if case .dataAge(let age)? = late { abs(age.count - 60_000) < 2_000 } else { false } }())
        #expect(note(400_010) == nil)
        let end = SessionTime(sample: 400_010 * 20, hertz: rate.hertz)!.microseconds
        let arrived = SessionTime(microseconds: end + 10_000 + end / 20_000)
        #expect(watch.waited(until: arrived + .milliseconds(40)) == nil)
        #expect(watch.waited(until: arrived + .milliseconds(60)) != nil)
        #expect(note(400_011, wall: 2_000_000) == .clockJumped(Microseconds(2_000_000)))
        #expect(note(400_000) != nil)
    }
}

@Suite("triggers")
struct TriggerTests {
    @Test("each trigger can be switched off and on, and says so when it is off")
    func switches() throws {
        let samples = muscle(seconds: 16, active: [5.0...5.5, 10.0...10.5])
        let off = ControlEvent(.setTrigger(.emg, on: false), at: SampleIndex(6_001))
        let on = ControlEvent(.setTrigger(.emg, on: true), at: SampleIndex(16_000))
        let found = try decisions(of: samples, events: arming(at: 6_000) + [off, on])
        #expect(found.detections.count == 2 && found.orders.count == 1)
        #expect(found.contains { if case .withheld(.triggerOff(.emg), _) = $0 { true } else { false } })
        var settings = SpasmSettings()
        settings.triggers = [.emg]
        let hand = ControlEvent(.manualTrigger, at: SampleIndex(7_000))
        let byHand = try decisions(of: samples, events: arming(at: 6_000) + [hand], settings: settings)
        #expect(byHand.orders.count == 2 && byHand.orders.allSatisfy { $0.trigger.kind == .emg })
    }

    @Test("letting go cuts a held burst at once; one that is held too long ends by itself and is not repeated")
    func hold() throws {
        let samples = muscle(seconds: 12, active: [])
        let hold = ControlEvent(.holdBegan, at: SampleIndex(8_000))
        let letGo = ControlEvent(.holdEnded, at: SampleIndex(8_700))
        let found = try decisions(of: samples, events: arming(at: 6_000) + [hold, letGo])
        #expect(found.orders.count == 1 && found.contains(.stopOutput(at: SampleIndex(8_700))))
        let late = ControlEvent(.holdEnded, at: SampleIndex(20_000))
        let long = try decisions(of: samples, events: arming(at: 6_000) + [hold, late])
        #expect(long.orders.count == 1)
        #expect(long.contains { if case .stopOutput = $0 { true } else { false } } == false)
    }

    @Test("a single switch begins a burst and cuts it")
    func singleSwitch() throws {
        let samples = muscle(seconds: 12, active: [])
        let presses = [8_000, 8_500, 20_000].map { ControlEvent(.switchPressed, at: SampleIndex($0)) }
        let found = try decisions(of: samples, events: arming(at: 6_000) + presses)
        #expect(found.orders.count == 2)
        #expect(found.contains(.stopOutput(at: SampleIndex(8_500))))
    }

    @Test(
        "while the person says that they move, nothing is answered by itself, a burst is cut, and their own hand still works"
    )
    func movementHold() throws {
        let samples = muscle(seconds: 20, active: [5.0...5.5, 10.0...10.5, 15.0...15.5])
        let moves = ControlEvent(.movementHold(true), at: SampleIndex(11_000))
        let hand = ControlEvent(.manualTrigger, at: SampleIndex(23_000))
        let rests = ControlEvent(.movementHold(false), at: SampleIndex(30_000))
        let found = try decisions(of: samples, events: arming(at: 6_000) + [moves, hand, rests])
        #expect(found.contains(.stopOutput(at: SampleIndex(11_000))))
        #expect(found.contains { if case .withheld(.personMoves, _) = $0 { true } else { false } })
        #expect(found.orders.map(\.trigger.kind) == [.emg, .manual, .emg])
    }
}
