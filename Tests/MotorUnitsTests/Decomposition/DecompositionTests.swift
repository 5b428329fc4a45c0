// Decomposition against contractions whose discharges are known.

import MotorUnits
import Recordings
import Signals
import TestSupport
import Testing

@Suite struct DecompositionTests {
    /// One contraction for all tests of this file, because it takes seconds.
    static let contraction = SyntheticContraction().make()
    static let decomposed = Result { try Decomposer(quick).decompose(contraction.recording) }
    private let result: Decomposition

    init() throws { result = try Self.decomposed.get() }

    static var quick: DecompositionParameters {
        var parameters = DecompositionParameters()
        parameters.whitenedDimensions = 200
        parameters.startsPerRound = 12
        parameters.rounds = 8
        parameters.threads = 2
        return parameters
    }

    private static func agreement(_ unit: DecomposedUnit, _ truth: [Int]) -> Double {
        TrainAgreement(unit.discharges.samples, truth, tolerance: 4, longestLag: 60).rate
    }

    @Test func `every accepted unit is a true one, none is listed twice, and most are found`() {
        let accepted = result.units([.accepted])
        let matches = accepted.map { unit in
            Self.contraction.truth.indices.max {
                Self.agreement(unit, Self.contraction.truth[$0]) < Self.agreement(unit, Self.contraction.truth[$1])
            }!
        }
        for (unit, match) in zip(accepted, matches) {
            let rate = Self.agreement(unit, Self.contraction.truth[match])
            #expect(rate >= 0.95, "unit \(unit.name) agrees to \(rate) with true unit \(match)")
        }
        #expect(Set(matches).count == accepted.count)
        #expect(accepted.count >= 5, "of \(Self.contraction.truth.count)")
    }

    @Test func `discharges stand where the action potential has its most energy`() {
        for unit in result.units([.accepted]) {
            let rows = unit.actionPotential.rows
            let energies = rows[0].indices.map { k in rows.reduce(0) { $0 + $1[k] * $1[k] } }
            #expect(energies.indices.max { energies[$0] < energies[$1] } == unit.actionPotential.before)
        }
    }

    @Test func `the result is the same for any number of threads and differs by seed only in its search`() throws {
        var parameters = Self.quick
        parameters.threads = 1
        let single = try Decomposer(parameters).decompose(Self.contraction.recording)
        #expect(single.units.map(\.discharges) == result.units.map(\.discharges))
        #expect(single.units.map(\.quality) == result.units.map(\.quality))
        parameters.seed = 7
        let other = try Decomposer(parameters).decompose(Self.contraction.recording)
        for unit in result.units([.accepted]) {
            let best = other.units.map { TrainAgreement(unit.discharges, $0.discharges).rate }.max() ?? 0
            #expect(best > 0.95, "unit \(unit.name)")
        }
    }

    @Test func `stopping keeps what has been found`() throws {
        var calls = 0
        let result = try Decomposer(Self.quick).decompose(Self.contraction.recording) { progress in
            calls += 1
            return progress.unitCount < 1
        }
        #expect(result.isStoppedEarly)
        #expect(!result.units.isEmpty)
        #expect(result.units.count <= result.units.count)
        #expect(calls > 2)
    }

    @Test func `a dead and a clipped channel are left out by name and change nothing else`() throws {
        let recording = Self.contraction.recording
        var channels = try (0..<recording.channels.count).map { try recording.allSamples(ofChannel: $0) }
        channels[3] = Array(repeating: 0, count: channels[3].count)
        channels[9] = channels[9].map { max(-20, min(20, $0)) }
        var damaged = recording
        damaged.samples = MemorySamples(channels: channels)
        let result = try Decomposer(Self.quick).decompose(damaged)
        #expect(result.stretches[0].leftOut.map(\.channel) == [3, 9])
        #expect(result.stretches[0].leftOut[0].reason == "it never moves")
        #expect(result.stretches[0].leftOut[1].reason.hasSuffix("of its samples stand at the amplifier's limit"))
        for unit in result.units([.accepted]) {
            let best = result.units.map { TrainAgreement(unit.discharges, $0.discharges).rate }.max() ?? 0
            #expect(best > 0.9, "unit \(unit.name)")
        }
    }

    @Test func `mains are found and taken out`() throws {
        var contraction = SyntheticContraction()
        contraction.mains = 300
        let (recording, truth) = contraction.make()
        let result = try Decomposer(Self.quick).decompose(recording)
        #expect(result.stretches[0].mainsLines == [50])
        let found = truth.filter { train in
            result.units.contains {
                TrainAgreement($0.discharges.samples, train, tolerance: 4, longestLag: 60).rate > 0.95
            }
        }
        #expect(found.count >= 4)
    }

    @Test func `rest gives no units`() throws {
        var rest = SyntheticContraction()
        rest.units = 0
        rest.seconds = 8
        let result = try Decomposer(Self.quick).decompose(rest.make().recording)
        #expect(result.units([.accepted, .borderline]).isEmpty)
    }

    @Test func `windows are decomposed each by itself`() throws {
        let half = 6 * 2048
        let result = try Decomposer(Self.quick).decompose(
            Self.contraction.recording, windows: [0..<half, half..<2 * half])
        #expect(result.stretches.map(\.window) == [0..<half, half..<2 * half])
        for unit in result.units {
            let window = result.stretches[unit.stretch].window
            #expect(unit.discharges.samples.allSatisfy { window.contains($0) })
            #expect(unit.name.hasPrefix(unit.stretch == 0 ? "w1." : "w2."))
        }
        #expect(!result.units([.accepted]).isEmpty)
    }

    @Test func `a long recording is learnt from its most active part and decomposed as a whole`() throws {
        var parameters = Self.quick
        parameters.longestTraining = 6
        let result = try Decomposer(parameters).decompose(Self.contraction.recording)
        #expect(result.stretches[0].training.count == 6 * 2048)
        let accepted = result.units([.accepted])
        #expect(!accepted.isEmpty)
        for unit in accepted {
            let best = Self.contraction.truth.map { Self.agreement(unit, $0) }.max() ?? 0
            #expect(best > 0.9, "unit \(unit.name) agrees to \(best)")
        }
    }
}
