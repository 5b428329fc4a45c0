// A small recording of which everything is known.

public import Recordings
import Signals

/// Makes recordings with EMG-like channels, a force ramp, sources, events and motor units; the same for the same seed.
public struct SyntheticRecording: Sendable {
    /// Samples per second.
    public var hertz = 2048.0
    /// Samples of each channel.
    public var sampleCount = 4096
    /// The number of EMG channels, in µV.
    public var emgChannels = 4
    /// The number of motor units; each has a source channel.
    public var motorUnits = 2
    /// Whether there is a force channel, in % MVC.
    public var hasForce = true
    /// Whether there are events.
    public var hasEvents = true
    /// What the random numbers begin with.
    public var seed: UInt64 = 1

    /// The usual small recording.
    public init() {}

    /// The recording.
    public func make() -> Recording {
        var random = SeededGenerator(seed: seed)
        let rate = SampleRate(hertz: hertz)!
        var channels: [Channel] = []
        var samples: [[Float]] = []
        for k in 0..<emgChannels {
            let label = "Tibialis - GR08MM1305 (\(k + 1))"
            channels.append(Channel(label: label, kind: .emg, unit: .microvolt, rate: rate))
            // Steps of half a microvolt, as a converter has them, with both signs.
            samples.append((0..<sampleCount).map { _ in Float(Int.random(in: -1999...1999, using: &random)) / 2 })
        }
        if hasForce {
            channels.append(Channel(label: "acquired data", kind: .force, unit: .percentMVC, rate: rate))
            samples.append((0..<sampleCount).map { 30 * Float($0) / Float(max(1, sampleCount)) + 0.125 })
        }
        var units: [RecordedMotorUnit] = []
        for k in 0..<motorUnits {
            var discharges: [Int] = []
            var next = 5 + Int.random(in: 0..<50, using: &random)
            while next < sampleCount {
                discharges.append(next)
                next += Int(hertz / 10) + Int.random(in: 0...20, using: &random)
            }
            let fired = Set(discharges)
            channels.append(
                Channel(label: "Source for decomposition of (\(k + 1))", kind: .source, unit: .arbitrary, rate: rate))
            samples.append((0..<sampleCount).map { fired.contains($0) ? 0.75 : Float($0 % 7) / 64 })
            // Always in order, so always a train.
            guard let train = try? DischargeTrain(samples: discharges, rate: rate) else { continue }
            units.append(
                RecordedMotorUnit(
                    name: "\(k)", discharges: train, accuracy: 0.9375, sourceChannel: channels.count - 1))
        }
        let events =
            hasEvents
            ? [
                Event(start: SampleIndex(100), label: "go"),
                Event(start: SampleIndex(1001), duration: 512, label: "hold, until \u{201C}stop\u{201D} #1"),
            ] : []
        return Recording(
            name: "synthetic", format: "synthetic", channels: channels, events: events, motorUnits: units,
            samples: MemorySamples(channels: samples))
    }
}
