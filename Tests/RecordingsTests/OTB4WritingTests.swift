// Archives that Lull writes, read back and taken apart byte by byte.

import Foundation
import Recordings
import Signals
import TestSupport
import Testing

@Suite struct OTB4WritingTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    /// A grid of 64 electrodes and a force at rates of their own, and what has no place in the archive.
    private func recording(scale: Float = 0.5) throws -> Recording {
        let fast = try #require(SampleRate(hertz: 2048))
        let slow = try #require(SampleRate(hertz: 10))
        var channels = (1...64).map {
            Channel(label: "Soleus - GR08MM1305 (\($0))", kind: .emg, unit: .microvolt, rate: fast)
        }
        var samples: [[Float]] = (0..<64).map { (c: Int) -> [Float] in
            (0..<300).map { (t: Int) -> Float in scale * Float((c * 37 + t * 11) % 4001 - 2000) }
        }
        channels.append(Channel(label: "Trigger", kind: .trigger, unit: .volt, rate: fast))
        samples.append((0..<300).map { $0 < 100 ? 0 : 5 })
        channels.append(Channel(label: "performed", kind: .force, unit: .percentMVC, rate: slow))
        samples.append((0..<7).map { 30 * Float($0) / 7 })
        channels.append(Channel(label: "ankle", kind: .torque, unit: .newtonMetre, rate: slow))
        samples.append([1, 2, 3, 4, 5, 6, 7])
        let grid = try #require(ElectrodeGrid.known(in: "GR08MM1305", firstChannel: 0))
        return Recording(
            name: "made", format: "test", channels: channels, grids: [grid], metadata: ["muscle": "Soleus & co"],
            samples: MemorySamples(channels: samples))
    }

    @Test func `what is read back is what was written, sample by sample, with grid, force and rates`() throws {
        let before = try recording()
        let path = directory.file("made.otb4")
        try before.write(to: path, as: .otb4)
        let after = try Recording.open(path)
        #expect(after.channels.count == 66 && after.grids == before.grids)
        for channel in 0..<64 {
            #expect(try after.allSamples(ofChannel: channel) == before.allSamples(ofChannel: channel))
            #expect(after.channels[channel].unit == .microvolt && after.channels[channel].kind == .emg)
        }
        #expect(after.channels[3].label.contains("Soleus & co - GR08MM1305"))
        // The trigger comes in mV, as auxiliary inputs do.
        let trigger = try after.allSamples(ofChannel: 64)
        #expect(trigger[99] == 0 && abs(trigger[100] - 5000) < 0.001 && after.channels[64].unit == .millivolt)
        #expect(try after.allSamples(ofChannel: 65) == before.allSamples(ofChannel: 65))
        #expect(after.channels[65].kind == .force && after.channels[65].rate.hertz == 10)
    }

    @Test(arguments: [Float(1e-6), 0.013, 1, 77, 4096]) func `no sample changes by more than half a count of 24 bits`(
        scale: Float
    ) throws {
        let before = try recording(scale: scale)
        let path = directory.file("made.otb4")
        try before.write(to: path, as: .otb4)
        let after = try Recording.open(path)
        // A count is less than twice the smallest with which the largest sample fits; Float adds its own rounding.
        let largest = 2000 * scale
        let most = max(largest / 8_388_607, 1 / 8_388_608 / 2) + largest * .ulpOfOne
        for channel in [0, 17, 63] {
            let (a, b) = (try before.allSamples(ofChannel: channel), try after.allSamples(ofChannel: channel))
            #expect(zip(a, b).allSatisfy { abs($0 - $1) <= most })
        }
    }

    @Test func `what has no place is told`() throws {
        let losses = try recording().losses(in: .otb4).joined(separator: "; ")
        #expect(losses.contains("1 channel that is neither a voltage") && losses.contains("labels"))
        #expect(!losses.contains("grid GR08MM1305") && !losses.contains("grids"))
    }

    @Test func `a recording without a voltage and a sample that is no number are refused in one sentence`() throws {
        var broken = try recording()
        var samples = try (0..<broken.channels.count).map { try broken.allSamples(ofChannel: $0) }
        samples[2][5] = .nan
        broken.samples = MemorySamples(channels: samples)
        let path = directory.file("none.otb4")
        let first = #expect(throws: RecordingError.self) { try broken.write(to: path, as: .otb4) }
        #expect(first?.description.contains("a sample is nan") == true)
        broken.channels.removeFirst(65)
        broken.grids = []
        broken.samples = MemorySamples(channels: Array(samples.dropFirst(65)))
        let second = #expect(throws: RecordingError.self) { try broken.write(to: path, as: .otb4) }
        #expect(second?.description.contains("no channel in volts") == true)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func `tar itself lists the members, and the counts are what the range says`() throws {
        let path = directory.file("made.otb4")
        try recording().write(to: path, as: .otb4)
        let tar = Process()
        tar.executableURL = URL(fileURLWithPath: "/bin/sh")
        tar.arguments = ["-c", "tar -xOf '\(path)' Stream_0.sig | head -c 8 | od -An -t d4; tar -tf '\(path)'"]
        let pipe = Pipe()
        tar.standardOutput = pipe
        try tar.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        tar.waitUntilExit()
        let words = text.split(whereSeparator: \.isWhitespace).map(String.init)
        // Largest 1000 µV: the smallest power of two with 1000 / step ≤ 2²³ − 1 is 2⁻¹³ µV. −1000 µV, then −981.5 µV.
        #expect(words.prefix(2) == ["-8192000", "-8040448"])
        #expect(words.contains("Tracks_000.xml") && words.contains("TrapezoidalTracks_000.xml"))
    }
}
