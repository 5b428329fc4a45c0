// EDF and BDF beyond round trips: files made by hand byte by byte, as the specification says.

import Signals
import TestSupport
import Testing

@testable import Recordings

/// An EDF or BDF file of one signal of 4 samples per 0.5-s record, in plain sight.
private struct HandMade {
    var isBDF = false
    var variant = ""
    var recordCount = "2"
    var recordSeconds = "0.5"
    var physical = ("-100", "100")
    var digital = ("-1000", "1000")
    var samplesPerRecord = "4"
    var label = "EMG left"
    var unit = "uV"
    var samples: [Int] = [-1000, -500, 0, 1, 2, 500, 999, 1000]
    /// The bytes of the annotation signal in each record, 30 at most.
    var annotations: [String] = []

    var bytes: [UInt8] {
        let count = annotations.isEmpty ? 1 : 2
        var bytes: [UInt8] = isBDF ? [0xFF] + Array("BIOSEMI".utf8) : Array("0       ".utf8)
        func field(_ texts: [String], _ width: Int) {
            for text in texts.prefix(count) {
                bytes += text.utf8 + [UInt8](repeating: 0x20, count: width - text.utf8.count)
            }
        }
        let width = isBDF ? 3 : 2
        let name = isBDF ? "BDF" : "EDF"
        let ends = isBDF ? ("-8388608", "8388607") : ("-32768", "32767")
        for (text, width) in [("P7 X X X", 80), ("some recording", 80), ("02.03.24", 8), ("10.20.30", 8)] {
            field([text], width)
        }
        let header = "\(256 * (count + 1))"
        for (text, width) in [(header, 8), (variant, 44), (recordCount, 8), (recordSeconds, 8), ("\(count)", 4)] {
            field([text], width)
        }
        field([label, name + " Annotations"], 16)
        field(["", ""], 80)
        field([unit, ""], 8)
        field([physical.0, "-1"], 8)
        field([physical.1, "1"], 8)
        field([digital.0, ends.0], 8)
        field([digital.1, ends.1], 8)
        field(["HP:10Hz", ""], 80)
        field([samplesPerRecord, "\(30 / width)"], 8)
        field(["", ""], 32)
        for record in 0..<2 {
            for sample in samples[(4 * record)..<(4 * record + 4)] {
                for shift in 0..<width { bytes.append(UInt8(truncatingIfNeeded: sample >> (8 * shift))) }
            }
            if !annotations.isEmpty {
                bytes += annotations[record].utf8 + [UInt8](repeating: 0, count: 30 - annotations[record].utf8.count)
            }
        }
        return bytes
    }
}

