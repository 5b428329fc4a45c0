// `lull assess compare` from outside: by action potentials and by names.

import Foundation
import Recordings
import Signals
import TestSupport
import Testing

private let sample = ProcessInfo.processInfo.environment["LULL_SAMPLE"]

@Suite("lull assess compare")
struct CompareTests {
    @Test("a recording that is no decomposition is refused with what to do, and so is a likeness beyond 1")
    func refused() throws {
        let folder = try TemporaryDirectory()
        try SyntheticRecording().make().write(to: folder.file("a.bdf"), as: .bdf)
        for (options, code, part) in [
            (["a.bdf", "a.bdf"], 64, "decompose the recording first, or compare by --by-name"),
            (["a.bdf", "a.bdf", "--likeness", "2"], 64, "--likeness is 2.0; allowed is 0 to 1"),
            (["none.json", "none.json"], 66, "none.json"),
        ] as [([String], Int32, String)] {
            let result = try Program.run(["assess", "compare"] + options, in: folder.path)
            #expect(result.status == code && result.errorLines.count == 1, "\(result.errors)")
            #expect(result.errors.contains(part), "\(result.errors)")
        }
        #expect(try folder.names() == ["a.bdf"])
    }

    @Test("a recording compared with itself by names has no change", .enabled(if: sample != nil))
    func same() throws {
        let folder = try TemporaryDirectory()
        let path = try #require(sample)
        let result = try Program.run(
            ["assess", "compare", path, path, "--by-name", "--out", "r"], in: folder.path)
        #expect(result.status == 0, "\(result.errors)")
        #expect(
            result.output.contains("5 motor units of 5 before and 5 after are the same; 2 of them have a ΔF in both"))
        #expect(result.output.contains("ΔF changed by +0.00 pps on average, without an interval"))
        let page = String(decoding: try TemporaryDirectory.bytes(of: folder.file("r/index.html")), as: UTF8.self)
        #expect(page.contains("minimal detectable change of a single pair of units is 4.8 pps"))
    }
}
