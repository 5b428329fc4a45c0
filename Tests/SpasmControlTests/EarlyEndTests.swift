// A burst that is cut when the spasm is over: seen between artefacts, past heartbeats and motion, never for noise in clonus.

import Glibc
import Signals
import SpasmControl
import Stimulation
import TestSupport
import Testing

@Suite("a burst that ends when the spasm is over")
struct EarlyEndTests {
    /// What happened to the burst: how long it ran in s, whether it was cut, and all decisions.
    private struct Burst {
        var length = 0.0
        var isCut = false
        var decided: [SpasmDecision] = []
    }

    /// A spasm in the given seconds, the first from 5 s on, answered by a burst of three seconds whose pulses bring artefacts
    /// and M-waves; `disturbance` (µV) by the time in s is added to it.
    private func burst(
        active: [ClosedRange<Double>], endsEarly: Bool = true, told: Bool = true, blocks: Int = 20,
        tail: Double = 0.002,
        period: Int = 20, byHand: Bool = false, seed: UInt64 = 5, disturbance: (Double) -> Double = { _ in 0 }
    ) throws -> Burst {
        var settings = SpasmSettings()
        settings.endsEarly = endsEarly
        var terms = try somePrescription(burst: 3).terms
        terms.burst = try PulseTrain(
            shape: terms.burst.shape, pattern: .even(period: .milliseconds(period)), duration: .seconds(3))
        terms.minimumPause = .seconds(6)
        var controller = try SpasmController(
            settings, clearance: Approvals.clearance(Prescription(terms, within: .product)), rate: rate)
        let own = muscle(seconds: 12, active: byHand ? [] : active, seed: seed)
        var events = arming(at: 6_000)
        if byHand { events.append(ControlEvent(.manualTrigger, at: SampleIndex(10_240))) }
        var found = Burst()
        var begin: Int?, end: Int?
        for position in stride(from: 0, to: own.count - blocks, by: blocks) {
            var block = Array(own[position..<(position + blocks)])
            for k in block.indices {
                let t = rate.seconds(position + k)
                block[k] += Float(disturbance(t))
                if let begin, position + k < end ?? .max {
                    block[k] += Float(Self.artefact(rate.seconds(position + k - begin), tail: tail, period: period))
                }
            }
            let here = position..<position + blocks
            controller.process(
                block.span, at: SampleIndex(position), events: events.filter { here.contains($0.at.rawValue) }
            ) {
                found.decided.append($0)
                switch $0 {
                // As a stimulator in a session does: the first pulse comes at the end of the block, and a cut takes effect there.
                case .order: if begin == nil { begin = position + blocks }
                case .stopOutput: end = position + blocks
                default: break
                }
            }
            if told, begin == position + blocks {
                controller.handle(.burstBegan(order: 1)) { found.decided.append($0) }
            }
        }
        if let begin { found.length = end.map { rate.seconds($0 - begin) } ?? 3 }
        found.isCut = found.decided.contains { if case .endedEarly = $0 { true } else { false } }
        return found
    }

    /// The lengths of nine bursts, each cut, in order.
    private func seeds(_ burst: (UInt64) throws -> Burst) throws -> [Double] {
        let all = try (1...9).map { try burst(UInt64($0)) }
        #expect(all.allSatisfy { $0.isCut })
        return all.map(\.length).sorted()
    }

    /// An artefact of 1000 µV with an exponential tail, and an M-wave of 200 µV from 3 to 14 ms, after each pulse for 3 s.
    private static func artefact(_ time: Double, tail: Double, period: Int) -> Double {
        let length = Double(period) / 1000
        guard time >= 0, time < 3 + length else { return 0 }
        let since = time - min((3 / length).rounded() - 1, (time / length).rounded(.down)) * length
        let wave = (0.003..<0.014).contains(since) ? 200 * sin(2 * .pi * (since - 0.003) / 0.011) : 0
        return 1_000 * exp(-since / tail) + wave
    }

    /// A heartbeat every 0.8 s: an R-wave of 400 µV, 40 ms wide.
    private static func heart(_ t: Double) -> Double {
        let phase = t.truncatingRemainder(dividingBy: 0.8)
        return phase < 0.04 ? 400 * sin(.pi * phase / 0.04) : 0
    }

    @Test(
        "a spasm that is over after a second ends its burst of three within half a second, more often than not, and the loop goes on"
    )
    func cut() throws {
        // Begun about 45 ms after the onset; the envelope needs its window, then a quarter of a second of quiet. Between the pulses
        // there are few samples, so that noise alone begins the quarter anew in some.
        let lengths = try seeds { try burst(active: [5...6], seed: $0) }
        #expect(lengths[0] > 1.1 && lengths[4] < 1.45 && lengths[8] < 2.2, "\(lengths)")
        let found = try burst(active: [5...6])
        #expect(found.decided.orders.count == 1 && found.decided.states.last == .armed)
        #expect(found.decided.contains { if case .ended = $0 { true } else { false } })
        #expect(try !burst(active: [5...6], endsEarly: false).isCut)
    }

    @Test("a spasm that lasts keeps its burst, and one that is over at once keeps the least")
    func lasts() throws {
        #expect(try burst(active: [5...9]).length == 3)
        let short = try burst(active: [5...5.06])
        #expect(short.isCut && short.length >= 0.3 && short.length < 0.45, "\(short.length)")
    }

    @Test("between two beats of clonus no spasm is over", arguments: [5.0, 6, 8])
    func clonus(frequency: Double) throws {
        let beats = (0..<Int(4 * frequency)).map { k -> ClosedRange<Double> in
            let start = 5 + Double(k) / frequency
            return start...(start + 0.06)
        }
        #expect(try burst(active: beats).length == 3)
    }

    @Test("past heartbeats and slow motion the end is seen all the same")
    func disturbed() throws {
        let beating = try burst(active: [5...6], disturbance: Self.heart)
        #expect(beating.isCut && beating.length < 1.9, "\(beating.length)")
        // A cable that swings at 2 Hz with half a millivolt.
        let lengths = try seeds { seed in
            try burst(active: [5...6], seed: seed) { t in t > 4.9 ? 500 * (1 - cos(2 * .pi * 2 * (t - 4.9))) / 2 : 0 }
        }
        #expect(lengths[4] < 1.6 && lengths[8] < 2.5, "\(lengths)")
    }

    @Test(
        "where nothing can be seen the burst is not cut: no word of its beginning, no gap between pulses, a slow amplifier"
    )
    func blind() throws {
        #expect(try burst(active: [5...6], told: false).length == 3)
        #expect(try burst(active: [5...6], period: 15).length == 3)
        #expect(try burst(active: [5...6], tail: 0.03).length == 3)
    }

    @Test("a burst that the person asked for is theirs")
    func byHand() throws {
        let found = try burst(active: [], byHand: true)
        #expect(found.length == 3 && !found.isCut && found.decided.orders.count == 1)
    }

    @Test("twice the same gives the same decisions, and blocks of other lengths end the burst too")
    func twice() throws {
        #expect(try burst(active: [5...6]).decided == burst(active: [5...6]).decided)
        let (small, large) = try (burst(active: [5...6], blocks: 5), burst(active: [5...6], blocks: 80))
        // Blocks shift the pulses by 37 ms; one excursion of the resting noise in the gaps costs another quarter of a second.
        for found in [small, large] {
            #expect(found.isCut && found.length > 1.1 && found.length < 1.8, "\(found.length)")
        }
    }
}
