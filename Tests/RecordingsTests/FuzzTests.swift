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
        var synthetic = SyntheticRecording()
        synthetic.sampleCount = 300
        synthetic.emgChannels = 2
        try format.write(try format.truth(synthetic.make()), directory.file("original"))
        let original = try TemporaryDirectory.bytes(of: directory.file("original"))
        let report = try ReaderFuzz.run(original: original, count: Self.count, scratch: directory.file("damaged"))
        #expect(report.faults == [])
        #expect(report.readable + report.refused == Self.count)
        #expect(report.refused > Self.count / 10, "most damage is seen")
        #expect(report.slowest < .seconds(10), "mutation \(report.slowestNumber) took long")
    }
}
