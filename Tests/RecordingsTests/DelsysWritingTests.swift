// Tables of Trigno Discover that Lull writes, read back.

import Signals
import TestSupport
import Testing

@testable import Recordings

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

    @Test func `as MATLAB file channels of several rates and lengths come back exactly, with their units`() throws {
        let fast = try #require(SampleRate(hertz: 2148.1481))
        let slow = try #require(SampleRate(hertz: 148.148148))
        let channels = [
            Channel(label: "Soleus - EMG (1)", kind: .emg, unit: .microvolt, rate: fast),
            Channel(label: "Soleus - EMG (2)", kind: .emg, unit: .millivolt, rate: fast),
            Channel(label: "knee", kind: .torque, unit: .newtonMetre, rate: slow),
            Channel(label: "Load Cell", kind: .force, unit: .newton, rate: slow),
        ]
        let samples: [[Float]] = [
            (0..<700).map { Float($0) / 3 - 100 }, (0..<699).map { Float($0 % 17) }, (0..<47).map { 0.1 * Float($0) },
            [4],
        ]
        let before = Recording(
            name: "made", format: "test", channels: channels, samples: MemorySamples(channels: samples))
        let path = directory.file("made.delsys.mat")
        try before.write(to: path, as: try WritableFormat(endingOf: path))
        let after = try Recording.open(path)
        #expect(after.channels == before.channels && after.format.contains("Delsys"))
        for channel in channels.indices {
            let read = try after.allSamples(ofChannel: channel)
            #expect(read == samples[channel])
        }
        #expect(before.losses(in: .delsysMatlab).isEmpty)
    }

    @Test func `the times of a recording of more than an hour keep their length`() throws {
        // In single precision, 1 / 2048 s is lost beyond 8192 s; a start that late stands for a long recording.
        let path = directory.file("late.mat")
        let times = (0..<50).map { 9000 + Double($0) / 2048 }
        try MatV5Writer.write(
            [
                .rows("Data", [(0..<50).map { Float($0) }]), .lines("Channels", ["EMG 1"]), .number("Fs", 2048),
                .row("Time", times),
            ], to: path)
        let after = try Recording.open(path)
        #expect(after.samples.sampleCount(ofChannel: 0) == 50)
    }
}
