// VibStim: vibration of a tendon with trains of stimulation recruits motoneurons by reflex; what their persistent inward
// currents add shows as torque that grows, and that stays when everything has been switched off.

public import MotorUnits
import Signals

/// A VibStim trial, assessed.
public struct VibStimAssessment: Hashable, Sendable {
    /// A stretch of time and what was measured in it.
    public struct Window: Hashable, Sendable, Codable {
        /// From when to when (s).
        public let span: ClosedRange<Double>
        /// The mean torque, baseline taken off (in the torque's unit); of the baseline itself, the mean as it is.
        public let torque: Double
        /// The root mean square of the EMG (in its unit); `nil` without EMG.
        @NullWhenAbsent public var emg: Double?
    }

    /// What was chosen.
    public let parameters: VibStimParameters
    /// What was done to the muscle.
    public let schedule: VibStimSchedule
    /// Torque, as recorded.
    public let torque: ForceTrace
    /// The EMG without artefacts and vibration; `nil` without EMG. Blanked samples are not numbers.
    public let emg: ForceTrace?

    /// Before vibration.
    public let baseline: Window
    /// The standard deviation of the baseline's torque.
    public let baselineDeviation: Double
    /// After each train, during vibration; as many as lie inside it and before the next train.
    public let afterTrains: [Window]
    /// After vibration.
    public let sustained: Window
    /// The mean torque of each train, baseline taken off.
    public let evoked: [Double]

    /// Torque during vibration at the end of the stimulation.
    public var atEndOfStimulation: Window { afterTrains[afterTrains.count - 1] }
    /// How much torque during vibration grew from after the first train to after the last; `nil` for a single train.
    public var increase: Double? { afterTrains.count < 2 ? nil : atEndOfStimulation.torque - afterTrains[0].torque }
    /// What a responder's torque must exceed after vibration, baseline taken off.
    public var responderLimit: Double { parameters.responderDeviations * baselineDeviation }
    /// Whether torque stayed after vibration; `nil` where the baseline has no noise at all (a simulated or held torque), so
    /// that its limit would mean nothing.
    public var isResponder: Bool? { baselineDeviation > 0 ? sustained.torque > responderLimit : nil }

    /// Assesses a trial.
    ///
    /// - Parameters:
    ///   - emg: one channel of raw EMG of the muscle; `nil` without.
    /// - Throws: ``VibStimError`` when a window lies outside of the recording or of vibration, or when it holds a sample that is
    ///   not a number.
    public init(
        torque: ForceTrace, emg: ForceTrace? = nil, schedule: VibStimSchedule,
        parameters: VibStimParameters = VibStimParameters()
    ) throws(VibStimError) {
        try parameters.check()
        let times = [schedule.vibration] + schedule.trains
        guard times.allSatisfy({ abs($0.lowerBound) < 1e9 && abs($0.upperBound) < 1e9 }),
            schedule.pulses.allSatisfy({ abs($0) < 1e9 })
        else { throw .schedule("a time of the schedule is beyond any recording") }
        for (k, (train, next)) in zip(schedule.trains, schedule.trains.dropFirst()).enumerated()
        where next.lowerBound < train.upperBound {
            throw .schedule(
                "train \(k + 1), \(text(train)) s, and train \(k + 2), \(text(next)) s, overlap; one follows the other")
        }
        guard torque.values.contains(where: \.isFinite) else {
            throw .signal("the torque (\(torque.label)) has no sample that is a number")
        }
        guard torque.moves else { throw .signal("the torque (\(torque.label)) never changes") }
        self.parameters = parameters
        self.schedule = schedule
        self.torque = torque
        let (start, end) = (schedule.vibration.lowerBound, schedule.vibration.upperBound)
        let emg = try emg.map { raw throws(VibStimError) in
            try VibStimEMG(parameters: parameters, schedule: schedule).clean(raw)
        }
        self.emg = emg

        let before = (start - parameters.baseline)...start
        let rest = try Self.samples(of: torque, in: before, "the baseline")
        let level = rest.reduce(0, +) / Double(rest.count)
        baselineDeviation =
            rest.count < 2
            ? 0 : (rest.reduce(0) { $0 + ($1 - level) * ($1 - level) } / Double(rest.count - 1)).squareRoot()
        baseline = Window(
            span: before, torque: level, emg: try emg.map { e throws(VibStimError) in try Self.rms(e, before) })
        func window(_ span: ClosedRange<Double>, _ name: String) throws(VibStimError) -> Window {
            let values = try Self.samples(of: torque, in: span, name)
            let amplitude = try emg.map { e throws(VibStimError) in try Self.rms(e, span) }
            return Window(span: span, torque: values.reduce(0, +) / Double(values.count) - level, emg: amplitude)
        }

        var after: [Window] = []
        for (k, train) in schedule.trains.enumerated() {
            let last = schedule.pulses.last { train.contains($0) } ?? train.upperBound
            let span = (last + parameters.afterTrain)...(last + parameters.afterTrain + parameters.window)
            let next = k + 1 < schedule.trains.count ? schedule.trains[k + 1].lowerBound : end
            let isLast = k + 1 == schedule.trains.count
            guard span.lowerBound >= start, span.upperBound <= min(next, end) else {
                guard !isLast else {
                    throw .window(
                        "the window after the last train, \(text(span)) s, does not lie in the vibration, "
                            + "\(text(schedule.vibration)) s; shorten --after-train or --window")
                }
                continue
            }
            after.append(try window(span, "the window after train \(k + 1)"))
        }
        guard !after.isEmpty else { throw .schedule("there is no train of stimulation in the vibration") }
        afterTrains = after
        let middle = end + parameters.afterVibration
        sustained = try window(
            (middle - parameters.window / 2)...(middle + parameters.window / 2), "the window after vibration")
        var evoked: [Double] = []
        for (k, train) in schedule.trains.enumerated() where train.upperBound > train.lowerBound {
            let values = try Self.samples(of: torque, in: train, "train \(k + 1)")
            evoked.append(values.reduce(0, +) / Double(values.count) - level)
        }
        self.evoked = evoked
    }

