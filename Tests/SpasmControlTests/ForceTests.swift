// The force beside the EMG: what it finds, what it leaves alone, and that one spasm has one answer.

import Signals
import SpasmControl
import Stimulation
import TestSupport
import Testing

@Suite("the force as a trigger")
struct ForceTests {
    /// EMG and force side by side; the force is noise of 0.02 around `rest`, plus what `force` says at a time in seconds.
    private func found(
        emg: [Float], settings: SpasmSettings = SpasmSettings(), events: [ControlEvent] = arming(at: 6_000),
        blocks: Int = 20, force: (Double) -> Double
    ) throws -> [SpasmDecision] {
        var generator = SeededGenerator(seed: 9)
        var values: [Float] = []
        for (k, x) in emg.enumerated() { values += [x, Float(0.02 * generator.normal() + force(rate.seconds(k)))] }
        var controller = try SpasmController(settings, clearance: someClearance(), rate: rate)
        var all: [SpasmDecision] = []
        var position = 0
        while position < emg.count {
            let count = min(blocks, emg.count - position)
            let block = SampleBlock(
                start: SampleIndex(position), channelCount: 2,
                values: Array(values[2 * position..<2 * (position + count)]))
            let here = position..<position + count
            controller.process(block, channel: 0, force: 1, events: events.filter { here.contains($0.at.rawValue) }) {
                all.append($0)
            }
            position += count
        }
        return all
    }

    private func onsets(_ found: [SpasmDecision]) -> [(onset: Int, at: Int)] {
        found.compactMap {
            if case .forceDetected(let onset, let at) = $0 { (onset.rawValue, at.rawValue) } else { nil }
        }
    }

    /// From `from` on up to `height` within `rise` seconds, for `length` seconds.
    private func push(_ t: Double, from: Double, height: Double, rise: Double, length: Double = 1) -> Double {
        t < from || t > from + length ? 0 : height * min(1, (t - from) / rise)
    }

    private let quiet = muscle(seconds: 10, active: [])

    @Test(
        "a force that rises fast is answered within 150 ms, to either side of rest, wherever rest is",
        arguments: [3.0, -3])
    func rises(height: Double) throws {
        let found = try found(emg: quiet) { 12 + push($0, from: 5, height: height, rise: 0.2) }
        let first = try #require(onsets(found).first)
        #expect(onsets(found).count == 1 && (10_240...10_240 + 307).contains(first.at) && first.onset < first.at)
        #expect(found.orders.map(\.trigger.kind) == [.force])
        // Held for 50 ms beyond the level.
        #expect(first.at - first.onset == 101)
    }

    @Test("a limb that is slowly put elsewhere triggers nothing, and a spasm there is found all the same")
    func slow() throws {
        // 3 in 6 s are 10 spreads of 0.05 a second; 20 are asked for.
        let long = muscle(seconds: 14, active: [])
        let drifting: (Double) -> Double = { t in t < 4 ? 0 : min(3, (t - 4) / 2) }
        #expect(onsets(try found(emg: long, force: drifting)).isEmpty)
        let both = try found(emg: long) { drifting($0) + push($0, from: 12, height: 2, rise: 0.1) }
        #expect(onsets(both).count == 1 && both.orders.count == 1)
    }

    @Test("a force within the level, and noise for ten seconds, trigger nothing")
    func small() throws {
        // 8 spreads of 0.05 are 0.4; noise of a mean of 102 samples is far below.
        #expect(onsets(try found(emg: quiet) { push($0, from: 5, height: 0.38, rise: 0.05) }).isEmpty)
        #expect(onsets(try found(emg: quiet) { push($0, from: 5, height: 0.42, rise: 0.05) }).count == 1)
    }

    @Test("one spasm, one burst, whether EMG or force sees it first")
    func once() throws {
        for lag in [0.05, -0.3] {
            let emg = muscle(seconds: 12, active: [5...8])
            let found = try found(emg: emg) { push($0, from: 5 + lag, height: 3, rise: 0.1, length: 3) }
            #expect(found.orders.count == 1 && found.orders[0].trigger.kind == (lag > 0 ? .emg : .force))
            #expect(found.detections.count == 1)
            if lag > 0 { continue }
            #expect(onsets(found).count == 1)
        }
    }

    @Test("a trigger that is off is held back and says so; the other one answers")
    func switched() throws {
        var settings = SpasmSettings()
        settings.triggers = [.force, .manual]
        let emg = muscle(seconds: 10, active: [5...8])
        let force = try found(emg: emg, settings: settings) { push($0, from: 5.1, height: 3, rise: 0.1, length: 3) }
        #expect(force.orders.map(\.trigger.kind) == [.force])
        #expect(force.contains { if case .withheld(.triggerOff(.emg), _) = $0 { true } else { false } })
        settings.triggers = [.manual]
        let none = try found(emg: quiet, settings: settings) { push($0, from: 5, height: 3, rise: 0.1) }
        #expect(none.orders.isEmpty)
        #expect(none.contains { if case .forceWithheld(.triggerOff(.force), _) = $0 { true } else { false } })
    }

    @Test("the force that stimulation itself makes, until 0.3 s after it, triggers nothing")
    func evoked() throws {
        // The burst comes at 8,000 and lasts a second and the slack: until 5.01 s or so.
        let burst = [ControlEvent(.manualTrigger, at: SampleIndex(8_000))]
        let found = try found(emg: quiet, events: arming(at: 6_000) + burst) {
            push($0, from: 3.95, height: 5, rise: 0.05, length: 1.35)
        }
        #expect(found.orders.count == 1 && onsets(found).isEmpty)
    }

    @Test("a force that is no number stops and never triggers")
    func notANumber() throws {
        for bad in [Double.nan, .infinity] {
            let found = try found(emg: quiet) { $0 > 5 && $0 < 5.001 ? bad : 0 }
            #expect(found.states.last == .fault(.forceNotANumber) && found.orders.isEmpty)
            #expect(found.contains { if case .stopOutput = $0 { true } else { false } })
        }
    }

    @Test("the same force gives the same decisions, however it is cut into blocks")
    func blocks() throws {
        let emg = muscle(seconds: 14, active: [5...6, 12...12.5])
        let force: (Double) -> Double = { push($0, from: 8.6, height: 3, rise: 0.1) }
        let reference = try found(emg: emg, force: force).withoutBlocks
        #expect(reference.orders.count == 3)
        for length in [1, 7, 400, emg.count] {
            #expect(try found(emg: emg, blocks: length, force: force).withoutBlocks == reference)
        }
    }

    @Test("settings of the force are checked: exit below enter, slope and level in their ranges")
    func settings() throws {
        var settings = SpasmSettings()
        settings.forceExitSpreads = 8
        #expect(throws: SettingsError.self) { try settings.validate() }
        settings = SpasmSettings()
        settings.forceSlope = -1
        #expect(throws: SettingsError.self) { try settings.validate() }
    }
}
