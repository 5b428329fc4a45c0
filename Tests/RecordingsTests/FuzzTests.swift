// A few hundred damaged files of each format; the benchmark does the same with many more.

import Recordings
import TestSupport
import Testing

@Suite(.serialized)
struct FuzzTests {
    @Test("damaged files give a recording or one sentence, soon", arguments: FormatCase.all)
    func damaged(_ format: FormatCase) throws {
        let directory = try TemporaryDirectory()
        var synthetic = SyntheticRecording()
        synthetic.sampleCount = 300
        synthetic.emgChannels = 2
        try format.write(try format.truth(synthetic.make()), directory.file("original"))
        let original = try TemporaryDirectory.bytes(of: directory.file("original"))
        let report = try ReaderFuzz.run(original: original, count: 250, scratch: directory.file("damaged"))
        #expect(report.faults == [])
        #expect(report.readable + report.refused == 250)
        #expect(report.refused > 25, "most damage is seen")
        #expect(report.slowest < .seconds(10), "mutation \(report.slowestNumber) took long")
    }
}