    /// The finite samples of a window.
    private static func samples(
        of trace: ForceTrace, in span: ClosedRange<Double>, _ name: String
    ) throws(VibStimError) -> [Double] {
        let (first, last) = places(span, trace.rate)
        guard first >= 0, last < trace.values.count, first <= last else {
            throw .window(
                "\(name), \(text(span)) s, reaches beyond the recording of \(text(trace.rate.seconds(trace.values.count))) s"
            )
        }
        let values = trace.values[first...last].map { Double($0) }
        guard let bad = values.firstIndex(where: { !$0.isFinite }) else { return values }
        throw .signal(
            "\(name) holds a sample of \(trace.label) that is no number, at \(text(trace.rate.seconds(first + bad))) s")
    }

    /// The first and the last sample of a span, whose end belongs to what follows. A sample that lies on a limit but for
    /// rounding lies on it.
    private static func places(
        _ span: ClosedRange<Double>, _ rate: SampleRate, within count: Int = .max
    ) -> (first: Int, last: Int) {
        let first = (span.lowerBound * rate.hertz - 1e-6).rounded(.up)
        let last = (span.upperBound * rate.hertz - 1e-6).rounded(.up) - 1
        return (count == .max ? Int(first) : max(0, Int(first)), min(count - 1, Int(last)))
    }

    private static func rms(_ emg: ForceTrace, _ span: ClosedRange<Double>) throws(VibStimError) -> Double {
        let (first, last) = places(span, emg.rate, within: emg.values.count)
        let values = first <= last ? emg.values[first...last].filter(\.isFinite) : []
        guard !values.isEmpty else { throw .signal("the EMG has no sample at \(text(span)) s that is not blanked") }
        return (values.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(values.count)).squareRoot()
    }
}

/// Times as sentences have them.
private func text(_ seconds: Double) -> String {
    let hundredths = Int((seconds * 100).rounded())
    let (whole, rest) = abs(hundredths).quotientAndRemainder(dividingBy: 100)
    return (hundredths < 0 ? "−" : "") + "\(whole).\(rest < 10 ? "0" : "")\(rest)"
}

private func text(_ span: ClosedRange<Double>) -> String { "\(text(span.lowerBound)) to \(text(span.upperBound))" }
