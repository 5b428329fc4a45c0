// Tables as people and programs write them.

import Signals
import TestSupport
import Testing

@testable import Recordings

struct CSVTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func open(_ text: String, rate: Double? = nil) throws -> Recording {
        let options = ReadingOptions(sampleRate: rate.flatMap { SampleRate(hertz: $0) })
        return try Recording.open(try directory.write(text.utf8, to: "table.csv"), options: options)
    }

    private func refusal(of text: String, rate: Double? = nil) -> String {
        RecordingsTests.refusal { _ = try open(text, rate: rate) }
    }

    @Test(
        "commas, semicolons, tabs, decimal commas, quotes, CRLF, a byte-order mark, blanks and comments are understood",
        arguments: [
            "time,EMG [uV],Force [N]\n0,1.5,-2\n0.001,2.5,3e1\n0.002,NaN,4\n",
            "time;EMG [uV];Force [N]\n0;1,5;-2\n0,001;2,5;30\n0,002;;4\n",
            "time\tEMG [uV]\tForce [N]\n0\t1.5\t-2\n0.001\t2.5\t30\n0.002\tnan\t4",
            "\u{FEFF}\"time (ms)\",\"EMG (µV)\",\"Force (N)\"\r\n0,\"1.5\",-2\r\n1, 2.5 ,30\r\n\r\n2,NA,4\r\n",
            "# made by hand\n\ntime [s],EMG [microV],Force [N]\n0,1.5,-2\n# a pause\n0.001,2.5,30\n0.002,nan,4\n",
            "t,EMG [uV],Force [N]\r0,1.5,-2\r0.001,2.5,30\r0.002,NaN,4\r",
        ])
    func dialects(_ text: String) throws {
        let recording = try open(text)
        let rate = SampleRate(hertz: 1000)!
        #expect(
            recording.channels == [
                Channel(label: "EMG", kind: .emg, unit: .microvolt, rate: rate),
                Channel(label: "Force", kind: .force, unit: .newton, rate: rate),
            ])
        let emg = try recording.allSamples(ofChannel: 0)
        #expect(emg.prefix(2) == [1.5, 2.5] && emg.count == 3 && emg[2].isNaN)
        #expect(try recording.allSamples(ofChannel: 1) == [-2, 30, 4])
    }

    @Test("a table without header and times takes its rate from the options, and asks for it otherwise")
    func bare() throws {
        let recording = try open("1,2\n3,4\n", rate: 500)
        #expect(recording.channels.map(\.label) == ["column 1", "column 2"])
        #expect(recording.rate?.hertz == 500)
        #expect(try recording.allSamples(ofChannel: 1) == [2, 4])
        #expect(refusal(of: "1,2\n3,4\n").contains("give the rate, such as --rate 2048"))
    }

    @Test("times that were rounded to few digits still give the rate; too few do not")
    func roundedTimes() throws {
        func times(_ scale: Double) -> String {
            "time,x\n"
                + (0..<4096).map { "\((Double($0) / 2048 * scale).rounded() / scale),\($0 % 3)\n" }.joined()
        }
        #expect(try open(times(1e4)).rate?.hertz == 2048)
        #expect(refusal(of: times(1e3)).contains("column 1: the times have too few digits to tell the rate"))
    }

    @Test("a time that jumps, stands still or is missing is refused with its row")
    func irregularTimes() {
        func table(_ change: (inout [String]) -> Void) -> String {
            var times = (0..<100).map { "\(Double($0) / 1000)" }
            change(&times)
            return "time,x\n" + times.map { $0 + ",1\n" }.joined()
        }
        #expect(refusal(of: table { $0.remove(at: 50) }).contains("row 51 of the table, column 1: the time is"))
        #expect(refusal(of: table { $0[30] = $0[29] }).contains("row 31 of the table, column 1: the time is 0.029 s"))
        #expect(refusal(of: table { $0[7] = "" }).contains("row 8 of the table"))
        #expect(refusal(of: table { $0[7] = "0.0071" }).contains("row 8 of the table"))
        #expect(refusal(of: table { $0[7] = "0.007005" }) == "", "half of a percent of the period is no jump")
    }

    @Test("a wrong field, a missing one and one too many are refused with line and column")
    func wrongFields() {
        #expect(refusal(of: "a,b\n1,2\n3,x4\n", rate: 1).contains("line 3, column 2: \"x4\" is not a number"))
        #expect(refusal(of: "a,b\n1,2\n3\n5,6\n", rate: 1).contains("line 3: 1 fields, the lines above have 2"))
        #expect(refusal(of: "a,b\n1,2\n3,4,5\n", rate: 1).contains("line 3: 3 fields, the lines above have 2"))
        #expect(refusal(of: "a,b\n1,2\n3", rate: 1).contains("the file seems to be cut short"))
        #expect(refusal(of: "time [weeks],x\n0,2\n1,3\n").contains("times in weeks are not understood"))
        #expect(refusal(of: "# only\n# comments\n").contains("the file holds no table"))
    }

    @Test("samples that are not numbers are read and their place is reported")
    func notNumbers() throws {
        let recording = try open("x\n1\nNaN\n-inf\n2\n", rate: 10)
        let quality = try recording.quality(ofChannel: 0)
        #expect(quality.nonFiniteCount == 2 && quality.firstNonFinite == 1 && quality.maximum == 2)
    }

    @Test("a label with delimiter, quotes and hash comes back")
    func labels() throws {
        let label = "left, \"upper\" #2"
        let channel = Channel(label: label, kind: .other, unit: .arbitrary, rate: SampleRate(hertz: 10)!)
        let recording = Recording(
            name: "r", format: "", channels: [channel, channel], samples: MemorySamples(channels: [[1], [2]]))
        try recording.write(to: directory.file("labels"), as: .csv)
        #expect(try Recording.open(directory.file("labels")).channels == [channel, channel])
    }

    @Test("decimal numbers are those of strtod, however they are written")
    func decimals() {
        var random = SeededGenerator(seed: 2)
        var faults: [String] = []
        for _ in 0..<20_000 {
            let value = Double(bitPattern: random.next())
            let short = Float(bitPattern: UInt32(truncatingIfNeeded: random.next()))
            for text in ["\(value)", "\(Double.random(in: -1000...1000, using: &random))", "\(short)"] {
                guard let expected = Double(text), expected.isFinite else { continue }
                if DecimalText.parse(text) != expected { faults.append(text) }
            }
            if short.isFinite, DecimalText.parse(short.shortText).map({ Float($0) }) != short {
                faults.append(short.shortText)
            }
        }
        #expect(faults == [])
        let wrong = ["", "-", ".", "1e", "1e+", "0x10", "1 2", "1,5", "nan", "--1", "1.2.3", "e5"]
        #expect(wrong.filter { DecimalText.parse($0) != nil } == [])
        #expect(DecimalText.parse("+.5") == 0.5 && DecimalText.parse(" 7. ") == 7)
    }

    @Test("numbers are written in full digits")
    func written() {
        let pairs: [(Int, Int, String)] = [
            (5, 1, "0.5"), (-5, 3, "-0.005"), (1200, 2, "12"), (0, 3, "0"), (-100, 2, "-1"),
        ]
        #expect(pairs.filter { DecimalText.text($0.0, decimals: $0.1) != $0.2 }.isEmpty)
    }
}