struct EDFTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func open(_ file: HandMade) throws -> Recording {
        try Recording.open(try directory.write(file.bytes, to: "hand.edf"))
    }

    private func refusal(of file: HandMade) -> String { RecordingsTests.refusal { _ = try open(file) } }

    @Test("physical values follow the header's scale", arguments: [false, true])
    func scale(_ isBDF: Bool) throws {
        let recording = try open(HandMade(isBDF: isBDF))
        #expect(try recording.allSamples(ofChannel: 0) == [-100, -50, 0, 0.1, 0.2, 50, 99.9, 100])
        #expect(
            recording.channels == [
                Channel(label: "EMG left", kind: .emg, unit: .microvolt, rate: SampleRate(hertz: 8)!)
            ])
        #expect(recording.metadata["person"] == "P7 X X X" && recording.metadata["filters"] == "HP:10Hz")
        #expect(recording.metadata["start"] == "02.03.24 10.20.30" && recording.format == (isBDF ? "BDF" : "EDF"))
    }

    @Test("annotations become events on the clock of the EMG, counted from the first record")
    func annotations() throws {
        let file = HandMade(
            variant: "EDF+C",
            annotations: [
                "+0.25\u{14}\u{14}\0+0.5\u{15}0.25\u{14}go\u{14}also\u{14}\0",
                "+0.75\u{14}\u{14}\0+1\u{14}Ende µ\u{14}\0",
            ])
        let expected = [
            Event(start: SampleIndex(2), duration: 2, label: "go"),
            Event(start: SampleIndex(2), duration: 2, label: "also"), Event(start: SampleIndex(6), label: "Ende µ"),
        ]
        #expect(try open(file).events == expected)
    }

    @Test("a discontinuous file without a gap is read; a gap is refused with record and length")
    func gaps() throws {
        var file = HandMade(variant: "EDF+D", annotations: ["+3\u{14}\u{14}\0", "+3.5\u{14}\u{14}\0"])
        #expect(try open(file).duration == 1)
        file.annotations[1] = "+4.75\u{14}\u{14}\0"
        let sentence = refusal(of: file)
        #expect(sentence.contains("record 2: the record begins at 4.75 s, 1.25 s after the end of the one before it"))
        file.annotations[1] = ""
        #expect(refusal(of: file).contains("record 2: the record does not say when it begins, as EDF+D must"))
    }

    @Test("a broken annotation is refused with its record")
    func brokenAnnotation() {
        let file = HandMade(variant: "EDF+C", annotations: ["+0\u{14}\u{14}\0", "half past two\u{14}go\u{14}\0"])
        #expect(refusal(of: file).contains("record 2: the annotations break the rules of EDF+"))
    }

    @Test("an annotation signal in a file that does not say EDF+ is no channel")
    func annotationsWithoutPlus() throws {
        let recording = try open(HandMade(annotations: ["+0\u{14}\u{14}\0", "no list at all"]))
        #expect(recording.channels.map(\.label) == ["EMG left"] && recording.events == [])
    }

    @Test("a recording that was not closed properly keeps its whole records")
    func notClosed() throws {
        var file = HandMade()
        file.recordCount = "-1"
        let cut = try directory.write(file.bytes.dropLast(3), to: "cut.edf")
        #expect(try Recording.open(cut).allSamples(ofChannel: 0) == [-100, -50, 0, 0.1])
    }

    @Test("each wrong header field is named with what is in it")
    func headerFields() {
        func sentence(_ change: (inout HandMade) -> Void) -> String {
            var file = HandMade()
            change(&file)
            return refusal(of: file)
        }
        #expect(
            sentence { $0.physical = ("1", "1") }.contains("signal 1: the physical minimum and maximum are both 1.0"))
        #expect(sentence { $0.physical = ("one", "1") }.contains("the physical minimum of signal 1 is \"one\""))
        #expect(sentence { $0.digital = ("5", "5") }.contains("the digital maximum 5 is not above the minimum 5"))
        #expect(sentence { $0.digital = ("-40000", "1") }.contains("must be a whole number from -32768 to 32767"))
        #expect(sentence { $0.samplesPerRecord = "0" }.contains("the samples per record of signal 1 is \"0\""))
        #expect(sentence { $0.recordSeconds = "-1" }.contains("byte 244: a record of -1.0 s"))
        #expect(
            sentence { $0.recordSeconds = "0" }.contains("4 samples in a record of 0.0 s; the rate must be above 0"))
        #expect(sentence { $0.recordCount = "3" }.contains("promises 3 records of 8 bytes, 2 are there in full"))
        #expect(sentence { $0.recordCount = "0" }.contains("the file holds no data records"))
    }

    @Test("the limits in the header hold every sample and mean exactly the scale that is used")
    func limits() throws {
        var random = SeededGenerator(seed: 5)
        var faults: [String] = []
        for _ in 0..<3000 {
            let magnitude = Float(1e-7 * pow10(Int.random(in: 0...13, using: &random)))
            let samples = (0..<4).map { _ in Float.random(in: -magnitude...magnitude, using: &random) }
            for flavour in [EDFFlavour.edf, .bdf] {
                let quality = ChannelQuality(samples)
                guard let scale = EDFScale(quality, flavour: flavour) else { continue }
                let low = scale.physicalMinimum
                let high = scale.physicalMaximum
                let fits = low.text.utf8.count <= 8 && high.text.utf8.count <= 8
                let isExact = Double(low.text) == low.value && Double(high.text) == high.value
                let holds = low.value <= Double(quality.minimum) && high.value >= Double(quality.maximum)
                let worst =
                    samples.map { sample in
                        let back = Double(scale.digital(sample) - scale.digitalMinimum) * scale.step + low.value
                        return abs(back - Double(sample))
                    }.max() ?? 0
                if !(fits && isExact && holds && worst <= 0.500001 * scale.step) {
                    faults.append("\(samples) \(scale)")
                }
            }
        }
        #expect(faults == [])
    }

    private func pow10(_ n: Int) -> Double { (0..<n).reduce(1.0) { power, _ in power * 10 } }

    @Test("values that eight characters cannot hold and, by the writer, channels of unequal duration are refused")
    func unwritable() {
        let rate = SampleRate(hertz: 100)!
        func recording(_ columns: [[Float]]) -> Recording {
            let channels = columns.map { _ in Channel(label: "x", kind: .other, unit: .volt, rate: rate) }
            return Recording(name: "r", format: "", channels: channels, samples: MemorySamples(channels: columns))
        }
        let path = directory.file("out.edf")
        #expect(
            RecordingsTests.refusal { try recording([[0.5, 1e9]]).write(to: path, as: .edf) }
                .contains("values from 0.5 to 1e+09 V; EDF writes limits in eight characters"))
        #expect(
            RecordingsTests.refusal { _ = try EDFWriter(recording([[1, 2], [1]]), flavour: .edf) }
                .contains("channel 2 (x): 1 samples last 0.01 s, the longest channel lasts 0.02 s"))
        #expect(
            RecordingsTests.refusal { try recording([]).write(to: path, as: .bdf) }
                .contains("the recording has no channels, which BDF needs"))
    }

    @Test("channels of several rates keep their rates, lengths and samples")
    func severalRates() throws {
        let columns: [[Float]] = [(0..<2000).map { Float($0 % 50) }, (0..<100).map { Float($0) }]
        let channels = [
            Channel(label: "EMG 1", kind: .emg, unit: .microvolt, rate: SampleRate(hertz: 2000)!),
            Channel(label: "Force 1", kind: .force, unit: .newton, rate: SampleRate(hertz: 100)!),
        ]
        let truth = Recording(name: "r", format: "", channels: channels, samples: MemorySamples(channels: columns))
        let path = directory.file("rates.bdf")
        try truth.write(to: path, as: .bdf)
        let read = try Recording.open(path)
        #expect(try ReaderConformance.problems(of: read, truth: truth) == [])
    }

    @Test("short labels are distinct, fit, and lead back to the kind")
    func labels() {
        let rate = SampleRate(hertz: 100)!
        let long = "a label that is longer than sixteen"
        let channels = ChannelKind.allCases.flatMap { kind in
            [long, long, "EMG 1", "Kraft"].map { Channel(label: $0, kind: kind, unit: .arbitrary, rate: rate) }
        }
        let short = EDFWriterText.shortLabels(channels)
        #expect(Set(short).count == channels.count && short.allSatisfy { (1...16).contains($0.utf8.count) })
        let kinds = zip(short, channels).map { EDFText.kind(shortLabel: $0, label: $1.label, unit: $1.unit) }
        let expected = channels.map(\.kind)
        #expect(zip(kinds, expected).allSatisfy { $0 == $1 })
    }
}
