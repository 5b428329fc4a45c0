import Glibc
import Signals
import SpasmControl
import Stimulation
import TestSupport
import Testing

@Suite("kinds of spasms")
struct KindTests {
    private func kinds(_ found: [SpasmDecision]) -> [(kind: SpasmKind, seconds: Double)] {
        found.compactMap {
            if case .recognised(let kind, let at) = $0 { (kind, rate.seconds(at.rawValue)) } else { nil }
        }
    }

    /// Beats of 50 ms at `frequency` from second 5 on.
    private func clonus(_ frequency: Double, beats: Int, seed: UInt64 = 1) -> [Float] {
        muscle(
            seconds: 9, active: (0..<beats).map { 5 + Double($0) / frequency }.map { $0...($0 + 0.05) }, seed: seed)
    }

    @Test("clonus is recognised with its third beat, at 5, 6 and 8 Hz", arguments: [5.0, 6, 8])
    func clonusAtThirdBeat(frequency: Double) throws {
        for seed in 1..<9 as Range<UInt64> {
            let found = kinds(try decisions(of: clonus(frequency, beats: 10, seed: seed)))
            let first = try #require(found.first)
            #expect(first.kind == .clonus)
            let third = 5 + 2 / frequency
            #expect((third..<(third + 0.04)).contains(first.seconds))
            #expect(found.count { $0.kind == .clonus } == 1)
        }
    }

    @Test("beats at 3 and 12 Hz, two beats, and pairs of beats three times a second are no clonus")
    func noClonus() throws {
        for samples in [clonus(3, beats: 10), clonus(12, beats: 10), clonus(6, beats: 2)] {
            #expect(kinds(try decisions(of: samples)).contains { $0.kind == .clonus } == false)
        }
        let pairs = muscle(seconds: 9, active: [0, 0.08, 0.33, 0.41, 0.66].map { (5 + $0)...(5.05 + $0) })
        #expect(kinds(try decisions(of: pairs)).contains { $0.kind == .clonus } == false)
    }

    @Test("the potentials of one motor unit, 12 ms each at 6 Hz, are no clonus, and are taken for one without the rule")
    func singleUnit() throws {
        let beats = (0..<12).map { 5 + Double($0) / 6 }.map { $0...($0 + 0.012) }
        for seed in 1..<5 as Range<UInt64> {
            let samples = muscle(seconds: 9, active: beats, seed: seed)
            var settings = SpasmSettings()
            // So short that activity would hardly be certain otherwise.
            settings.blowTime = 0
            let with = kinds(try decisions(of: samples, settings: settings))
            #expect(with.contains { $0.kind == .clonus } == false)
            settings.clonusBeat = 0
            #expect(kinds(try decisions(of: samples, settings: settings)).contains { $0.kind == .clonus })
        }
    }

    /// Noise at rest, and stronger where something is active: when, and how strong (µV).
    private func activities(seconds: Double, _ parts: [(time: ClosedRange<Double>, amplitude: Double)], seed: UInt64)
        -> [Float]
    {
        var generator = SeededGenerator(seed: seed)
        return (0..<rate.samples(inSeconds: seconds)).map { k in
            let t = rate.seconds(k)
            let amplitude = parts.first { $0.time.contains(t) }?.amplitude ?? 5
            return Float(amplitude * generator.normal())
        }
    }

    /// Beats of 50 ms that begin at the given times.
    private func beats(_ starts: [Double], amplitude: Double = 150) -> [(time: ClosedRange<Double>, amplitude: Double)]
    {
        starts.map { ($0...($0 + 0.05), amplitude) }
    }

    @Test(
        "clonus that begins long after its activity is recognised with the fourth beat, at 5, 6 and 8 Hz",
        arguments: [5.0, 6, 8])
    func lateClonus(frequency: Double) throws {
        for seed in 1..<7 as Range<UInt64> {
            // A tonic spasm of two seconds, a pause shorter than the end of an activity needs, and beats.
            let starts = (0..<12).map { 7.1 + Double($0) / frequency }
            let samples = activities(seconds: 11, [(5.0...7.0, 150)] + beats(starts), seed: seed)
            let found = kinds(try decisions(of: samples))
            #expect(found.map(\.kind) == [.tonic, .clonus])
            let said = try #require(found.last?.seconds)
            // Three periods hold four beats; the end of the tonic spasm can stand for the first.
            #expect((starts[2]..<starts[3] + 0.05).contains(said))
        }
    }

    @Test("what is left of a much stronger spasm and beats is no clonus, and is taken for one without the rule")
    func leftOver() throws {
        for seed in 1..<5 as Range<UInt64> {
            let starts = (0..<18).map { 7.1 + Double($0) / 6 }
            let samples = activities(seconds: 11, [(5.0...7.0, 300)] + beats(starts, amplitude: 40), seed: seed)
            #expect(kinds(try decisions(of: samples)).contains { $0.kind == .clonus } == false)
            var settings = SpasmSettings()
            settings.clonusLevel = 0
            #expect(kinds(try decisions(of: samples, settings: settings)).contains { $0.kind == .clonus })
        }
    }

    @Test("fifteen seconds of a tonic spasm never beat")
    func longTonic() throws {
        for seed in 1..<5 as Range<UInt64> {
            let samples = muscle(seconds: 21, active: [5.0...20.0], seed: seed)
            #expect(kinds(try decisions(of: samples)).map(\.kind) == [.tonic])
        }
    }

    @Test("beats of which every second interval is twice as long are called clonus once in eight times at most")
    func unevenBeats() throws {
        for intervals in [[0.15, 0.3], [0.3, 0.15], [0.18, 0.36], [0.2, 0.1]] {
            var starts = [5.0]
            for k in 0..<12 { starts.append(starts[k] + intervals[k % 2]) }
            var named = 0
            for seed in 1..<9 as Range<UInt64> {
                let found = kinds(try decisions(of: activities(seconds: 9, beats(starts), seed: seed)))
                if found.contains(where: { $0.kind == .clonus }) { named += 1 }
            }
            #expect(named <= 1, "\(intervals)")
        }
    }

    @Test("a tonic spasm is one after its time, a single burst when it is over")
    func tonicAndBurst() throws {
        let all = try decisions(of: muscle(seconds: 12, active: [5.0...6.5, 9.0...9.1]))
        let found = kinds(all)
        #expect(found.map(\.kind) == [.tonic, .burst])
        #expect((5.2..<5.25).contains(found[0].seconds))
        let ends = all.compactMap { if case .ended(let at) = $0 { rate.seconds(at.rawValue) } else { nil } }
        #expect(found[1].seconds == ends.last)
    }

    @Test(
        "when only clonus is answered, the order comes with the third beat, and neither tonic spasms nor bursts bring one"
    )
    func onlyClonus() throws {
        var settings = SpasmSettings()
        settings.answers = [.clonus]
        let orders = try decisions(of: clonus(6, beats: 10), events: arming(at: 6_000), settings: settings).orders
        #expect(orders.count == 1)
        #expect((5.33..<5.38).contains(try #require(orders.first).issued.seconds))
        let others = muscle(seconds: 12, active: [5.0...6.5, 9.0...9.1])
        #expect(try decisions(of: others, events: arming(at: 6_000), settings: settings).orders.isEmpty)
        settings.answers = [.tonic]
        #expect(try decisions(of: others, events: arming(at: 6_000), settings: settings).orders.count == 1)
    }
}
