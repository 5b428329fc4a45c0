// Tracking by action potentials: what is told apart, on shapes made by hand and on contractions whose units are known.

import Glibc
import Signals
import TestSupport
import Testing

@testable import MotorUnits

@Suite struct UnitTrackingTests {
    private let rate = SampleRate(hertz: 2048)!

    /// A unit of `count` whose action potential is one wave on every channel and a third of it more on its own channel. Its
    /// filter takes what all channels have in common out.
    private func unit(
        _ place: Int, of count: Int = 4, size: Float = 1, later: Int = 0, channels: [Int]? = nil
    ) -> UnitTemplate {
        let channels = channels ?? Array(0..<count)
        let rows = channels.map { channel in
            (0..<61).map { k in
                let time = Float(k - 30 - later) / 5
                return size * (1 - time * time) * exp(-time * time / 2) * (channel == place ? 4.0 / 3 : 1)
            }
        }
        let weights = channels.map { $0 == place ? 1 : -1 / Float(channels.count - 1) }
        return UnitTemplate(
            ActionPotential(channels: channels, before: 30, rows: rows, rate: rate), weights: weights, copies: 1,
            step: 1)
    }

    @Test func `units with nearly one shape are told apart by what their filters leave of it`() throws {
        let (first, second) = ([unit(0), unit(1), unit(2)], [unit(2, size: 0.8), unit(3), unit(0, later: 4)])
        let matches = UnitTracking().match(first, second)
        #expect(matches.map { [$0.first, $0.second] } == [[0, 2], [2, 0]])
        // The shapes of two different units are alike to 0.977, so that shapes alone would be unsure.
        let other = try #require(first[0].actionPotential.likeness(to: first[1].actionPotential))
        #expect(abs(other - (2 + 8.0 / 3) / (3 + 16.0 / 9)) < 1e-6)
        // To its own unit a filter answers with 4/3 − 3 · 1/3, to another with 1 − (4/3 + 1 + 1) / 3, a third of it with the
        // sign turned; what is left for a rival is the wave's negative side 9 samples away.
        let rival = Float(9.0 / 5 * 9.0 / 5 - 1) * exp(-9.0 / 5 * 9.0 / 5 / 2) / 3
        let sure = try #require(matches.first)
        #expect(abs(sure.likeness - 1) < 1e-5 && abs(sure.certainty - 1) < 1e-5 && sure.shift == -4)
        #expect(abs((sure.rival ?? 1) - Double(rival)) < 1e-5)
        // 0.8 of the size gives 0.8 of the answer.
        let (own, far) = (0.04, Double((1 - rival) * (1 - rival)))
        #expect(abs(matches[1].likeness - 0.8) < 1e-5 && abs(matches[1].certainty - far / (own + far)) < 1e-5)
        #expect(abs(matches[1].shape - 1) < 1e-6)
    }

    @Test func `matches are the same the other way round`() {
        let (first, second) = ([unit(0), unit(1), unit(2)], [unit(2, size: 0.8), unit(3), unit(0, later: 4)])
        let there = UnitTracking().match(first, second)
        let back = UnitTracking().match(second, first)
        #expect(Set(there.map { [$0.first, $0.second] }) == Set(back.map { [$0.second, $0.first] }))
        for (a, b) in zip(there, back) { #expect(abs(a.certainty - b.certainty) < 1e-6 && a.shift == -b.shift) }
    }

    @Test func `a lost channel is no obstacle, another rate and other electrodes are`() {
        let tracking = UnitTracking()
        let fewer = unit(1, channels: [0, 1, 3])
        #expect(tracking.match([unit(0), unit(1)], [fewer]).map(\.first) == [1])
        #expect(tracking.match([fewer], [unit(0), unit(1)]).map(\.second) == [1])
        #expect(tracking.match([unit(1)], [unit(1, channels: [1, 7, 8, 9])]).isEmpty)
        let own = unit(1).actionPotential
        let slower = ActionPotential(
            channels: own.channels, before: own.before, rows: own.rows, rate: SampleRate(hertz: 1000)!)
        #expect(tracking.match([unit(1)], [UnitTemplate(slower, weights: [0, 1, 0, 0], copies: 1, step: 1)]).isEmpty)
    }

    @Test func `what is no number matches nothing, and two alike are too unsure for any`() {
        var rows = unit(1).actionPotential.rows
        rows[2][30] = .infinity
        let broken = UnitTemplate(
            ActionPotential(channels: [0, 1, 2, 3], before: 30, rows: rows, rate: rate), weights: [0, 1, 1, 0],
            copies: 1, step: 1)
        let silent = UnitTemplate(unit(1).actionPotential, weights: [0, 0, 0, 0], copies: 1, step: 1)
        #expect(UnitTracking().match([unit(1)], [broken]).isEmpty)
        #expect(UnitTracking().match([unit(1)], [silent]).isEmpty)
        #expect(UnitTracking().match([], [unit(1)]).isEmpty)
        #expect(UnitTracking().match([unit(1)], [unit(1, size: 0.9), unit(1, size: 0.9)]).isEmpty)
    }

    /// What is found in a short contraction of one person, and which unit each is.
    private func day(_ occasion: UInt64, noise: Double) throws -> (templates: [UnitTemplate], truth: [Int?]) {
        var contraction = SyntheticContraction()
        (contraction.columns, contraction.seconds) = (3, 8)
        (contraction.occasion, contraction.noise) = (occasion, noise)
        let (recording, truth) = contraction.make()
        let found = try Decomposer(DecompositionTests.quick).decompose(recording)
        let units = found.units([.accepted, .borderline])
        return (
            units.map(found.template),
            units.map { unit in
                truth.indices.first {
                    TrainAgreement(unit.discharges.samples, truth[$0], tolerance: 4, longestLag: 60).rate > 0.8
                }
            }
        )
    }

    @Test func `units of two short contractions are paired as they are, all and none else`() throws {
        let (first, second) = (try day(1, noise: 8), try day(2, noise: 12))
        let pairs = UnitTracking().match(first.templates, second.templates)
        let common = Set(first.truth.compactMap { $0 }).intersection(second.truth.compactMap { $0 })
        #expect(common.count >= 4 && !first.truth.contains(nil) && !second.truth.contains(nil))
        for pair in pairs { #expect(first.truth[pair.first] == second.truth[pair.second], "\(pair)") }
        #expect(pairs.count == common.count)
        // The published limit of the shapes themselves would have missed one, whose mean is of few discharges in noise.
        #expect(pairs.contains { $0.shape < 0.8 })
        var published = UnitTracking()
        published.leastShape = 0.8
        #expect(published.match(first.templates, second.templates).count < pairs.count)
    }

    @Test func `a match is as sure as its rival is far`() {
        #expect(UnitTracking.certainty(likeness: 0.9, rival: 0.9) == 0.5)
        #expect(abs(UnitTracking.certainty(likeness: 0.9, rival: 0.7) - 0.9) < 1e-12)
        #expect(abs(UnitTracking.certainty(likeness: 0.9, rival: 0.8) - 0.8) < 1e-12)
        #expect(UnitTracking.certainty(likeness: 1, rival: 0.5) == 1)
        #expect(UnitTracking.certainty(likeness: 1, rival: 1) == 0.5)
        // A filter's answer of the wrong sign is none.
        #expect(UnitTracking.certainty(likeness: 0.5, rival: -0.5) == UnitTracking.certainty(likeness: 0.5, rival: nil))
    }
}
