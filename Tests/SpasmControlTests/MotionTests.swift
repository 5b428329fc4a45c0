// A motion sensor is asked when a movement began: before the muscle, with it, after it, not at all, or not to be read.

import CAllocationCounter
import Glibc
import Signals
import Stimulation
import TestSupport
import Testing

@testable import SpasmControl

@Suite("the beginning of a movement")
struct MotionTests {
    /// The muscle is active from second 5 to 8, armed at 6,000. Channels: EMG, second muscle, angle (degrees).
    private func found(
        _ role: MotionRole, companion: CompanionRole = .none, joins: Bool = false, seconds: Double = 10,
        blocks: Int = 20, noise: Double = 0.02, change: (inout SpasmSettings) -> Void = { _ in },
        angle: (Double) -> Double
    ) throws -> [SpasmDecision] {
        var settings = SpasmSettings()
        (settings.motion, settings.companion) = (role, companion)
        // A growing angle stretches the muscle.
        settings.motionStretch = 1
        change(&settings)
        let first = muscle(seconds: seconds, active: [5...8])
        var generator = SeededGenerator(seed: 9)
        var values: [Float] = []
        for (k, x) in first.enumerated() {
            let t = rate.seconds(k)
            let second = (joins && (4.95...8).contains(t) ? 100 : 5) * generator.normal()
            values += [x, Float(second), Float(angle(t) + noise * generator.normal())]
        }
        return try decisions(values, settings, frames: first.count, blocks: blocks)
    }

    private func decisions(
        _ values: [Float], _ settings: SpasmSettings, frames: Int, blocks: Int, looks: Bool = true
    ) throws -> [SpasmDecision] {
        var controller = try SpasmController(settings, clearance: someClearance(), rate: rate)
        var all: [SpasmDecision] = []
        var position = 0
        while position < frames {
            let count = min(blocks, frames - position)
            let here = position..<position + count
            controller.process(
                SampleBlock(
                    start: SampleIndex(position), channelCount: 3,
                    values: Array(values[3 * position..<3 * (position + count)])),
                channel: 0, companion: 1, motion: looks ? 2 : nil,
                events: arming(at: 6_000).filter { here.contains($0.at.rawValue) }
            ) { all.append($0) }
            position += count
        }
        return all
    }

    /// 20 degrees along a minimum-jerk path of 0.6 s, from a moment on.
    private func moved(at start: Double) -> (Double) -> Double {
        { t in
            let x = min(1, max(0, (t - start) / 0.6))
            return 20 * x * x * x * (10 - 15 * x + 6 * x * x)
        }
    }

    private func findings(_ found: [SpasmDecision]) -> [MotionFinding] {
        found.compactMap { if case .motionFound(let finding, _) = $0 { finding } else { nil } }
    }

    private func answers(_ found: [SpasmDecision]) -> [Volition] {
        found.compactMap { if case .judged(let volition, _) = $0 { volition } else { nil } }
    }

    @Test("on a part that moves by will only, a movement before the muscle is will and rest is a spasm")
    func willed() throws {
        for (start, finding, volition) in [
            (4.8, MotionFinding.before, Volition.voluntary), (100, .rest, .spasm), (4.985, .after, .unclear),
        ] {
            let found = try found(.movedByWill, angle: moved(at: start))
            #expect(findings(found) == [finding] && answers(found) == [volition], "from \(start) s on")
            #expect(found.orders.count == (volition == .spasm ? 1 : 0))
        }
    }

    @Test("on the own joint only a movement clearly before the muscle tells something, and never will")
    func joint() throws {
        for (start, finding, volition) in [
            (4.7, MotionFinding.before, Volition.spasm), (4.95, .after, .unclear), (5.0, .rest, .unclear),
            (100, .rest, .unclear),
        ] {
            let found = try found(.ownJoint, angle: moved(at: start))
            // What begins with the muscle shows in the 85 ms until it is asked, or does not.
            let allowed = start == 5 ? [MotionFinding.after, .rest, .doubtful] : [finding]
            #expect(allowed.contains(try #require(findings(found).first)) && answers(found) == [volition], "\(start)")
            #expect(found.orders.count == (volition == .spasm ? 1 : 0))
        }
    }

    @Test("on the own joint a movement the other way, or where the way of a stretch is not known, tells nothing")
    func direction() throws {
        for (way, stretch, finding, volition) in [
            (1.0, 1.0, MotionFinding.before, Volition.spasm), (-1, 1, .doubtful, .unclear),
            (1, -1, .doubtful, .unclear),
            (-1, -1, .before, .spasm), (1, 0, .doubtful, .unclear), (-1, 0, .doubtful, .unclear),
        ] {
            let angle = moved(at: 4.7)
            let found = try found(.ownJoint, change: { $0.motionStretch = stretch }, angle: { way * angle($0) })
            #expect(findings(found) == [finding] && answers(found) == [volition], "\(way), \(stretch)")
            #expect(found.orders.count == (volition == .spasm ? 1 : 0))
            // A part that moves by will only has no such way.
            let willed = try self.found(
                .movedByWill, change: { $0.motionStretch = stretch }, angle: { way * angle($0) })
            #expect(answers(willed) == [.voluntary])
        }
    }

