// Every reader passes the same suite: what was written comes back, whole and in slices.

import Recordings
import Signals
import TestSupport
import Testing

struct ConformanceTests {
    private func check(_ format: FormatCase, _ recording: Recording) throws -> [String] {
        let directory = try TemporaryDirectory()
        let truth = try format.truth(recording)
        let path = directory.file(format.fileName)
        try format.write(truth, path)
        let read = try Recording.open(path)
        let qualities = try truth.quality()
        var problems = try ReaderConformance.problems(of: read, truth: truth) { channel in
            let quality = qualities[channel]
            return format.relativeTolerance * (quality.maximum - quality.minimum)
        }
        if try directory.names() != [format.fileName] { problems.append("files left behind: \(try directory.names())") }
        return problems
    }

    @Test("what is written comes back", arguments: FormatCase.all + FormatCase.folders)
    func usual(_ format: FormatCase) throws {
        #expect(try check(format, SyntheticRecording().make()) == [])
    }

    @Test("a length that no record divides comes back exactly", arguments: FormatCase.all + FormatCase.folders)
    func oddLength(_ format: FormatCase) throws {
        var synthetic = SyntheticRecording()
        synthetic.sampleCount = 4099
        synthetic.seed = 7
        #expect(try check(format, synthetic.make()) == [])
    }

    @Test("a single channel without units and events comes back", arguments: FormatCase.all + FormatCase.folders)
    func single(_ format: FormatCase) throws {
        var synthetic = SyntheticRecording()
        synthetic.emgChannels = 1
        synthetic.motorUnits = 0
        synthetic.hasForce = false
        synthetic.hasEvents = false
        synthetic.hertz = 1000
        synthetic.sampleCount = 333
        #expect(try check(format, synthetic.make()) == [])
    }

    @Test("a rate that is no whole number comes back", arguments: FormatCase.all + FormatCase.folders)
    func oddRate(_ format: FormatCase) throws {
        var synthetic = SyntheticRecording()
        synthetic.hertz = 1160 / 0.54
        synthetic.sampleCount = 2320
        #expect(try check(format, synthetic.make()) == [])
    }

    @Test("many channels over many records and buffers come back", arguments: FormatCase.all + FormatCase.folders)
    func large(_ format: FormatCase) throws {
        var synthetic = SyntheticRecording()
        synthetic.emgChannels = 24
        synthetic.sampleCount = 9000
        synthetic.seed = 3
        #expect(try check(format, synthetic.make()) == [])
    }

    @Test("a file's name does not matter", arguments: FormatCase.all)
    func misnamed(_ format: FormatCase) throws {
        let directory = try TemporaryDirectory()
        let truth = try format.truth(SyntheticRecording().make())
        try format.write(truth, directory.file("picture.png"))
        #expect(try Recording.open(directory.file("picture.png")).channels == truth.channels)
    }

    @Test("a file cut short anywhere is refused or gives fewer samples, never false ones", arguments: FormatCase.all)
    func truncated(_ format: FormatCase) throws {
        let directory = try TemporaryDirectory()
        var synthetic = SyntheticRecording()
        synthetic.sampleCount = 700
        let truth = try format.truth(synthetic.make())
        try format.write(truth, directory.file("whole"))
        let whole = try TemporaryDirectory.bytes(of: directory.file("whole"))
        let cuts = Set((0...40).map { $0 * whole.count / 41 } + [1, 7, 128, 255, 256, 257, whole.count - 1])
        var problems: [String] = []
        for cut in cuts.sorted() where cut < whole.count {
            let path = try directory.write(whole[..<cut], to: "cut")
            do throws(RecordingError) {
                let read = try Recording.open(path)
                try ReaderConformance.exhaust(read)
                // A table may lose its last line's end, nothing else.
                if read.channels != truth.channels || cut < whole.count - 1 {
                    problems.append("\(cut) bytes were read")
                }
            } catch {
                if error.description.isEmpty { problems.append("\(cut) bytes: no reason") }
            }
        }
        #expect(problems == [])
    }
}
