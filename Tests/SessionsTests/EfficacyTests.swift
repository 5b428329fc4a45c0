// Does it work for this person: the lots, the test, and whole sessions with a muscle whose answer is known.

import Devices
import Foundation
import Recordings
import Sessions
import Signals
import SpasmControl
import Stimulation
import TestSupport
import Testing

@Suite("the randomisation test")
struct RandomisationTests {
    private static let values = [3.1, 2.7, 4.0, 2.2, 3.6, 2.9, 3.3, 6.5, 5.1, 4.4, 7.2, 5.8, 6.1]
    private static let lots = (0..<13).map { $0 < 7 }

    @Test("the effect, its probability and its interval are those of a brute-force inversion elsewhere")
    func known() throws {
        // All 1716 arrangements, each effect tested by itself and the edges found by halving, in Python.
        let effect = try #require(RandomisationTest.effect(of: Self.values, isTreated: Self.lots))
        #expect(effect.isExhaustive && effect.drawings == 1716)
        #expect(abs(effect.difference - -2.735714285714286) < 1e-12)
        #expect(abs(effect.probability - 1 / 1716) < 1e-12)
        #expect(abs(effect.interval.lowerBound - -3.72) < 1e-6)
        #expect(abs(effect.interval.upperBound - -1.75) < 1e-6)
    }

    @Test("an effect that is added to the treated moves the interval by itself, and exchanged lots turn it round")
    func equivariant() throws {
        let effect = try #require(RandomisationTest.effect(of: Self.values, isTreated: Self.lots))
        let moved = try #require(
            RandomisationTest.effect(
                of: zip(Self.values, Self.lots).map { $0 + ($1 ? 10 : 0) }, isTreated: Self.lots))
        #expect(abs(moved.interval.lowerBound - effect.interval.lowerBound - 10) < 1e-9)
        #expect(abs(moved.interval.upperBound - effect.interval.upperBound - 10) < 1e-9)
        let turned = try #require(RandomisationTest.effect(of: Self.values, isTreated: Self.lots.map { !$0 }))
        #expect(abs(turned.interval.lowerBound + effect.interval.upperBound) < 1e-9)
        #expect(abs(turned.interval.upperBound + effect.interval.lowerBound) < 1e-9)
    }

    @Test("of 200 trials without an effect, about one in twenty finds one, and intervals hold the truth about as often")
    func level() throws {
        var generator = SeededGenerator(seed: 12)
        var (tried, found, held) = (0, 0, 0)
        for _ in 0..<200 {
            // Skewed, and drifting over the session: what a spasm does, and what a t-test would not like.
            let lots = (0..<14).map { _ in Bool.random(using: &generator) }
            let values = (0..<14).map { k in
                -log(Double.random(in: 0.001..<1, using: &generator)) + Double(k) / 8 - (lots[k] ? 1.5 : 0)
            }
            guard let effect = RandomisationTest.effect(of: values, isTreated: lots) else { continue }
            tried += 1
            let without = zip(values, lots).map { $0 + ($1 ? 1.5 : 0) }
            if let none = RandomisationTest.effect(of: without, isTreated: lots), none.probability <= 0.05 {
                found += 1
            }
            if effect.interval.contains(-1.5) { held += 1 }
        }
        // Exact: at most one in twenty of those with six of each; three standard deviations of a count above that.
        let most = Double(tried) / 20 + 3 * (Double(tried) * 0.05 * 0.95).squareRoot()
        #expect(tried > 100 && Double(found) <= most && found > 0, "\(found) of \(tried)")
        #expect(Double(tried - held) <= most, "\(tried - held) of \(tried)")
    }

    @Test("many spasms are compared with drawn arrangements, the same ones for the same seed")
    func drawn() throws {
        var generator = SeededGenerator(seed: 3)
        let lots = (0..<60).map { $0.isMultiple(of: 2) }
        let values = lots.map { Double.random(in: 0..<4, using: &generator) - ($0 ? 2 : 0) }
        let effect = try #require(RandomisationTest.effect(of: values, isTreated: lots, seed: 5))
        #expect(!effect.isExhaustive && effect.drawings == 20_000)
        #expect(effect.interval.contains(-2) && effect.interval.upperBound < -1)
        #expect(effect == RandomisationTest.effect(of: values, isTreated: lots, seed: 5))
    }

    @Test("with fewer than six of either there is no interval")
    func few() {
        let values = [Double](repeating: 1, count: 20)
        #expect(RandomisationTest.effect(of: values, isTreated: (0..<20).map { $0 < 5 }) == nil)
        #expect(RandomisationTest.effect(of: values, isTreated: (0..<20).map { $0 < 15 }) == nil)
        #expect(RandomisationTest.effect(of: values, isTreated: (0..<20).map { $0 < 6 }) != nil)
    }
}

