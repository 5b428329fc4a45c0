// What was done to the muscle in a VibStim trial, and when.

public import Recordings
public import Signals

/// The vibration of the tendon and the trains of stimulation in it; times in seconds after the first sample.
public struct VibStimSchedule: Hashable, Sendable, Codable {
    /// From the beginning to the end of vibration.
    public var vibration: ClosedRange<Double>
    /// The trains of stimulation, in order.
    public var trains: [ClosedRange<Double>]
    /// The single pulses, where they are known; in order.
    public var pulses: [Double]

    /// Pulses farther apart (s) belong to different trains.
    static let trainGap = 0.5

    /// Creates a schedule; trains and pulses are put in order.
    public init(vibration: ClosedRange<Double>, trains: [ClosedRange<Double>], pulses: [Double] = []) {
        self.vibration = vibration
        self.trains = trains.sorted { $0.lowerBound < $1.lowerBound }
        self.pulses = pulses.sorted()
    }

    /// Reads the schedule from a recording's events: one called vibration, and trains (NMES, stimulation) with a length, or
    /// single pulses.
    ///
    /// - Throws: ``VibStimError`` when there is no vibration, more than one, or no stimulation in it.
    public init(of recording: Recording) throws(VibStimError) {
        guard let rate = recording.rate else { throw .schedule("the recording has no channels") }
        func span(_ event: Event) -> ClosedRange<Double> {
            let start = rate.seconds(event.start.rawValue)
            return start...(start + rate.seconds(event.duration))
        }
        let named = recording.events.map { (label: $0.label.lowercased(), span: span($0)) }
        let vibrations = named.filter { $0.label.contains("vibration") && $0.span.upperBound > $0.span.lowerBound }
        guard let vibration = vibrations.first?.span, vibrations.count == 1 else {
            throw .schedule(
                vibrations.isEmpty
                    ? "no event of the recording is a vibration with a length; give its times, such as --vibration 10:43"
                    : "\(vibrations.count) events are vibrations; choose one with --vibration, such as --vibration 10:43"
            )
        }
        let pulses = named.filter { $0.label.contains("pulse") }.map(\.span.lowerBound).filter(vibration.contains)
        var trains = named.filter {
            ["train", "nmes", "stim"].contains(where: $0.label.contains) && !$0.label.contains("vibration")
                && $0.span.upperBound > $0.span.lowerBound && vibration.overlaps($0.span)
        }.map(\.span)
        if trains.isEmpty { trains = Self.trains(of: pulses.sorted()) }
        guard !trains.isEmpty else {
            throw .schedule(
                "no event in the vibration is a train of stimulation or a pulse; give the trains, such as --train 20:22"
            )
        }
        self.init(vibration: vibration, trains: trains, pulses: pulses)
    }

    /// Trains of pulses that follow each other closely.
    static func trains(of pulses: [Double]) -> [ClosedRange<Double>] {
        var trains: [ClosedRange<Double>] = []
        for pulse in pulses {
            if let last = trains.last, pulse - last.upperBound <= trainGap {
                trains[trains.count - 1] = last.lowerBound...pulse
            } else {
                trains.append(pulse...pulse)
            }
        }
        return trains
    }
}

/// Why a VibStim trial cannot be assessed.
public enum VibStimError: ExplainedError, Hashable {
    /// What was done when is not known.
    case schedule(String)
    /// A window does not lie where it must.
    case window(String)
    /// The torque or EMG cannot be used.
    case signal(String)
    /// A parameter that cannot be meant.
    case parameter(String)

    /// A setting is part of how a command was asked to work; the rest is the recording's.
    public var category: ErrorCategory {
        if case .parameter = self { .usage } else { .data }
    }

    /// One sentence.
    public var description: String {
        switch self {
        case .schedule(let text), .window(let text), .signal(let text), .parameter(let text): text
        }
    }
}
