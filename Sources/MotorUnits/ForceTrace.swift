// The force or torque beside a contraction, on its own clock: what thresholds are read from.

public import Recordings
public import Signals

/// A force or torque trace.
public struct ForceTrace: Hashable, Sendable {
    /// The channel's name.
    public let label: String
    /// The unit of ``values``, such as `% MVC`, `N`, `N·m`.
    public let unit: SignalUnit
    /// The clock of the samples; sample 0 is at the same instant as that of the discharges.
    public let rate: SampleRate
    /// The samples.
    public let values: [Float]

    /// Creates a trace.
    public init(label: String, unit: SignalUnit, rate: SampleRate, values: [Float]) {
        self.label = label
        self.unit = unit
        self.rate = rate
        self.values = values
    }

    /// Reads a channel (0-based) of a recording.
    ///
    /// - Throws: what the recording's samples throw when they cannot be read.
    public init(of recording: Recording, channel: Int) throws {
        let described = recording.channels[channel]
        self.init(
            label: described.label, unit: described.unit, rate: described.rate,
            values: try recording.allSamples(ofChannel: channel))
    }

    /// The value at the sample nearest to a time in seconds; `nil` beyond the trace and where it is not a number.
    public func value(atSeconds seconds: Double) -> Double? {
        guard seconds.isFinite else { return nil }
        let sample = rate.samples(inSeconds: seconds)
        guard values.indices.contains(sample), values[sample].isFinite else { return nil }
        return Double(values[sample])
    }

    /// Whether any two finite samples differ. A trace that never moves has no thresholds.
    public var moves: Bool {
        guard let first = values.first(where: \.isFinite) else { return false }
        return values.contains { $0.isFinite && $0 != first }
    }
}
