// Amplitudes through EDF and BDF: known digital values must come out in the unit that the header states, whatever it
// is.

import Foundation
import Signals
import TestSupport
import Testing

@testable import Recordings

@Suite("Scaling in EDF and BDF")
struct EDFScalingTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    /// A file of one signal and one record, by the specification.
    private func file(
        _ flavour: EDFFlavour, unit: [UInt8], physical: (String, String), digital: (Int, Int), values: [Int]
    ) throws -> Recording {
        func field(_ bytes: [UInt8], _ width: Int) -> [UInt8] {
            bytes + [UInt8](repeating: 0x20, count: width - bytes.count)
        }
        func text(_ text: String, _ width: Int) -> [UInt8] { field(Array(text.utf8), width) }
        var bytes = flavour == .bdf ? [0xFF] + Array("BIOSEMI".utf8) : text("0", 8)
        bytes += text("X", 80) + text("X", 80) + text("01.01.24", 8) + text("00.00.00", 8) + text("512", 8)
        bytes += text(flavour == .bdf ? "24BIT" : "", 44) + text("1", 8) + text("1", 8) + text("1", 4)
        bytes += text("EMG 1", 16) + text("", 80) + field(unit, 8) + text(physical.0, 8) + text(physical.1, 8)
        bytes += text("\(digital.0)", 8) + text("\(digital.1)", 8) + text("", 80) + text("\(values.count)", 8)
        bytes += text("", 32)
        for value in values {
            for k in 0..<flavour.bytesPerSample { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * k))) }
        }
        return try Recording.open(try directory.write(bytes, to: "signal"))
    }

    @Test(
        "uV, µV in Latin-1, mV, V and nV are units of their own, and what is read is in that unit",
        arguments: [
            (Array("uV".utf8), "\u{B5}V", 1), ([0xB5, 0x56], "\u{B5}V", 1), (Array("mV".utf8), "mV", 1000),
            (Array("V".utf8), "V", 1_000_000), (Array("nV".utf8), "nV", 0.001),
        ] as [([UInt8], String, Double)])
    func units(_ unit: [UInt8], _ symbol: String, _ microvolts: Double) throws {
        for flavour in [EDFFlavour.edf, .bdf] {
            let range = flavour.digitalRange
            let recording = try file(
                flavour, unit: unit, physical: ("-8", "8"), digital: (range.lowerBound, range.upperBound),
                values: [range.lowerBound, range.upperBound])
            #expect(recording.channels[0].unit.symbol == symbol && recording.channels[0].kind == .emg)
            #expect(recording.channels[0].unit.microvoltsPerUnit == microvolts)
            #expect(try recording.allSamples(ofChannel: 0) == [-8, 8])
        }
    }

    @Test("a part of the digital range, an offset and an upside-down range are what the header says")
    func ranges() throws {
        let part = try file(
            .bdf, unit: Array("mV".utf8), physical: ("0", "10"), digital: (-1000, 1000), values: [-1000, 0, 500])
        #expect(try part.allSamples(ofChannel: 0) == [0, 5, 7.5])
        let upsideDown = try file(
            .edf, unit: [], physical: ("5", "-5"), digital: (-100, 100), values: [-100, 0, 50, 100])
        #expect(try upsideDown.allSamples(ofChannel: 0) == [5, 0, -2.5, -5])
        // Values beyond the stated range are scaled on, not cut.
        let beyond = try file(.edf, unit: [], physical: ("-1", "1"), digital: (-100, 100), values: [-200, 300])
        #expect(try beyond.allSamples(ofChannel: 0) == [-2, 3])
    }

    @Test(
        "mV stay mV through every format; openhdemg, OTBiolab+ and OTBIOLAB 4 have \u{B5}V",
        arguments: WritableFormat.allCases)
    func kept(_ format: WritableFormat) throws {
        var recording = SyntheticRecording().make()
        for k in 0..<4 { recording.channels[k].unit = .millivolt }
        guard format.holdsSamples else { return }
        let path = directory.file("kept")
        try recording.write(to: path, as: format)
        let read = try Recording.open(path)
        let isMicrovolts = [.openhdemg, .otbPlus, .otb4].contains(format)
        let factor: Float = isMicrovolts ? 1000 : 1
        let silent = [.muedit, .demuse].contains(format)  // they state no unit
        #expect(read.channels[0].unit == (silent ? .arbitrary : isMicrovolts ? .microvolt : .millivolt))
        let (mine, theirs) = (try read.allSamples(ofChannel: 0), try recording.allSamples(ofChannel: 0))
        let worst = zip(mine, theirs).map { abs($0 - $1 * factor) }.max() ?? .infinity
        // A 16-bit step of 2000 mV is 0.03 mV.
        #expect(worst <= 0.016 * factor)
    }

    @Test("EMG of less than the amplifier's noise, or more than electrodes can give, raises a doubt about its unit")
    func doubts() throws {
        var recording = SyntheticRecording().make()
        func doubt() throws -> String? { recording.channels[0].scaleDoubt(try recording.quality(ofChannel: 0)) }
        // The samples span ± 999.5.
        #expect(try doubt() == nil)
        recording.channels[0].unit = SignalUnit("nV")
        #expect(try doubt() == "only 1.999 \u{B5}V from peak to peak: is the unit right?")
        recording.channels[0].unit = .millivolt
        #expect(try doubt() == "1.999 V from peak to peak: is the unit right?")
        recording.channels[0].kind = .force
        #expect(try doubt() == nil)
    }
}
