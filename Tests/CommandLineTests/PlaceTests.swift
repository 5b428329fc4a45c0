// `lull place` from outside.

import Foundation
import TestSupport
import Testing

@Suite("lull place")
struct PlaceTests {
    @Test("a muscle is printed with its pads, and its drawing is written")
    func soleus() throws {
        let folder = try TemporaryDirectory()
        let result = try Program.run(["place", "--muscle", "soleus", "--side", "left", "--out", "x"], in: folder.path)
        #expect(result.status == 0, "\(result.errors)")
        for part in [
            "common peroneal nerve", "head of the fibula", "the foot is pulled up", "A: reciprocal inhibition",
        ] {
            #expect(result.output.contains(part), "\(part)")
        }
        let svg = String(decoding: try TemporaryDirectory.bytes(of: folder.file("x/soleus-left.svg")), as: UTF8.self)
        #expect(svg.hasPrefix("<?xml") && svg.contains("left leg from the outer side"))
    }

    @Test("as JSON it is one object, and without a muscle all of them")
    func json() throws {
        let folder = try TemporaryDirectory()
        let one = try Program.run(["place", "--muscle", "FHL", "--side", "right", "--json"], in: folder.path)
        let row = try #require(try JSONSerialization.jsonObject(with: Data(one.output.utf8)) as? [String: Any])
        #expect(row["name"] as? String == "toe-flexors" && row["mayBeAutomatic"] as? Bool == false)
        let all = try Program.run(["place", "--json"], in: folder.path)
        let rows = try #require(try JSONSerialization.jsonObject(with: Data(all.output.utf8)) as? [[String: Any]])
        #expect(rows.count >= 15)
        #expect(try Program.run(["place"], in: folder.path).output.contains("thumb-flexors"))
    }

    @Test("what has no place is refused in one sentence")
    func refused() throws {
        let folder = try TemporaryDirectory()
        for (options, code, part) in [
            (["--muscle", "sole"], 64, "--muscle is “sole”; allowed are soleus,"),
            (["--muscle", "pectoralis"], 77, "no pad is offered for the chest, because current"),
            (["--muscle", "soleus", "--side", "up"], 64, "--side is “up”; allowed are left and right"),
        ] as [([String], Int32, String)] {
            let result = try Program.run(["place"] + options, in: folder.path)
            #expect(result.status == code && result.errorLines.count == 1, "\(result.status) \(result.errors)")
            #expect(result.errors.contains(part), "\(result.errors)")
        }
        #expect(try folder.names() == [])
    }
}