    @Test("what goes on for longer than the window cannot be told, on either place; what is long over is rest")
    func goingOn() throws {
        for (role, volition) in [(MotionRole.movedByWill, Volition.spasm), (.ownJoint, .unclear)] {
            let turning: (Double) -> Double = { $0 < 3 ? 0 : 10 * sin(6 * ($0 - 3)) }
            let moving = try found(role, angle: turning)
            #expect(findings(moving) == [.goingOn] && answers(moving) == [.unclear] && moving.orders.isEmpty)
            let over = try found(role, angle: moved(at: 3.4))
            #expect(findings(over) == [.rest] && answers(over) == [volition])
        }
    }

    @Test("a sensor with no number, at the end of its range, stuck or without rest cannot tell, and stops nothing")
    func unreadable() throws {
        let broken: (Double) -> Double = { $0 > 4.9 ? .nan : 0 }
        let endless: (Double) -> Double = { $0 > 4.9 ? .infinity : 0 }
        let never: (Double) -> Double = { _ in .nan }
        let railed: (Double) -> Double = { $0 > 4.8 ? 180 : 0 }
        for role in [MotionRole.movedByWill, .ownJoint] {
            var all = try [broken, endless, never].map { try found(role, angle: $0) }
            all.append(try found(role, change: { $0.motionLimit = 170 }, angle: railed))
            all.append(try found(role, noise: 0, angle: { _ in 12 }))
            for found in all {
                #expect(findings(found) == [.unreadable] && answers(found) == [.unclear] && found.orders.isEmpty)
                #expect(found.states.last == .armed)
            }
            // Where nobody asks for noise, one that stands still is at rest.
            let still = try found(role, noise: 0, change: { $0.motionFlatTime = 0 }, angle: { _ in 12 })
            #expect(findings(still) == [.rest])
            let given = try found(role, change: { $0.whenUnclear = .answer }, angle: broken)
            #expect(given.orders.count == 1)
        }
    }

    @Test("with a second muscle: who cannot tell leaves it to the other, and a contradiction cannot be told")
    func together() throws {
        for a in Volition.allCases {
            for b in Volition.allCases {
                let expected = a == b ? a : a == .unclear ? b : b == .unclear ? a : .unclear
                #expect(a.joined(with: b) == expected && b.joined(with: a) == expected)
            }
        }
        // The second muscle joins the will.
        for (start, joins, volition) in [
            (4.8, true, Volition.voluntary), (4.8, false, .unclear), (100, true, .unclear), (100, false, .spasm),
        ] {
            let found = try found(.movedByWill, companion: .joinsWill, joins: joins, angle: moved(at: start))
            #expect(answers(found) == [volition] && found.orders.count == (volition == .spasm ? 1 : 0))
        }
        // On the own joint nothing moved: that says nothing, and the second muscle decides.
        let left = try found(.ownJoint, companion: .joinsWill, joins: true, angle: moved(at: 100))
        #expect(answers(left) == [.voluntary])
    }

    @Test("a movement is traced back to where it left rest, in the angle, its velocity and its acceleration")
    func traced() throws {
        var settings = SpasmSettings()
        settings.motion = .movedByWill
        for (sensor, noise) in [(0, 0.02), (1, 0.2), (2, 2.0)] {
            var watch = MotionWatch(settings, rate: rate)
            var generator = SeededGenerator(seed: 4)
            for k in 0..<rate.samples(inSeconds: 5.3) {
                let t = rate.seconds(k), x = min(1, max(0, (t - 5) / 0.6))
                let values = [
                    20 * x * x * x * (10 - 15 * x + 6 * x * x), 1_000 * x * x * (1 - x) * (1 - x),
                    20 / 0.36 * (60 * x - 180 * x * x + 120 * x * x * x),
                ]
                watch.process(Float(values[sensor] + noise * generator.normal()), at: SampleIndex(k), blind: false)
                let isMoving = watch.isMoving
                #expect(!isMoving || t > 5)
            }
            let isMoving = watch.isMoving
            #expect(isMoving)
            // It began between the true beginning and a tenth of a second later.
            let after = rate.samples(inSeconds: 5.1), before = rate.samples(inSeconds: 5) - 1
            let (then, sooner) = (watch.find(onset: SampleIndex(after)), watch.find(onset: SampleIndex(before)))
            #expect(then == .before && sooner == .after, "sensor \(sensor): \(then), \(sooner)")
        }
    }

