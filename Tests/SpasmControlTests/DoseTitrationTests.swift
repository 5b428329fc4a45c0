// The least that still works: down while spasms end, back when one does not, never above what was set.

import Signals
import SpasmControl
import Stimulation
import TestSupport
import Testing

@Suite("the dose is lowered step by step")
struct DoseTitrationTests {
    private func settings(patience: Double = 1, floor: Double = 0.5) -> SpasmSettings {
        var settings = SpasmSettings()
        settings.lowersDose = true
        (settings.dosePatience, settings.doseFloor) = (patience, floor)
        return settings
    }

    private func current(_ milliamperes: Double) -> Milliamperes { Milliamperes(milliamperes)! }

    @Test("it falls by a step after so many spasms in a row that ended, to the floor and no further")
    func down() {
        var titration = DoseTitration(settings(patience: 3))
        titration.begin(at: current(4))
        var (intensity, levels) = (current(4), [current(4)])
        for _ in 0..<40 {
            guard let next = titration.next(after: intensity, hasEnded: true) else { continue }
            intensity = next
            levels.append(next)
        }
        #expect(levels == [4, 3.5, 3, 2.5, 2].map(current))
    }

    @Test(
        "a spasm that goes on brings the step back, and what did not end it is not tried again until somebody sets it")
    func up() {
        var titration = DoseTitration(settings())
        titration.begin(at: current(4))
        #expect(titration.next(after: current(4), hasEnded: true) == current(3.5))
        #expect(titration.next(after: current(3.5), hasEnded: true) == current(3))
        #expect(titration.next(after: current(3), hasEnded: false) == current(3.5))
        for _ in 0..<10 { #expect(titration.next(after: current(3.5), hasEnded: true) == nil) }
        titration.begin(at: current(3.5))
        #expect(titration.next(after: current(3.5), hasEnded: true) == current(3))
    }

    @Test("whatever happens, it stays between the floor and what was set by hand, in single steps")
    func bounds() {
        var generator = SeededGenerator(seed: 4)
        for _ in 0..<200 {
            let set = Milliamperes(microamperes: 500 * Int.random(in: 1...60, using: &generator))
            var titration = DoseTitration(settings(patience: Double.random(in: 1...4, using: &generator), floor: 0.3))
            titration.begin(at: set)
            var intensity = set
            for _ in 0..<100 {
                guard let next = titration.next(after: intensity, hasEnded: Bool.random(using: &generator)) else {
                    continue
                }
                #expect(next <= set && next.microamperes * 10 >= set.microamperes * 3 && next > .zero)
                #expect(abs(next.microamperes - intensity.microamperes) <= 500)
                intensity = next
            }
        }
    }

    @Test(
        "in the loop two spasms that end lower the next burst, one that goes on raises its repeat, and off means off")
    func loop() throws {
        // Spasms of 0.8 s end with the burst; the last one goes on.
        let samples = muscle(seconds: 60, active: [5...5.8, 13...13.8, 21...21.8, 29...29.8, 37...55])
        for isOn in [true, false] {
            var settings = settings(patience: 2)
            settings.lowersDose = isOn
            settings.repeats = 1
            let found = try decisions(of: samples, events: arming(at: 6_000, milliamperes: 4), settings: settings)
            let peaks = found.orders.map(\.train.shape.peakCurrent)
            #expect(peaks == (isOn ? [4, 4, 3.5, 3.5, 3, 3.5] : [4, 4, 4, 4, 4, 4]).map(current))
            let changes = found.compactMap { if case .doseChanged(_, let to, _) = $0 { to } else { nil } }
            #expect(changes == (isOn ? [3.5, 3, 3.5, 4] : []).map(current))
        }
    }
}
