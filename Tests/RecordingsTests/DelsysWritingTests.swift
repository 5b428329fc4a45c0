// Tables of Trigno Discover that Lull writes, read back.

import Recordings
import Signals
import TestSupport
import Testing

@Suite struct DelsysWritingTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    @Test func `channels of several rates come back exactly, with their units and the events`() throws {
        let fast = try #require(SampleRate(hertz: 2048))
        let slow = try #require(SampleRate(hertz: 148))
        let channels = [
            Channel(label: "Soleus, left - EMG (1)", kind: .emg, unit: .microvolt, rate: fast),
            Channel(label: "knee", kind: .torque, unit: .newtonMetre, rate: slow),
        ]
        let samples: [[Float]] = [(0..<700).map { Float($0) / 3 - 100 }, (0..<50).map { 0.1 * Float($0) }]
        let before = Recording(
            name: "made", format: "test", channels: channels,
            events: [
                Event(start: SampleIndex(100), label: "ramp, up"), Event(start: SampleIndex(611), label: "stop"),
            ], samples: MemorySamples(channels: samples))
        let path = directory.file("made.delsys.csv")
        try before.write(to: path, as: try WritableFormat(endingOf: path))
        #expect(try RecordingFormat.detect(path) == .delsys)
        let after = try Recording.open(path)
        #expect(after.channels == before.channels)
        for channel in 0..<2 {
            let (a, b) = (try before.allSamples(ofChannel: channel), try after.allSamples(ofChannel: channel))
            #expect(a == b)
        }
        #expect(after.events == before.events)
        #expect(before.losses(in: .delsys).isEmpty)
    }

    @Test func `what has no place is told, and a channel without samples is refused`() throws {
        let synthetic = SyntheticRecording().make()
        let losses = synthetic.losses(in: .delsys).joined(separator: "; ")
        #expect(losses.contains("2 motor units"))
        let rate = try #require(SampleRate(hertz: 100))
        let empty = Recording(
            name: "made", format: "test",
            channels: [Channel(label: "EMG 1", kind: .emg, unit: .microvolt, rate: rate)],
            samples: MemorySamples(channels: [[]]))
        let path = directory.file("none.delsys.csv")
        let error = #expect(throws: RecordingError.self) { try empty.write(to: path, as: .delsys) }
        #expect(error?.description.contains("has no samples") == true)
    }
}
