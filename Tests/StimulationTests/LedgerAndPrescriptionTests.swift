import Testing

@testable import Stimulation

@Suite("the dose ledger")
struct DoseLedgerTests {
    @Test("a burst that ended early can only lower what is written down")
    func endedEarly() throws {
        let scene = try Scene()
        var ledger = scene.ledger
        let whole = ledger.entries[0]
        #expect(
            whole.dose
                == Dose(bursts: 1, pulses: 50, onTime: .seconds(1), charge: Microcoulombs(picocoulombs: 200_000_000)))
        let before = ledger
        let impossible: [(PadChannel, SessionTime, Int)] = [
            (Scene.channel, whole.end, 10), (Scene.channel, whole.start - Microseconds(1), 10),
            (Scene.channel, whole.start, 50), (Scene.channel, whole.start, -1), (PadChannel(2)!, whole.start, 1),
        ]
        let changed = impossible.map { ledger.endedEarly($0.0, at: $0.1, pulses: $0.2) }
        #expect(!changed.contains(true))
        #expect(ledger == before)
        let lowered = ledger.endedEarly(Scene.channel, at: whole.start + .milliseconds(500), pulses: 25)
        #expect(lowered)
        #expect(
            ledger.entries[0].dose
                == Dose(
                    bursts: 1, pulses: 25, onTime: .milliseconds(500), charge: Microcoulombs(picocoulombs: 100_000_000))
        )
    }

    @Test("doses are counted per output, and a burst that reaches into the window counts whole")
    func windows() throws {
        var ledger = try Scene().ledger
        let dose = ledger.entries[0].dose
        ledger.record(
            .init(channel: PadChannel(2)!, start: .start, end: SessionTime(microseconds: 90_000_000), dose: dose))
        #expect(ledger.dose(Scene.channel, since: SessionTime(microseconds: 79_999_999)) == dose)
        #expect(ledger.dose(Scene.channel, since: SessionTime(microseconds: 80_000_000)) == Dose())
        #expect(ledger.dose(PadChannel(2)!, since: .start) == dose)
        ledger.forget(before: SessionTime(microseconds: 85_000_000))
        #expect(ledger.entries.map(\.channel.number) == [2])
    }

    @Test("what an earlier session gave counts in this one's day")
    func carriedOver() throws {
        var scene = try Scene()
        scene.terms.daily = DoseLimit(onTime: .seconds(2), charge: .millicoulombs(360))
        scene.ledger = DoseLedger(entries: [
            .init(
                channel: Scene.channel, start: SessionTime(microseconds: -3_602_000_000),
                end: SessionTime(microseconds: -3_600_000_000), dose: Dose(bursts: 1, pulses: 100, onTime: .seconds(2)))
        ])
        #expect(try scene.refusal()?.limitedQuantities == [.dailyOnTime])
    }
}

@Suite("a prescription")
struct PrescriptionTests {
    @Test("a prescription with everything in it can be made and knows its ratio to the motor threshold")
    func complete() throws {
        let prescription = try Prescription(Scene().terms, within: .product)
        #expect(prescription.workingCurrent == .milliamperes(20))
        #expect(abs(prescription.workingRatio!.value - 20.0 / 18) < 1e-15)
    }

    @Test("a prescription without a nerve, a muscle, an approver, a threshold or a pad is refused")
    func incomplete() throws {
        let changes: [(inout Prescription.Terms) -> Void] = [
            { $0.site = StimulationSite(nerve: " ", muscle: "soleus", side: .left) },
            { $0.site = StimulationSite(nerve: "tibial nerve", muscle: "", side: .left) },
            { $0.approval = Approval(approver: "", unixSeconds: 0) },
            { $0.motorThreshold = .zero },
            { $0.pad = Pad(channel: Scene.channel, area: SquareCentimetres(0)) },
            { $0.minimumPause = Microseconds(-1) },
            { $0.hourly = DoseLimit(onTime: Microseconds(-1), charge: .zero) },
        ]
        for change in changes {
            let reasons = try #require(try refusal(change)).reasons
            #expect(reasons.contains { if case .incomplete = $0 { true } else { false } })
        }
    }

    @Test("a second pattern is let through where it was prescribed, and nothing faster than the faster of the two")
    func secondPattern() throws {
        let fast = try PulsePattern.even(period: .milliseconds(10))
        var scene = try Scene()
        try scene.replaceTrain(pattern: fast)
        #expect(try scene.refusal() != nil)
        scene.terms.secondPattern = fast
        #expect(try scene.refusal() == nil)
        let prescription = try Prescription(scene.terms, within: scene.limits)
        #expect(prescription.secondBurst?.pattern == fast)
        #expect(prescription.secondBurst?.shape == scene.terms.burst.shape)
        try scene.replaceTrain(pattern: .even(period: Microseconds(9_900)))
        #expect(try scene.refusal() != nil)
    }

    @Test("a second pattern out of the limits, or that the pulses do not fit into, makes the prescription impossible")
    func secondPatternOutOfLimits() throws {
        for period in [Microseconds(4_900), Microseconds(300)] {
            let pattern = try PulsePattern.even(period: period)
            #expect(try refusal { $0.secondPattern = pattern } != nil)
        }
        let slower = try PulsePattern.even(period: .milliseconds(40))
        #expect(try refusal { $0.secondPattern = slower } == nil)
    }

    @Test("a prescription cannot allow more in a day than Lull does")
    func dailyDose() throws {
        let daily = DoseLimit(onTime: .hours(4) + Microseconds(1), charge: .millicoulombs(1))
        #expect(try refusal { $0.daily = daily }?.limitedQuantities == [.dailyOnTime])
    }

    @Test("codes and channels are checked when they are made")
    func codes() {
        for code in ["", "P 01", "P/01", "Ä1", String(repeating: "x", count: 65)] { #expect(PersonCode(code) == nil) }
        #expect(PersonCode("P-01_b.2")?.description == "P-01_b.2")
        for number in [0, 9, -1, Int.max] { #expect(PadChannel(number) == nil) }
    }
}
