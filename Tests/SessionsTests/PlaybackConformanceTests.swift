import Recordings
import Sessions
import Signals
import TestSupport
import Testing

@Suite("A recording played back is a signal source like any other")
struct PlaybackConformanceTests {
    @Test("it keeps what every signal source must keep")
    func conforms() throws {
        let rate = try #require(SampleRate(hertz: 2000))
        let channels = (0..<3).map { Channel(label: "\($0)", kind: .emg, unit: .microvolt, rate: rate) }
        let data = (0..<3).map { c in (0..<10).map { Float(100 * c + $0) } }
        let recording = Recording(name: "r", format: "t", channels: channels, samples: MemorySamples(channels: data))
        var source = try Playback(recording, channels: [2, 0], blockLength: 4)
        #expect(try SourceConformance.problems(of: &source, blockCount: 5) == [])
    }
}
