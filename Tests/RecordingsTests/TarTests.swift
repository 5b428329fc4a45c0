// Archives that were packed again by other programs: long names and sizes stand before the header of a member.

import Foundation
import TestSupport
import Testing

@testable import Recordings

@Suite("TAR archives")
struct TarTests {
    private let directory: TemporaryDirectory
    private let long = String(repeating: "a long folder of a study/", count: 5) + "messung µ.sig"

    init() throws { directory = try TemporaryDirectory() }

    private func members(_ bytes: [UInt8]) throws -> [Archive.Member] {
        try TarArchive.read(try InputFile(try directory.write(bytes, to: "a.tar"))).members
    }

    /// A pax record, whose length counts itself.
    private func record(_ text: String) -> [UInt8] {
        var length = text.utf8.count + 2
        while "\(length) \(text)\n".utf8.count != length { length += 1 }
        return Array("\(length) \(text)\n".utf8)
    }

    @Test(
        "names of any length that the program tar packed are read, in each of its formats",
        arguments: [
            "ustar", "gnu", "pax",
        ])
    func program(format: String) throws {
        let file = directory.file(long)
        try FileManager.default.createDirectory(
            atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try Data([1, 2, 3]).write(to: URL(fileURLWithPath: file))
        let tar = Process()
        tar.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        let archive = directory.file("packed.tar")
        tar.arguments = ["tar", "--format=\(format)", "-C", directory.path, "-cf", archive, long]
        try tar.run()
        tar.waitUntilExit()
        #expect(tar.terminationStatus == 0)
        let found = try TarArchive.read(try InputFile(archive))
        #expect(found.members.map(\.name) == [long])
        #expect(try found.bytes(of: found.members[0], limit: 10) == [1, 2, 3])
    }

    @Test("a name counts for the next member only, and other records say nothing")
    func next() throws {
        let pax = record("mtime=1.5") + record("path=\(long)") + record("comment=a=b\nc")
        let archive = OTBTests.tar(
            [("x", pax), ("short", [1]), ("second", [2, 3]), ("y", Array((long + "\0").utf8)), ("third", [])],
            kinds: ["x", "0", "0", "L", "0"])
        let found = try members(archive)
        #expect(found.map(\.name) == [long, "second", long])
        #expect(found.map(\.range.count) == [1, 2, 0])
    }

    @Test("ustar's folders stand before the name")
    func folders() throws {
        #expect(try members(OTBTests.tar([("rec.sig", [1])], folders: "study/a")).map(\.name) == ["study/a/rec.sig"])
    }

    @Test("sizes are octal, or from 8 GiB on big-endian behind a set bit")
    func sizes() {
        #expect(TarExtension.size(Array("00000001750\0".utf8)[...]) == 1000)
        #expect(TarExtension.size([0x80, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 1]) == 8_589_934_593)
        #expect(TarExtension.size([0x80] + [UInt8](repeating: 255, count: 11)) == nil)
        #expect(TarExtension.size(Array("9".utf8)[...]) == nil)
    }

    @Test(
        "records that are none are refused",
        arguments: [
            "8 path=x", "99 path=x\n", "path=x\n", "-1 path=x\n", "0 path=x\n", "9 pathxx\n", "2 \n", "11 size=-1\n",
            "11 size=no\n",
        ])
    func wrong(text: String) throws {
        let archive = OTBTests.tar([("x", Array(text.utf8)), ("short", [1])], kinds: ["x"])
        let error = #expect(throws: RecordingError.self) { try members(archive) }
        #expect(error?.description.contains("long name is none") == true, "\(error?.description ?? "")")
    }

    @Test("a size of a record that is more than the file has is refused: the archive ends early")
    func hugeSize() throws {
        let archive = OTBTests.tar([("x", record("size=9223372036854775807")), ("short", [1])], kinds: ["x"])
        let error = #expect(throws: RecordingError.self) { try members(archive) }
        #expect(error?.description.contains("the archive ends early") == true, "\(error?.description ?? "")")
    }
}
