// `lull edit`, `lull track` and `lull decompose-live` from outside.

import Foundation
import Recordings
import TestSupport
import Testing

@Suite("lull edit and lull track")
struct EditTests {
    /// A small decomposed contraction in a folder of its own.
    private func folder() throws -> TemporaryDirectory {
        let folder = try TemporaryDirectory()
        var contraction = SyntheticContraction()
        contraction.seconds = 8
        contraction.rows = 6
        contraction.units = 4
        try contraction.make().recording.write(to: folder.file("raw.bdf"), as: .bdf)
        let result = try Program.run(
            ["decompose", "raw.bdf", "--out", "d", "--rounds", "4", "--dimensions", "150"], in: folder.path)
        try #require(result.status == 0, "\(result.errors)")
        return folder
    }

    @Test("a unit is looked at, changed, traced, replayed and taken back")
    func edit() throws {
        let folder = try folder()
        func run(_ words: String...) throws -> ProgramResult { try Program.run(["edit"] + words, in: folder.path) }
        let untouched = try Data(contentsOf: URL(fileURLWithPath: folder.file("d/decomposition.json")))
        #expect(try run("list", "d").output.contains("discharges"))
        #expect(try run("show", "d", "1").status == 0)
        let removed = try run("remove", "d", "1", "--window", "3:4")
        #expect(removed.status == 0, "\(removed.errors)")
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file("d/decomposition.original.json"))) == untouched)
        #expect(try run("recompute", "d", "1", "--detect", "--recording", "raw.bdf").status == 0)
        let history = try run("history", "d").output
        #expect(history.contains("remove the discharges of unit 1 from 3.0 to 4.0 s"))
        #expect(history.contains("recompute unit 1, discharges too"))
        #expect(try run("replay", "d", "--recording", "raw.bdf").output.contains("bit for bit"))
        #expect(try run("write", "d", "--recording", "raw.bdf").status == 0)
        #expect(try run("undo", "d").status == 0)
        #expect(try run("undo", "d").status == 0)
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file("d/decomposition.json"))) == untouched)
        let nothing = try run("undo", "d")
        #expect(nothing.status == 64 && nothing.errors.contains("nothing to take back"))
    }

    @Test("what cannot be edited is refused in one sentence and changes nothing")
    func refusals() throws {
        let folder = try folder()
        let before = try folder.names()
        let wrong: [([String], Int32, String)] = [
            (["edit", "list", "nowhere"], 66, "not there"), (["edit", "list", "raw.bdf"], 65, "no decomposition"),
            (["edit", "remove", "d", "77"], 64, "there is no unit 77"),
            (["edit", "recompute", "d", "1"], 64, "--recording"),
            (["edit", "recompute", "d", "1", "--recording", "d/units.csv"], 64, "not the recording"),
            (["edit", "judge", "d", "1", "splendid", "--reason", "x"], 64, "accepted, borderline or rejected"),
            (["edit", "remove", "d", "1", "--window", "5-6"], 64, "such as 5:25"),
            (["track", "d"], 64, "either"), (["track", "d", "d", "--likeness", "2"], 64, "0 to 1"),
            (["track", "d", "d", "--certainty", "1.5"], 64, "--certainty is 1.5; allowed is 0 to 1"),
            (["track", "d", "d", "--shape", "nan"], 64, "--shape is nan; allowed is −1 to 1"),
            (["decompose-live", "raw.bdf", "--calibration", "7"], 64, "less than 3 s"),
            (["decompose-live", "raw.bdf", "--block", "0"], 64, "1 to 1000"),
        ]
        for (words, status, part) in wrong {
            let result = try Program.run(words, in: folder.path)
            #expect(result.status == status, "\(words): \(result.errors)")
            #expect(result.errors.contains(part), "\(result.errors)")
        }
        #expect(try folder.names() == before)
    }

    @Test("a decomposition tracks itself without doubt, and its filters find their units again")
    func track() throws {
        let folder = try folder()
        let same = try Program.run(["track", "d", "d"], in: folder.path)
        #expect(same.status == 0 && same.output.contains("are the same"), "\(same.errors)")
        let reused = try Program.run(["track", "d", "--recording", "raw.bdf"], in: folder.path)
        #expect(reused.status == 0 && reused.output.contains("found again in raw.bdf"), "\(reused.errors)")
    }
}
