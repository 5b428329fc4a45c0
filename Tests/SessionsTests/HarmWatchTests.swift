// The running check for harm by itself: what it measures, and how often it is wrong.

import Foundation
import Sessions
import Signals
import SpasmControl
import Stimulation
import TestSupport
import Testing

@Suite("the running check for harm")
struct HarmWatchTests {
    private let rate = SyntheticSession.rate

    /// Spasms 20 s apart that last as long as said (s); the suspicions, and after which spasm each came.
    private func suspicions(_ durations: [Double], _ isGiven: [Bool]) -> [(after: Int, HarmWatch.Suspicion)] {
        var watch = HarmWatch(rate: rate)
        var found: [(after: Int, HarmWatch.Suspicion)] = []
        for (k, duration) in durations.enumerated() {
            let start = SampleIndex(40_000 * k)
            watch.drew(isGiven: isGiven[k], for: .emg, hiding: 1, at: start)
            watch.take(.ended(at: start.advanced(by: rate.samples(inSeconds: duration))))
            for second in 1...10 {
                if let suspicion = watch.advance(to: start.advanced(by: 2000 * second)) { found.append((k, suspicion)) }
            }
        }
        return found
    }

    @Test(
        "what is suspected is the mean difference, no spasm shorter than what a burst hides or longer than the window")
    func measured() throws {
        let isGiven = (0..<16).map { $0.isMultiple(of: 2) }
        // Without stimulation 0.2 s, which a burst would hide; with it 30 s, which the window cuts at 8 s.
        let (after, suspicion) = try #require(suspicions(isGiven.map { $0 ? 30 : 0.2 }, isGiven).first)
        #expect(suspicion.longer == 7 && suspicion.interval.lowerBound > 0)
        // Twelve spasms can be arranged in 924 ways; 7 of 16 ways and more are needed for 99 of 100.
        #expect(after == 11 && suspicion.given == 6 && suspicion.withheld == 6)
    }

    @Test("it is said once; what ends while its burst hides it is no shorter with stimulation than without")
    func once() {
        let isGiven = (0..<40).map { $0.isMultiple(of: 2) }
        #expect(suspicions(isGiven.map { $0 ? 6 : 3 }, isGiven).count == 1)
        #expect(suspicions(isGiven.map { $0 ? 0.9 : 0.1 }, isGiven).isEmpty)
        #expect(suspicions(isGiven.map { $0 ? 3 : 6 }, isGiven).isEmpty)
    }

    @Test("activity that goes on after all has not ended, and one kind of end does not count for the other")
    func ends() {
        var watch = HarmWatch(rate: rate)
        func spasm(_ decisions: [SpasmDecision], _ trigger: Trigger.Kind) -> HarmWatch {
            var one = watch
            one.drew(isGiven: true, for: trigger, hiding: 0, at: SampleIndex(0))
            for decision in decisions { one.take(decision) }
            _ = one.advance(to: SampleIndex(16_000))
            return one
        }
        let (early, late) = (SpasmDecision.ended(at: SampleIndex(2000)), SpasmDecision.ended(at: SampleIndex(8000)))
        #expect(spasm([early, .continued(at: SampleIndex(2400)), late], .emg) == spasm([late], .emg))
        #expect(spasm([early, late], .emg) == spasm([early], .emg))
        #expect(spasm([early, late], .emg) != spasm([late], .emg))
        #expect(spasm([early, .forceEnded(at: SampleIndex(8000))], .force) == spasm([late], .emg))
        watch = HarmWatch(rate: rate)
    }

    @Test(
        "of 40 sessions with 24 spasms in which stimulation does nothing, few are suspected though it looks after each"
    )
    func falseAlarms() {
        var generator = SeededGenerator(seed: 4)
        var suspected = 0
        for _ in 0..<40 {
            let isGiven = (0..<24).map { _ in Bool.random(using: &generator) }
            let durations = (0..<24).map { _ in 1 - 2 * log(Double.random(in: 0.001..<1, using: &generator)) }
            suspected += suspicions(durations, isGiven).isEmpty ? 0 : 1
        }
        // Half of 1 in 100 at one look (the other half would say that it helps), and at 13 looks that hang together.
        #expect(suspected <= 4, "\(suspected) of 40")
    }
}