@Suite("does it work for this person")
struct EfficacyTests {
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    /// A session in which every spasm would last 6 s, and a burst ends it `ends` s after it was given; artefacts of 2 mV while
    /// a burst runs.
    private func session(ends: Double, spasms: Int, leavingOut: Double = 0.5) throws -> SessionReplay {
        let place = try SessionFolder.create(folder.file("\(ends)-\(spasms)-\(leavingOut)"))
        let prescription = try SyntheticSession.prescription()
        let clearance = Approvals.clearance(prescription)
        nonisolated(unsafe) var now = 0
        nonisolated(unsafe) var activeUntil = 0
        nonisolated(unsafe) var artefactUntil = 0
        var recorder = try SessionRecorder(place, channels: SyntheticSession.channels)
        var session = try SessionRunner(
            controller: SpasmController(SpasmSettings(), clearance: clearance, rate: SyntheticSession.rate),
            gate: Gate(clearance, limits: Limits.product.adding(Limits.p24)),
            stimulator: TellingStimulator { _ in
                activeUntil = now + Int(ends * 2000)
                artefactUntil = now + 400
            },
            log: EventLogWriter(path: place.events, rate: SyntheticSession.rate), clock: VirtualClock(),
            options: SessionOptions(keepsEnvelope: false, lots: SpasmLots(leavingOut: leavingOut, seed: 7)))
        var upcoming = OperatorScript.arming(
            SpasmSettings(), to: prescription.workingCurrent, rate: SyntheticSession.rate
        ).events[...]
        // Five a minute: a seventh within a minute would be a storm.
        while now < (6 + 12 * spasms) * 2000 {
            let start = now
            if start >= 12_000, (start - 12_000).isMultiple(of: 24_000) { activeUntil = start + 12_000 }
            let values = (start..<start + 20).flatMap { index -> [Float] in
                let rest = SyntheticSession.frame(index, activeEvery: 1e9).emg
                let active = index < activeUntil
                let artefact: Float = index < artefactUntil ? (index.isMultiple(of: 40) ? 2000 : -300) : 0
                return [rest * (active ? 20 : 1) + artefact, active ? 3 : 0]
            }
            let block = SampleBlock(start: SampleIndex(start), channelCount: 2, values: values)
            let due = upcoming.prefix { $0.at < block.end }
            upcoming = upcoming.dropFirst(due.count)
            now = block.end.rawValue
            try recorder.append(block)
            try session.process(block, events: Array(due))
        }
        try session.halt()
        try session.finish([.init("signalsSHA256", .text(try recorder.finish()))])
        let replay = try SessionReplay(place)
        let again = try replay.run(
            SpasmController(SpasmSettings(), clearance: clearance, rate: SyntheticSession.rate), channel: 0)
        #expect(again.difference == nil)
        return replay
    }

    private let measure = SpasmMeasure(emg: 0, force: 1, burst: 0.2, settings: SpasmSettings())

    @Test("lots leave out the fraction asked for, stand in the log, and what they left out never reaches the gate")
    func lots() throws {
        let replay = try session(ends: 1.5, spasms: 18)
        let lots = replay.entries.filter { $0.kind == "lot" }
        #expect(lots.count == 18)
        let given = lots.filter { $0["given"] == .flag(true) }.compactMap { $0.integer("order") }
        let approved = replay.entries.filter { $0.kind == "order-approved" }.compactMap { $0.integer("order") }
        #expect(given == approved && (6...12).contains(given.count))
        #expect(replay.entries.first { $0.kind == "lots" }?.number("fractionLeftOut") == 0.5)
        #expect(throws: SessionError.self) { try SpasmLots(leavingOut: 0.51, seed: 1) }
        #expect(throws: SessionError.self) { try SpasmLots(leavingOut: .nan, seed: 1) }
    }