    @Test("what it says does not depend on how the samples are cut into blocks")
    func blocks() throws {
        for start in [4.7, 100] {
            let reference = try found(.ownJoint, angle: moved(at: start)).withoutBlocks
            for length in [1, 300] {
                let cut = try found(.ownJoint, blocks: length, angle: moved(at: start)).withoutBlocks
                #expect(cut == reference)
            }
        }
    }

    @Test(
        "whatever a sensor says, nothing breaks; without a role it changes nothing, bit for bit",
        arguments: 0..<24)
    func anything(seed: Int) throws {
        var generator = SeededGenerator(seed: UInt64(seed))
        let emg = muscle(seconds: 9, active: [5...6], seed: UInt64(seed))
        let odd: [Float] = [.nan, .infinity, -.infinity, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 0, 1e-30]
        var values: [Float] = [], (level, hold) = (Float(0), 0)
        for x in emg {
            if hold == 0 {
                hold = Int.random(in: 1...4_000, using: &generator)
                level =
                    Bool.random(using: &generator)
                    ? odd[Int.random(in: 0..<odd.count, using: &generator)]
                    : Float(pow(10, Double.random(in: -6...6, using: &generator)))
            }
            hold -= 1
            values += [x, Float(5 * generator.normal()), level * Float(1 + (seed % 3 == 0 ? 0 : generator.normal()))]
        }
        let plain = try decisions(values, SpasmSettings(), frames: emg.count, blocks: 20, looks: false)
        #expect(try decisions(values, SpasmSettings(), frames: emg.count, blocks: 20) == plain)
        #expect(plain.orders.count == 1)
        for role in [MotionRole.movedByWill, .ownJoint] {
            var settings = SpasmSettings()
            (settings.motion, settings.motionStretch) = (role, 1)
            settings.motionFlatTime = seed.isMultiple(of: 2) ? 0 : 0.1
            let found = try decisions(values, settings, frames: emg.count, blocks: 20)
            #expect(findings(found).count == 1 && answers(found).count == 1)
            // It can hold an order back, and nothing else.
            #expect(found.states.allSatisfy { !$0.isLatched })
            #expect(found.orders.count == (answers(found) == [.spasm] ? 1 : 0))
            #expect(found.detections.first?.at == plain.detections.first?.at)
        }
    }

    @Test("in steady state nothing is allocated, movements and orders included")
    func allocations() throws {
        let before = allocation_count_of_this_thread()
        let emg = muscle(seconds: 16, active: [4.0...5.0, 9.0...10.0, 13.0...13.5])
        try #require(allocation_count_of_this_thread() > before, "the allocation counter does not count here")
        var generator = SeededGenerator(seed: 2)
        let blocks = (0..<emg.count / 20).map { block in
            SampleBlock(
                start: SampleIndex(20 * block), channelCount: 2,
                values: (20 * block..<20 * block + 20).flatMap { k in
                    // Moved before the second activity.
                    [emg[k], Float(moved(at: 8.7)(rate.seconds(k)) + 0.02 * generator.normal())]
                })
        }
        var settings = SpasmSettings()
        (settings.motion, settings.motionStretch, settings.whenUnclear) = (.ownJoint, 1, .answer)
        let none: [ControlEvent] = []
        var allocated: UInt = 0, orders = 0, found = 0
        // Only the second session is counted: Swift makes constants when a process first asks for them.
        for _ in 0..<2 {
            var controller = try SpasmController(settings, clearance: someClearance(), rate: rate)
            (orders, found) = (0, 0)
            for block in blocks[..<350] {
                let events = block.start.rawValue == 6_000 ? arming(at: 6_000) : none
                controller.process(block, channel: 0, motion: 1, events: events) { _ in }
            }
            let start = allocation_count_of_this_thread()
            for k in 350..<blocks.count {
                controller.process(blocks[k], channel: 0, motion: 1, events: none) {
                    switch $0 {
                    case .order: orders += 1
                    case .motionFound: found += 1
                    default: break
                    }
                }
            }
            allocated = allocation_count_of_this_thread() - start
        }
        #expect(allocated == 0)
        #expect(orders == 3 && found == 3)
    }

    @Test("thresholds and times that contradict each other are refused")
    func settings() throws {
        var settings = SpasmSettings()
        (settings.motionEnterSpreads, settings.motionExitSpreads) = (4, 4)
        #expect(throws: SettingsError.self) { try settings.validate() }
        settings = SpasmSettings()
        (settings.motionWindow, settings.motionLead) = (0.05, 0.1)
        #expect(throws: SettingsError.self) { try settings.validate() }
    }
}
