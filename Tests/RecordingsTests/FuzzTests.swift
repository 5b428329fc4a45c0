// A few hundred damaged files of each format; many more with the environment variable LULL_FUZZ_COUNT.

import Glibc
import Recordings
import TestSupport
import Testing

@Suite(.serialized)
struct FuzzTests {
    private static let count = getenv("LULL_FUZZ_COUNT").flatMap { Int(String(cString: $0)) } ?? 150

    @Test("damaged files give a recording or one sentence, soon", arguments: FuzzOriginal.all)
    func damaged(_ file: FuzzOriginal) throws {
        let directory = try TemporaryDirectory()
        let original = try file.make(in: directory)
        let report = try ReaderFuzz.run(original: original, count: Self.count, scratch: directory.file("damaged"))
        #expect(report.faults == [])
        // A bomb would show here; what other tests take at the same time is in it as well.
        #expect(report.peakMemory < 4 << 30)
        #expect(report.readable + report.refused == Self.count)
        #expect(report.refused > Self.count / 20, "most damage is seen")
        // A child of CMatReader may use 3 s of processor time; the machine may be busy.
        #expect(report.slowest < .seconds(20), "mutation \(report.slowestNumber) took long")
    }
}
