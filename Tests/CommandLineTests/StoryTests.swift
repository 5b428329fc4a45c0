// The story of the demo in short virtual time: three nights that share their events, and what is counted of them.

import Foundation
import Signals
import TestSupport
import Testing

@testable import VirtualPatient
@testable import lull

@Suite("The story of the demo")
struct StoryTests {
    /// A night of 15 s of a person with few motor units and many spasms.
    private static func plan() throws -> StoryRun {
        var person = try Person.preset(.responder)
        person.parameters.spasms.perHour = 3600
        person.parameters.spasms.pause = 4
        person.parameters.spasms.unitWeight = 0
        var run = StoryRun(of: person, agonistUnits: 12, antagonistUnits: 4)
        run.seconds = 15
        return run
    }

    @Test("the same spasms are triggered in each night; only one is stimulated, only one has a lower drive")
    func nights() throws {
        let folder = try TemporaryDirectory()
        let run = try Self.plan()
        let nights = try StoryNight.Kind.allCases.map { try run.night($0, log: folder.file($0.rawValue)) }
        let triggers = nights.map { $0.triggers.map(\.seconds) }
        #expect(!triggers[0].isEmpty && triggers.allSatisfy { $0 == triggers[0] })
        #expect(nights.map { $0.outcome.bursts > 0 } == [false, true, false])
        #expect(nights.map { !$0.pulses.isEmpty } == [false, true, false])
        let drives = StoryNight.Kind.allCases.map { run.person($0).parameters.neuromodulation.baseline }
        let fall = run.person.parameters.neuromodulation.relaxationFall
        #expect(drives[0] == drives[1] && abs(drives[0] - drives[2] - fall) < 1e-12 && fall > 0)
        for night in nights {
            #expect(night.emg.count == night.torque.count && night.seconds == 15)
            // What the night counts is what the session counted by itself.
            let discharges = night.discharges.reduce(0) { $0 + $1.count }
            #expect(discharges == night.outcome.discharges && discharges > 0)
            #expect(night.outcome.spasms == night.triggers.count)
            let area = night.torque.reduce(0) { $0 + Double(max(0, $1)) } / night.rate.hertz
            #expect(abs(area - night.outcome.torquePercentSeconds) < 0.01 * max(1, area))
        }
        // Every pulse that the person felt was approved by the gate: the session's dose has them all.
        #expect(nights[1].pulses.count == nights[1].outcome.pulses)
    }

    @Test("the same plan gives the same numbers with one thread and with three")
    func threads() throws {
        let folder = try TemporaryDirectory()
        let run = try Self.plan()
        let results = try [1, 3].map { threads in
            try run.run(
                threads: threads, parts: [.nights], log: { folder.file("\(threads)-\($0.rawValue)") },
                progress: { _ in })
        }
        let texts = try results.map { try run.json($0) }
        #expect(texts[0] == texts[1])
        for result in results {
            #expect(result.nights.map(\.kind) == StoryNight.Kind.allCases)
            #expect(result.ramps.isEmpty && result.vibStims.isEmpty)
        }
        let logs = try [1, 3].map { threads in
            try StoryNight.Kind.allCases.map {
                try TemporaryDirectory.bytes(of: folder.file("\(threads)-\($0.rawValue)"))
            }
        }
        #expect(logs[0] == logs[1])
    }

    @Test("moments become spans where they follow each other closely")
    func spans() {
        #expect(StoryNight.spans([], gap: 0.5).isEmpty)
        #expect(StoryNight.spans([1, 1.4, 1.9, 3, 3.1], gap: 0.5) == [1...1.9, 3...3.1])
        #expect(StoryNight.spans([2, 2.5], gap: 0.5) == [2...2.5])
    }

    @Test("a spasm is told from motor units: more than a tenth of them must be active at once")
    func spasmRule() throws {
        let rate = try #require(SampleRate(hertz: 100))
        var parameters = VirtualPatientParameters()
        parameters.agonist.motorUnits = 20
        var night = StoryNight(.untreated, rate: rate, parameters: parameters)
        // Unit 0 discharges all the time, units 1 and 2 from 2 to 4 s: more than two of twenty only then.
        var discharges: [PatientDischarge] = []
        for (unit, span) in [(0, 0.0...10), (1, 2...4), (2, 2...4)] {
            for time in stride(from: span.lowerBound, through: span.upperBound, by: 0.25) {
                discharges.append(PatientDischarge(muscle: .agonist, unit: unit, time: Int(time * 1e6)))
            }
        }
        let block = SampleBlock(
            start: SampleIndex(0), channelCount: 3, values: [Float](repeating: 0, count: 3 * 1000))
        night.add(block, (discharges, []))
        let spasms = night.spasms
        #expect(spasms.count == 1)
        let spasm = try #require(spasms.first)
        #expect(abs(spasm.lowerBound - 2) <= 0.1 && abs(spasm.upperBound - 4) <= 0.2)
        #expect(abs(night.spasmSeconds - 2) <= 0.2 && night.longestSpasm == night.spasmSeconds)
    }
}
