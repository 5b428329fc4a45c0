// A few hundred damaged files of each format; many more with the environment variable LULL_FUZZ_COUNT.

import Glibc
import Recordings
import TestSupport
import Testing

@Suite(.serialized)
struct FuzzTests {
    private static let count = getenv("LULL_FUZZ_COUNT").flatMap { Int(String(cString: $0)) } ?? 250

    @Test("damaged files give a recording or one sentence, soon", arguments: FormatCase.all)
    func damaged(_ format: FormatCase) throws {
        let directory = try TemporaryDirectory()
        let original = try format.smallFile(in: directory)
        let report = try ReaderFuzz.run(original: original, count: Self.count, scratch: directory.file("damaged"))
        #expect(report.faults == [])
        #expect(report.readable + report.refused == Self.count)
        #expect(report.refused > Self.count / 10, "most damage is seen")
        // A child of CMatReader may use 3 s of processor time; the machine may be busy.
        #expect(report.slowest < .seconds(20), "mutation \(report.slowestNumber) took long")
        if Self.count > 1000 {
            print(
                format, report.readable, "readable,", report.refused, "refused, slowest", report.slowest,
                report.slowestNumber)
        }
    }
}
