// Archives in the layout of OTBiolab+ that Lull writes, read back and taken apart byte by byte.

import Foundation
import Recordings
import Signals
import TestSupport
import Testing

@Suite struct OTBPlusWritingTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    /// A grid of 64 electrodes, a single channel, a trigger, force, torque and a path, all with names of their own.
    private func recording(scale: Float = 1) throws -> Recording {
        let rate = try #require(SampleRate(hertz: 2048))
        var channels = (1...64).map {
            Channel(label: "Soleus - GR08MM1305 (\($0))", kind: .emg, unit: .microvolt, rate: rate)
        }
        channels += [
            Channel(label: "Vastus \u{201C}medialis\u{201D} <1> & 2", kind: .emg, unit: .millivolt, rate: rate),
            Channel(label: "Trigger", kind: .trigger, unit: .volt, rate: rate),
            Channel(label: "performed path", kind: .force, unit: .percentMVC, rate: rate),
            Channel(label: "a/b", kind: .torque, unit: .newtonMetre, rate: rate),
            Channel(label: "Requested Path", kind: .requestedPath, unit: .percentMVC, rate: rate),
            Channel(label: "original force", kind: .force, unit: .newton, rate: rate),
            Channel(label: "temperature", kind: .other, unit: SignalUnit("\u{B0}C"), rate: rate),
        ]
        var samples: [[Float]] = (0..<64).map { (c: Int) -> [Float] in
            (0..<300).map { (t: Int) -> Float in scale * Float((c * 37 + t * 11) % 4001 - 2000) }
        }
        samples.append((0..<300).map { Float($0) / 100 - 1.5 })
        samples.append((0..<300).map { $0 < 100 ? 0 : 5 })
        for k in 0..<5 { samples.append((0..<300).map { Float($0 * (k + 1)) / 7 }) }
        let grid = try #require(ElectrodeGrid.known(in: "GR08MM1305", firstChannel: 0))
        return Recording(
            name: "made", format: "test", channels: channels, grids: [grid], metadata: ["muscle": "Soleus & co"],
            samples: MemorySamples(channels: samples))
    }

    private func read(_ recording: Recording) throws -> Recording {
        let path = directory.file("made.otb+")
        try recording.write(to: path, as: try WritableFormat(endingOf: path))
        return try Recording.open(path)
    }

    @Test func `what is read back is what was written to half a count, with grid, units and kinds`() throws {
        let before = try recording()
        let after = try read(before)
        #expect(after.format == "OT BioLab .otb+" && after.metadata["device"] == "Written by Lull")
        #expect(after.channels.count == 70 && after.grids == before.grids)
        // 4.8 V in 2¹⁶ counts at a gain of 256.
        let half: Float = 4.8 / 65_536 / 256 * 1e6 / 2
        for channel in 0..<64 {
            let (a, b) = (try before.allSamples(ofChannel: channel), try after.allSamples(ofChannel: channel))
            #expect(zip(a, b).allSatisfy { abs($0 - $1) <= half * 1.0001 })
            #expect(after.channels[channel].unit == .microvolt && after.channels[channel].kind == .emg)
        }
        #expect(after.channels[3].label == "Soleus & co - GR08MM1305 - IN 1 (4)")
        #expect(after.channels[64].label == before.channels[64].label && after.channels[64].kind == .emg)
        let single = try after.allSamples(ofChannel: 64)
        #expect(abs(single[0] + 1500) <= half)
        // 5 V need a smaller gain: 5 V in 32,767 counts.
        let trigger = try after.allSamples(ofChannel: 65)
        #expect(trigger[99] == 0 && abs(trigger[100] - 5000) <= 0.08 && after.channels[65].unit == .millivolt)
        #expect(after.channels[65].kind == .other && after.channels[65].label == "Trigger")
        for (mine, theirs) in [(66, 66), (67, 67), (68, 68), (69, 69)] {
            let (a, b) = (try before.allSamples(ofChannel: mine), try after.allSamples(ofChannel: theirs))
            #expect(a == b)
            #expect(after.channels[theirs].kind == before.channels[mine].kind)
            #expect(after.channels[theirs].unit == before.channels[mine].unit)
        }
        #expect(after.channels[66].label == "performed path")
    }

    @Test(arguments: [Float(0.1), 4.68, 4.7, 300, 50_000])
    func `EMG that fits has the gain that readers take for granted, larger EMG the largest that holds it`(scale: Float)
        throws
    {
        let before = try recording(scale: scale)
        let after = try read(before)
        let largest = 2000 * scale
        let usual: Float = 4.8 / 65_536 / 256 * 1e6
        let half = max(usual, largest / 32_767) / 2 + largest * .ulpOfOne
        for channel in [0, 17, 63] {
            let (a, b) = (try before.allSamples(ofChannel: channel), try after.allSamples(ofChannel: channel))
            #expect(zip(a, b).allSatisfy { abs($0 - $1) <= half * 1.0001 })
        }
    }

    @Test func `what was written, read and written again is the same file`() throws {
        // Two grids, of which both keep their places.
        let grid = try #require(ElectrodeGrid.known(in: "HD08MM1305", firstChannel: 64))
        var before = try recording()
        let all = try (0..<64).map { try before.allSamples(ofChannel: $0) }
        before.channels = Array(before.channels[..<64]) + before.channels[..<64]
        before.grids.append(grid)
        before.samples = MemorySamples(channels: all + all)
        let (first, second) = (directory.file("first.otb+"), directory.file("second.otb+"))
        before.metadata = [:]
        try before.write(to: first, as: .otbPlus)
        let between = try Recording.open(first)
        #expect(between.grids == before.grids)
        try between.write(to: second, as: .otbPlus)
        let bytes = try TemporaryDirectory.bytes(of: first)
        #expect(try TemporaryDirectory.bytes(of: second) == bytes)
    }

    @Test func `what has no place is told`() throws {
        let losses = try recording().losses(in: .otbPlus).joined(separator: "; ")
        #expect(losses.contains("1 channel that is neither a voltage nor a force, torque or path"))
        #expect(losses.contains("what 1 auxiliary input measured") && losses.contains("16-bit counts"))
        #expect(!losses.contains("grid GR08MM1305"))
    }

    @Test func `a recording without a voltage and a sample that is no number are refused in one sentence`() throws {
        var broken = try recording()
        var samples = try (0..<broken.channels.count).map { try broken.allSamples(ofChannel: $0) }
        samples[2][5] = .infinity
        broken.samples = MemorySamples(channels: samples)
        let path = directory.file("none.otb+")
        let first = #expect(throws: RecordingError.self) { try broken.write(to: path, as: .otbPlus) }
        #expect(first?.description.contains("a sample is inf") == true)
        broken.channels.removeFirst(66)
        broken.grids = []
        broken.samples = MemorySamples(channels: Array(samples.dropFirst(66)))
        let second = #expect(throws: RecordingError.self) { try broken.write(to: path, as: .otbPlus) }
        #expect(second?.description.contains("no channel in volts") == true)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func `tar itself lists the members, and the counts are what the range says`() throws {
        let path = directory.file("made.otb+")
        try recording().write(to: path, as: .otbPlus)
        let tar = Process()
        tar.executableURL = URL(fileURLWithPath: "/bin/sh")
        tar.arguments = ["-c", "tar -xOf '\(path)' recording.sig | head -c 4 | od -An -t d2; tar -tf '\(path)'"]
        let pipe = Pipe()
        tar.standardOutput = pipe
        try tar.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        tar.waitUntilExit()
        let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        // −2000 µV and −1963 µV, in counts of 0.286102 µV.
        #expect(words.prefix(2) == ["-6991", "-6861"])
        #expect(words.contains("recording.xml") && words.contains("recording.sig"))
    }
}
