// Editing: what each operation does, that a history leads to the same file again, and what is refused.

import Foundation
import Recordings
import Signals
import TestSupport
import Testing

@testable import MotorUnits

@Suite struct EditingTests {
    private let document: DecompositionFile
    private let recording: Recording

    init() throws {
        recording = DecompositionTests.contraction.recording
        document = DecompositionFile(
            try DecompositionTests.decomposed.get(), of: recording,
            provenance: ResultProvenance(software: "Lull test", input: "synthetic", inputSHA256: nil))
    }

    private func seconds(_ sample: Int) -> Double { Double(sample) / document.rateHz }

    private func discharges(_ file: DecompositionFile, _ name: String) throws -> [Int] {
        file.units[try file.position(of: name)].discharges
    }

    @Test func `what is removed and added again at its peak is what it was`() throws {
        let unit = document.units[0]
        let time = seconds(unit.discharges[5] + 3)
        let less = try document.applying(.remove(unit: unit.name, seconds: [time]))
        #expect(try discharges(less, unit.name) == unit.discharges.filter { $0 != unit.discharges[5] })
        #expect(less.units[0].quality.dischargeCount == unit.quality.dischargeCount - 1)
        // Two or three samples off: the discharge goes to the peak of the source, where it was.
        let again = try less.applying(.add(unit: unit.name, seconds: [time]))
        let difference = zip(try discharges(again, unit.name), unit.discharges).map { abs($0 - $1) }.max()
        #expect(again.units[0].discharges.count == unit.discharges.count && (difference ?? 9) <= 1)
        // The other units are untouched.
        #expect(Array(again.units.dropFirst()) == Array(document.units.dropFirst()))
    }

    @Test func `a span and a whole unit can be taken out`() throws {
        let unit = document.units[0]
        let less = try document.applying(.removeSpan(unit: unit.name, from: 3, to: 5))
        #expect(try discharges(less, unit.name) == unit.discharges.filter { seconds($0) < 3 || seconds($0) > 5 })
        let without = try document.applying(.removeUnit(unit.name))
        #expect(without.units.map(\.name) == Array(document.units.map(\.name).dropFirst()))
    }

    @Test func `split and merge are each other's inverse`() throws {
        let unit = document.units[0]
        let split = try document.applying(.splitAtTime(unit: unit.name, seconds: 6))
        #expect(try discharges(split, unit.name) == unit.discharges.filter { seconds($0) < 6 })
        #expect(try discharges(split, unit.name + "/2") == unit.discharges.filter { seconds($0) >= 6 })
        let merged = try split.applying(.merge(unit: unit.name, with: unit.name + "/2"))
        #expect(try discharges(merged, unit.name) == unit.discharges)
        #expect(merged.units.count == document.units.count)
    }

    @Test func `split by height parts two units that were taken for one`() throws {
        // Put the discharges of a second unit into the first, whose source hardly shows them.
        let (unit, other) = (document.units[0], document.units[1])
        let mixed = try document.applying(.merge(unit: unit.name, with: other.name))
        let split = try mixed.applying(.splitByHeight(unit: unit.name))
        let rest = TrainAgreement(
            try discharges(split, unit.name), unit.discharges, tolerance: 2, longestLag: 0)
        #expect(rest.rate > 0.95)
    }

    @Test func `to recompute without a change gives the unit again, and makes a damaged one whole`() throws {
        let unit = document.units[0]
        let same = try document.applying(.recompute(units: [unit.name], detect: true), recording: recording)
        let agreement = TrainAgreement(try discharges(same, unit.name), unit.discharges, tolerance: 2, longestLag: 8)
        #expect(agreement.rate > 0.98)
        // A third of the discharges gone: the filter of the rest finds them.
        let times = stride(from: 0, to: unit.discharges.count, by: 3).map { seconds(unit.discharges[$0]) }
        let damaged = try document.applying(.remove(unit: unit.name, seconds: times))
        let whole = try damaged.applying(.recompute(units: [unit.name], detect: true), recording: recording)
        let found = TrainAgreement(try discharges(whole, unit.name), unit.discharges, tolerance: 2, longestLag: 8)
        #expect(found.rate > 0.97)
    }

    @Test func `a history leads from the original to the same bytes`() throws {
        let name = document.units[0].name
        let operations: [EditOperation] = [
            .remove(unit: name, seconds: [seconds(document.units[0].discharges[2])]),
            .splitAtTime(unit: name, seconds: 7), .judge(unit: name, verdict: .rejected, reason: "test"),
            .recompute(units: [name], detect: false),
        ]
        var (edited, history) = (document, [EditEntry]())
        for operation in operations {
            edited = try edited.applying(operation, recording: recording)
            history.append(EditEntry(operation: operation, date: "2026-11-26T12:00:00Z", software: "Lull test"))
            edited.history = history
        }
        let read = try DecompositionFile(json: Array(edited.json().utf8), file: "edited")
        let replayed = try document.replaying(read.history ?? [], recording: recording)
        #expect(try replayed.json() == edited.json())
        #expect(
            history.map(\.operation.summary) == [
                "remove 1 discharge from unit \(name)", "split unit \(name) at 7.0 s",
                "call unit \(name) rejected: test", "recompute unit \(name)",
            ])
    }

    @Test func `what cannot be done is refused in one sentence`() throws {
        let name = document.units[0].name
        let last = seconds(document.sampleCount)
        let wrong: [(EditOperation, String)] = [
            (.removeUnit("x"), "there is no unit x; units are "),
            (.remove(unit: name, seconds: [0.001]), "unit \(name) has no discharge at 0.001 s; the nearest is at "),
            (.removeSpan(unit: name, from: 0, to: 0.01), "unit \(name) has no discharge from 0.0 to 0.01 s"),
            (.add(unit: name, seconds: [last + 5]), "lies outside of what was decomposed"),
            (.add(unit: name, seconds: [.infinity]), "lies outside of what was decomposed"),
            (.add(unit: name, seconds: [seconds(document.units[0].discharges[1])]), "has a discharge at"),
            (.merge(unit: name, with: name), "cannot be merged with itself"),
            (.splitAtTime(unit: name, seconds: last + 5), "one part would be empty"),
            (.recompute(units: [name], detect: true), "takes the recording that was decomposed"),
        ]
        for (operation, part) in wrong {
            let error = #expect(throws: EditError.self) { try document.applying(operation) }
            #expect(error?.description.contains(part) == true, "\(error?.description ?? "")")
        }
        var other = recording
        other.channels.removeLast()
        #expect(throws: RecordingError.self) {
            try document.applying(.recompute(units: [name], detect: true), recording: other)
        }
    }
}
