// What keys say. No terminal is needed for that.

import Signals
import SpasmControl
import Stimulation
import Testing

@testable import lull

@Suite("Keys of a live session")
struct LiveKeysTests {
    private func said(_ keys: String, step: Int?, from start: Int = 0) -> ([ControlEvent.Kind], Milliamperes) {
        var live = LiveKeys(
            controls: step.map { LiveControls(step: .milliamperes($0), highest: .milliamperes(14)) })
        var intensity = Milliamperes.milliamperes(start)
        return (keys.utf8.flatMap { live.words(of: $0, from: &intensity) }, intensity)
    }

    @Test("where a script arms, a hand gives bursts and stops, and neither arms nor turns anything")
    func scripted() {
        #expect(said("ca+-0o\n x", step: nil).0.isEmpty)
        #expect(said("bds", step: nil).0 == [.manualTrigger, .dysreflexiaSigns, .stop])
        #expect(said("mm", step: nil).0 == [.movementHold(true), .movementHold(false)])
    }

    @Test(
        "with a real stimulator a hand arms from zero, and no key raises the intensity by more than 1 mA at once or above what was prescribed"
    )
    func hands() {
        #expect(said("ca", step: 1, from: 5).0 == [.markReady, .arm(intensity: .zero)])
        #expect(said("++-", step: 1).0 == [1, 2, 1].map { .setIntensity(.milliamperes($0)) })
        #expect(said("+", step: 2).0 == [1, 2].map { .setIntensity(.milliamperes($0)) })
        #expect(said("0o", step: 1, from: 9).0 == [.setIntensity(.zero), .disarm])
        for step in 1...3 {
            let (words, last) = said(String(repeating: "+", count: 30), step: step)
            var before = Milliamperes.zero
            for case .setIntensity(let asked) in words {
                #expect(asked - before <= Supervisor.largestRise && asked <= .milliamperes(14))
                before = asked
            }
            #expect(last == .milliamperes(14) && before == last)
        }
        #expect(said("--", step: 1, from: 1).1 == .zero)
    }
}

private func - (a: Milliamperes, b: Milliamperes) -> Milliamperes { a + -b }
