// The same motor units in a second recording, found by using their separation filters again.

public import Recordings
import Signals

/// A unit of a first recording in a second one, as its separation filter finds it there.
public struct FilterTrackedUnit: Sendable {
    /// The unit's place among those of the first recording.
    public let first: Int
    /// Its discharges in the second recording.
    public let unit: MotorUnit
    /// How clearly they stand out there, −1…1.
    public let silhouette: Double
    /// How sure it is that they are the same unit's, 0…1: the share of its silhouette that the unit kept, lowered when its
    /// action potential there is another.
    public let certainty: Double
}

/// Finds units again by their separation filters (filter transfer, as in convolution kernel compensation:
/// Holobar & Zazula 2007, doi 10.1109/TSP.2007.896108): the electrodes must not have been moved.
public struct FilterTracking: Sendable {
    /// The least silhouette in the second recording. Default 0.85.
    public var leastSilhouette = 0.85

    /// The defaults.
    public init() {}

    /// Finds the units of a stretch of a decomposition in another recording of the same electrodes.
    ///
    /// - Throws: ``RecordingError`` when the other recording has other electrodes or another rate, or cannot be read.
    public func find(
        _ units: [DecomposedUnit], of stretch: DecomposedStretch, parameters: DecompositionParameters,
        in recording: Recording
    ) throws(RecordingError) -> [FilterTrackedUnit] {
        guard let last = stretch.channels.max(), recording.channels.indices.contains(last) else {
            throw RecordingError(
                file: recording.name,
                problem: "it has \(recording.channels.count) channels, the filters were learnt on channel "
                    + "\((stretch.channels.max() ?? 0) + 1) and others; both recordings need the same electrodes")
        }
        let rate = try recording.commonRate(for: stretch.channels)
        if let own = units.first?.discharges.rate, own != rate {
            throw RecordingError(
                file: recording.name, problem: "it has \(rate), the filters were learnt at \(own); both must be alike")
        }
        let length = recording.samples.sampleCount(ofChannel: stretch.channels[0])
        let emg = try ConditionedEMG(
            recording: recording, channels: stretch.channels, range: 0..<length, rate: rate, lines: stretch.mainsLines,
            copies: stretch.copies, step: stretch.step, isCausal: false, parameters: parameters)
        let sources = emg.signal.project(units.flatMap(\.filter.weights), count: units.count)
        let found = DischargeDetector.detectAll(
            in: sources, count: length, distance: rate.samples(inSeconds: parameters.minimumInterval),
            threads: parameters.threads ?? 1)
        var tracked: [FilterTrackedUnit] = []
        for (k, unit) in units.enumerated() where found[k].silhouette >= leastSilhouette {
            let samples = found[k].samples.map { $0 + unit.filter.delay }.filter { $0 >= 0 && $0 < length }
            guard let train = try? DischargeTrain(samples: samples, rate: rate) else { continue }
            let potential = emg.signal.actionPotential(
                around: samples, before: unit.actionPotential.before, after: unit.actionPotential.before,
                scale: emg.scale, channels: emg.channels, rate: rate)
            let kept = found[k].silhouette / max(0.01, unit.quality.plainSilhouette ?? 1)
            let likeness = unit.actionPotential.likeness(to: potential) ?? 0
            tracked.append(
                FilterTrackedUnit(
                    first: k, unit: MotorUnit(name: unit.name, discharges: train, accuracy: found[k].silhouette),
                    silhouette: found[k].silhouette, certainty: max(0, min(1, kept) * max(0, likeness))))
        }
        return tracked
    }
}
