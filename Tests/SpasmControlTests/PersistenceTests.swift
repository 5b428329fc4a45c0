// A spasm that outlasts its burst: what is done about it, how often at most, and that somebody is told.

import Signals
import SpasmControl
import Stimulation
import TestSupport
import Testing

@Suite("a spasm that outlasts its burst")
struct PersistenceTests {
    /// Decisions about a muscle that is active in the given seconds; armed at 6,000. `answer` may add what is told with the
    /// next block when an order is made.
    private func found(
        active: [ClosedRange<Double>], seconds: Double, repeats: Int = 0, second: PulsePattern? = nil,
        events: [ControlEvent] = [], blocks: Int = 20, answer: (StimulationOrder) -> ControlEvent.Kind? = { _ in nil }
    ) throws -> [SpasmDecision] {
        var settings = SpasmSettings()
        settings.repeats = Double(repeats)
        var terms = try somePrescription().terms
        terms.secondPattern = second
        var controller = try SpasmController(
            settings, clearance: Approvals.clearance(Prescription(terms, within: .product)), rate: rate)
        let samples = muscle(seconds: seconds, active: active)
        let events = (arming(at: 6_000) + events).sorted { $0.at < $1.at }
        var all: [SpasmDecision] = []
        var position = 0
        while position < samples.count {
            let count = min(blocks, samples.count - position)
            let here = position..<position + count
            let before = all.count
            controller.process(
                samples.span.extracting(here), at: SampleIndex(position),
                events: events.filter { here.contains($0.at.rawValue) }
            ) { all.append($0) }
            for order in Array(all[before...]).orders {
                if let word = answer(order) { controller.handle(word) { all.append($0) } }
            }
            position += count
        }
        return all
    }

    private func givenUp(_ found: [SpasmDecision]) -> [(bursts: Int, at: Int)] {
        found.compactMap { if case .gaveUp(let bursts, let at) = $0 { (bursts, at.rawValue) } else { nil } }
    }

    /// When bursts were over at the latest, and when orders were made.
    private func times(_ found: [SpasmDecision]) -> (ordered: [Int], over: [Int]) {
        (
            found.compactMap { if case .order(_, let met, _) = $0 { met.rawValue } else { nil } },
            found.compactMap { if case .state(.cooldown, let at) = $0 { at.rawValue } else { nil } }
        )
    }

    @Test("as it is set at first, one burst is given, and a second after it somebody is told, once")
    func once() throws {
        let found = try found(active: [4...40], seconds: 40)
        let over = try #require(times(found).over.first)
        #expect(found.orders.count == 1 && givenUp(found).map(\.bursts) == [1])
        #expect(givenUp(found).first?.at == over + 2_048)
        #expect(found.states.last == .armed)
    }

    @Test("the same burst comes again so often as was set, with the prescribed pause, and then somebody is told")
    func repeated() throws {
        let found = try found(active: [4...60], seconds: 60, repeats: 2)
        #expect(found.orders.count == 3 && givenUp(found).map(\.bursts) == [3])
        let (ordered, over) = times(found)
        for (end, next) in zip(over, ordered.dropFirst()) {
            // Two seconds are prescribed, and twice the burst of one.
            #expect((4_096...4_100).contains(next - end))
        }
        #expect(Set(found.orders.map(\.train)).count == 1)
    }

    @Test("after the repeats the prescription's second pattern comes, once")
    func changed() throws {
        let second = try PulsePattern.even(period: .milliseconds(10))
        let found = try found(active: [4...60], seconds: 60, repeats: 1, second: second)
        let first = try PulsePattern.even(period: .milliseconds(20))
        #expect(found.orders.map(\.train.pattern) == [first, first, second])
        #expect(found.orders.allSatisfy { $0.train.shape.peakCurrent == .milliamperes(3) })
        #expect(givenUp(found).map(\.bursts) == [3])
    }

    @Test("a spasm that the burst ends gets no other, and nobody is told; the next one begins anew")
    func ended() throws {
        let found = try found(active: [4...4.8, 14...30], seconds: 30, repeats: 1)
        #expect(found.orders.count == 3 && givenUp(found).map(\.bursts) == [2])
        #expect(found.detections.count == 2)
    }

    @Test("whatever is set, a spasm without an end gets at most so many bursts, in ten minutes", arguments: 0...4)
    func most(repeats: Int) throws {
        let second = repeats.isMultiple(of: 2) ? nil : try PulsePattern.even(period: .milliseconds(10))
        let found = try found(active: [4...600], seconds: 600, repeats: repeats, second: second, blocks: 200)
        #expect(found.orders.count == 1 + repeats + (second == nil ? 0 : 1) && givenUp(found).count == 1)
    }

    @Test("a burst that the gate refuses is not asked for again, and a repeat that it refuses tells somebody")
    func refused() throws {
        for refusedOrder in [1, 2] {
            let found = try found(active: [4...40], seconds: 40, repeats: 3) {
                $0.number == refusedOrder ? .refusedByGate(order: $0.number) : nil
            }
            #expect(
                found.orders.count == refusedOrder && givenUp(found).map(\.bursts) == (refusedOrder == 1 ? [] : [1]))
        }
    }

    @Test(
        "a hand that ends the burst ends what the machine would do; so does a stop, and a trigger that is switched off")
    func hand() throws {
        for (kind, at) in [
            (ControlEvent.Kind.switchPressed, 9_000), (.movementHold(true), 9_000), (.stop, 11_000),
            (.setTrigger(.emg, on: false), 11_000), (.disarm, 11_000),
        ] {
            let found = try found(
                active: [4...40], seconds: 40, repeats: 3, events: [ControlEvent(kind, at: SampleIndex(at))])
            #expect(found.orders.count == 1 && givenUp(found).isEmpty, "\(kind)")
        }
    }

    @Test("the same spasm gives the same decisions, however it is cut into blocks")
    func blocks() throws {
        let reference = try found(active: [4...40], seconds: 40, repeats: 2).withoutBlocks
        for length in [1, 333] {
            #expect(try found(active: [4...40], seconds: 40, repeats: 2, blocks: length).withoutBlocks == reference)
        }
    }
}