    @Test("a stimulation that shortens spasms from 6 s to 1.5 s is found to, by every measure, whatever its artefact")
    func helps() throws {
        let (episodes, leftOut) = try measure.episodes(of: session(ends: 1.5, spasms: 18))
        #expect(episodes.count == 18 && leftOut == 0)
        for episode in episodes {
            // Until the end of activity and half a window of the envelope, from a lot 30 to 60 ms after the onset.
            let truth = episode.isGiven ? 1.5 : 5.95
            #expect(abs(episode.duration - truth) < 0.12, "\(episode.duration)")
            #expect(abs((episode.forceArea ?? 0) - 3 * truth) < 0.15)
        }
        let report = EfficacyReport(episodes)
        #expect(report.verdict == .better([.duration, .emgArea, .forceArea]))
        let effect = try #require(report.effects[.duration])
        // Each spasm is measured to 0.12 s, so their difference to twice that.
        #expect(abs(effect.difference - -4.45) < 0.24 && effect.interval.upperBound < -4 && effect.probability < 0.001)
    }

    @Test("a stimulation that does nothing is not found to do anything")
    func nothing() throws {
        // What a burst does to the end of a spasm here is to leave it where it was, give or take a hundredth of a second.
        let report = EfficacyReport(try measure.episodes(of: session(ends: 5.95, spasms: 18)).episodes)
        let effect = try #require(report.effects[.forceArea])
        #expect(abs(effect.difference) < 0.1)
        let duration = try #require(report.effects[.duration])
        #expect(abs(duration.difference) < 0.05)
    }

    @Test("a stimulation that makes spasms longer is told, by its interval")
    func worse() throws {
        let report = EfficacyReport(try measure.episodes(of: session(ends: 7.5, spasms: 18)).episodes)
        #expect(report.verdict == .worse([.duration, .emgArea, .forceArea]))
    }

    @Test(
        "a stimulation that makes spasms longer is suspected while the session runs, once, and one that shortens them never"
    )
    func suspected() throws {
        let worse = try session(ends: 7.5, spasms: 18).entries.filter { $0.kind == "harm-suspected" }
        let entry = try #require(worse.first)
        #expect(worse.count == 1)
        // Spasms last 6 s without and 7.5 s with; six of each are the least that says anything.
        #expect(abs(try #require(entry.number("longerSeconds")) - 1.5) < 0.1)
        #expect(try #require(entry.number("leastSeconds")) > 0)
        let (given, withheld) = (try #require(entry.integer("given")), try #require(entry.integer("withheld")))
        #expect(min(given, withheld) >= 6 && given + withheld <= 18)
        #expect(try session(ends: 1.5, spasms: 18).entries.contains { $0.kind == "harm-suspected" } == false)
    }

    @Test("too few spasms are said to be too few")
    func few() throws {
        let report = EfficacyReport(try measure.episodes(of: session(ends: 1.5, spasms: 8)).episodes)
        guard case .notEnough(let given, let withheld) = report.verdict else {
            Issue.record("\(report.verdict)")
            return
        }
        #expect(given + withheld == 8 && report.effects.isEmpty)
    }

    @Test("a window that the burst hides, and channels that are not there, are refused")
    func refused() throws {
        let replay = try session(ends: 1.5, spasms: 1)
        var short = measure
        short.window = 0.4
        #expect(throws: SessionError.self) { try short.episodes(of: replay) }
        for (emg, force) in [(5, nil), (0, 5), (1, nil)] as [(Int, Int?)] {
            let other = SpasmMeasure(emg: emg, force: force, burst: 0.2, settings: SpasmSettings())
            #expect(throws: SessionError.self) { try other.episodes(of: replay) }
        }
    }
}
