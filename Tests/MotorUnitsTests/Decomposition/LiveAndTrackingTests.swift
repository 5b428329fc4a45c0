// Live use and tracking, on contractions of one person whose units are known.

import CAllocationCounter
import Foundation
import Recordings
import Signals
import TestSupport
import Testing

@testable import MotorUnits

@Suite struct LiveAndTrackingTests {
    static let contraction = SyntheticContraction().make()
    static let decomposed = Result { try Decomposer(DecompositionTests.quick).decompose(contraction.recording) }
    private let result: Decomposition

    init() throws { result = try Self.decomposed.get() }

    @Test func `live finds the same discharges as afterwards, in blocks of any length`() throws {
        let bank = try SeparationBank(learning: Self.contraction.recording, result, isCausal: true)
        #expect(bank.units.count >= 3)
        let whole = try Self.stream(bank, block: 102)
        for (unit, found) in zip(bank.units, whole) {
            let offline = try #require(result.units.first { $0.name == unit.name })
            let rate = TrainAgreement(found, offline.discharges.samples, tolerance: 4, longestLag: 60).rate
            #expect(rate >= 0.95, "unit \(unit.name)")
        }
        // Another block length moves when a discharge is known, not whether.
        for (a, b) in zip(whole, try Self.stream(bank, block: 37)) {
            #expect(TrainAgreement(a, b, tolerance: 0, longestLag: 0).rate > 0.97)
        }
    }

    @Test func `a bank is the same after it was saved and read`() throws {
        let bank = try SeparationBank(learning: Self.contraction.recording, result, isCausal: true)
        let copy = try JSONDecoder().decode(SeparationBank.self, from: JSONEncoder().encode(bank))
        #expect(copy == bank)
    }

    @Test func `a block in the middle of a stream allocates nothing`() throws {
        let bank = try SeparationBank(learning: Self.contraction.recording, result, isCausal: true)
        let (length, width) = (100, bank.channels.count)
        var decomposer = LiveDecomposer(bank, longestBlock: length)
        var found: [LiveDischarge] = []
        found.reserveCapacity(10_000)
        var blocks: [[Float]] = []
        let recording = Self.contraction.recording
        let count = recording.samples.sampleCount(ofChannel: bank.channels[0])
        for start in stride(from: 0, to: count - length, by: length) {
            var block: [Float] = []
            block.reserveCapacity(length * width)
            for channel in bank.channels {
                block += try recording.samples.samples(ofChannel: channel, in: start..<(start + length))
            }
            blocks.append(block)
        }
        let before = allocation_count_of_this_thread()
        _ = Array(repeating: 0, count: Int(before % 7) + 1000)
        try #require(allocation_count_of_this_thread() > before, "the allocation counter does not count here")
        // The first second fills the window.
        let settled = 2048 / length
        for block in blocks[..<settled] {
            block.withUnsafeBufferPointer { decomposer.process($0, count: length, into: &found) }
        }
        let (start, known) = (allocation_count_of_this_thread(), found.count)
        // Places instead of an iterator, which allocates in debug builds.
        for k in settled..<blocks.count {
            blocks[k].withUnsafeBufferPointer { decomposer.process($0, count: length, into: &found) }
        }
        let allocated = allocation_count_of_this_thread() - start
        #expect(allocated == 0)
        #expect(found.count > known + 50)
    }

    @Test func `lost samples do not poison the stream`() throws {
        let bank = try SeparationBank(learning: Self.contraction.recording, result, isCausal: true)
        var decomposer = LiveDecomposer(bank, longestBlock: 64)
        var found: [LiveDischarge] = []
        let lost = [Float](repeating: .nan, count: 64 * bank.channels.count)
        lost.withUnsafeBufferPointer { decomposer.process($0, count: 64, into: &found) }
        let silent = [Float](repeating: 0, count: 64 * bank.channels.count)
        for _ in 0..<20 { silent.withUnsafeBufferPointer { decomposer.process($0, count: 64, into: &found) } }
        #expect(found.isEmpty)
    }

    @Test func `filters find the units in a second recording of the same electrodes`() throws {
        var other = SyntheticContraction()
        other.occasion = 9
        let second = other.make()
        let units = result.units([.accepted])
        let found = try FilterTracking().find(
            units, of: result.stretches[0], parameters: result.parameters, in: second.recording)
        #expect(found.count >= 3)
        for tracked in found {
            let truth = Self.contraction.truth.indices.max { a, b in
                Self.agreement(units[tracked.first], Self.contraction.truth[a])
                    < Self.agreement(units[tracked.first], Self.contraction.truth[b])
            }!
            let rate = TrainAgreement(
                tracked.unit.discharges.samples, second.truth[truth], tolerance: 4, longestLag: 60
            ).rate
            #expect(rate > 0.9, "certainty \(tracked.certainty)")
            #expect(tracked.certainty > 0.7)
        }
    }

    private static func agreement(_ unit: DecomposedUnit, _ truth: [Int]) -> Double {
        TrainAgreement(unit.discharges.samples, truth, tolerance: 4, longestLag: 60).rate
    }

    private static func stream(_ bank: SeparationBank, block: Int) throws -> [[Int]] {
        var decomposer = LiveDecomposer(bank, longestBlock: block)
        let recording = contraction.recording
        let count = recording.samples.sampleCount(ofChannel: 0)
        var found: [LiveDischarge] = []
        for start in stride(from: 0, to: count, by: block) {
            let range = start..<min(start + block, count)
            let samples = try bank.channels.flatMap { try recording.samples.samples(ofChannel: $0, in: range) }
            samples.withUnsafeBufferPointer { decomposer.process($0, count: range.count, into: &found) }
        }
        return bank.units.indices.map { k in found.filter { $0.unit == k }.map(\.sample) }
    }
}
