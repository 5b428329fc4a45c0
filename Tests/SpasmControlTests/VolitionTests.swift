// A second muscle is asked whether the person moves by will; three answers, and what is done about each.

import Signals
import SpasmControl
import Stimulation
import TestSupport
import Testing

@Suite("will or spasm")
struct VolitionTests {
    /// The first muscle is active from second 5 to 8; the second one has this amplitude (µV) at a time. Armed at 6,000.
    private func found(
        _ role: CompanionRole, unclear: UnclearPolicy = .withhold, seconds: Double = 10, blocks: Int = 20,
        companion: (Double) -> Double
    ) throws -> [SpasmDecision] {
        var settings = SpasmSettings()
        (settings.companion, settings.whenUnclear) = (role, unclear)
        let first = muscle(seconds: seconds, active: [5...8])
        var generator = SeededGenerator(seed: 3)
        var values: [Float] = []
        for (k, x) in first.enumerated() {
            let amplitude = companion(rate.seconds(k))
            values += [x, amplitude.isFinite ? Float(amplitude * generator.normal()) : .nan]
        }
        var controller = try SpasmController(settings, clearance: someClearance(), rate: rate)
        var all: [SpasmDecision] = []
        var position = 0
        while position < first.count {
            let count = min(blocks, first.count - position)
            let here = position..<position + count
            controller.process(
                SampleBlock(
                    start: SampleIndex(position), channelCount: 2,
                    values: Array(values[2 * position..<2 * (position + count)])),
                channel: 0, companion: 1, events: arming(at: 6_000).filter { here.contains($0.at.rawValue) }
            ) { all.append($0) }
            position += count
        }
        return all
    }

    private func answers(_ found: [SpasmDecision]) -> [Volition] {
        found.compactMap { if case .judged(let volition, _) = $0 { volition } else { nil } }
    }

    private func refusals(_ found: [SpasmDecision]) -> [SupervisorRefusal] {
        found.compactMap { if case .withheld(let refusal, _) = $0 { refusal } else { nil } }
    }

    private let quiet: (Double) -> Double = { _ in 5 }
    private let joins: (Double) -> Double = { (4.95...8).contains($0) ? 100 : 5 }

    @Test(
        "a muscle that joins the will says will when it is active and spasm when it is at rest; the other one the reverse"
    )
    func roles() throws {
        for (role, active, rest) in [
            (CompanionRole.joinsWill, Volition.voluntary, Volition.spasm), (.joinsSpasm, .spasm, .voluntary),
        ] {
            let (with, without) = try (found(role, companion: joins), found(role, companion: quiet))
            #expect(answers(with) == [active] && answers(without) == [rest])
            #expect(with.orders.count == (active == .spasm ? 1 : 0))
            #expect(without.orders.count == (rest == .spasm ? 1 : 0))
            #expect(refusals(active == .spasm ? without : with) == [.voluntary])
        }
    }

    @Test("an order waits for the second muscle for 50 ms, and not at all where that is certain")
    func waits() throws {
        let rest = try found(.joinsWill, companion: quiet)
        let detected = try #require(rest.detections.first).at
        let order = try #require(
            rest.compactMap { if case .order(_, let met, _) = $0 { met.rawValue } else { nil } }.first)
        #expect(order == detected + 102)
        let active = try found(.joinsSpasm, companion: joins)
        let early = active.compactMap { if case .order(_, let met, _) = $0 { met.rawValue } else { nil } }
        #expect(early == active.detections.map(\.at))
    }

    @Test(
        "between rest and activity, with no number or a lead that is off, it cannot tell: nothing is done, unless that was asked for"
    )
    func unclear() throws {
        // Rest is about 3.4 µV of envelope with a spread of 0.5: 7.3 µV of noise lie between 4 and 8 spreads above it.
        let halfway: (Double) -> Double = { (4.9...8).contains($0) ? 7.3 : 5 }
        let broken: (Double) -> Double = { (4.9...8).contains($0) ? .nan : 5 }
        let off: (Double) -> Double = { $0 > 3.5 ? 0 : 5 }
        for companion in [halfway, broken, off] {
            let held = try found(.joinsWill, companion: companion)
            #expect(answers(held) == [.unclear] && held.orders.isEmpty && refusals(held) == [.unclearVolition])
            #expect(held.states.last == .armed)
            let given = try found(.joinsWill, unclear: .answer, companion: companion)
            #expect(answers(given) == [.unclear] && given.orders.count == 1)
        }
    }

    @Test("without a role nobody is asked, and the person's own hand is never asked about")
    func notAsked() throws {
        let none = try found(.none, companion: joins)
        #expect(answers(none).isEmpty && none.orders.count == 1)
        var settings = SpasmSettings()
        settings.companion = .joinsWill
        let found = try decisions(
            of: muscle(seconds: 6, active: []),
            events: arming(at: 6_000) + [ControlEvent(.manualTrigger, at: SampleIndex(8_000))], settings: settings)
        #expect(found.orders.count == 1 && answers(found).isEmpty)
    }

    @Test("what the second muscle says does not depend on how the samples are cut into blocks")
    func blocks() throws {
        for companion in [quiet, joins] {
            let reference = try found(.joinsWill, companion: companion).withoutBlocks
            for length in [1, 300] {
                #expect(try found(.joinsWill, blocks: length, companion: companion).withoutBlocks == reference)
            }
        }
    }

    @Test("to wait longer than its activity counts makes no sense and is refused")
    func settings() throws {
        var settings = SpasmSettings()
        (settings.companionWait, settings.companionWindow) = (0.3, 0.2)
        #expect(throws: SettingsError.self) { try settings.validate() }
    }
}
