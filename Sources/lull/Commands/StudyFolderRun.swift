// Every recording of a study, assessed as `lull assess` does it, into one table.

import Amplification
import MotorUnits
import Recordings
import Signals
import Studies

/// The values of a study's folder.
struct StudyFolderRun {
    private(set) var values: StudyValues
    private(set) var notes: [String]
    private let anyRamp: Bool

    /// Assesses all recordings, saying how far it is.
    ///
    /// - Parameters:
    ///   - incomplete: whether a recording that cannot be assessed is left out, and said to be.
    ///   - anyRamp: whether a recording in which no ramp was performed is assessed all the same.
    init(
        _ folder: StudyFolder, settings: RampSettings, sameUnits: Bool, incomplete: Bool, anyRamp: Bool = false
    ) throws {
        self.anyRamp = anyRamp
        let manifest = folder.manifest
        values = StudyValues(source: manifest.source, sameUnits: sameUnits)
        notes = folder.notes
        var line = ProgressLine()
        defer { line.finish() }
        for (number, entry) in manifest.entries.enumerated() {
            line.update(
                fraction: Double(number) / Double(manifest.entries.count),
                "recording \(number + 1) of \(manifest.entries.count), \(entry.file)")
            let place = manifest.place(entry)
            do {
                let recording = try Recording.open(folder.path(of: entry))
                switch entry.kind {
                case .ramp: try add(ramp: recording, entry, folder.path(of: entry), settings, place)
                case .vibstim: try add(trial: recording, entry, place)
                }
            } catch let error as any ExplainedError where !(error is StudyError) {
                let sentence = "\(place): \(entry.words) cannot be assessed: \(error)"
                guard incomplete else { throw StudyError(sentence) }
                notes.append("Left out: \(sentence).")
            }
        }
    }

    private mutating func add(
        ramp recording: Recording, _ entry: StudyManifest.Entry, _ path: String, _ settings: RampSettings,
        _ place: String
    ) throws {
        var (recording, said) = (recording, [String]())
        if recording.motorUnits.isEmpty, recording.looksHighDensity {
            (recording, said) = try recording.decomposedOnTheWay(path: path)
        }
        notes += said.map { "\(place): \($0)" }
        let run = try RampRun(
            recording: recording, path: path, settings: settings, force: .channel(nil), anyRamp: anyRamp, notes: said)
        // A unit in several contractions of one recording is the same unit, measured again.
        for assessment in run.assessments { try values.add(assessment, entry, place: place) }
    }

    private mutating func add(trial recording: Recording, _ entry: StudyManifest.Entry, _ place: String) throws {
        guard let channel = try recording.forceChannel(nil) else {
            throw RecordingError(file: recording.name, problem: "it has no channel of torque or force")
        }
        let torque = try ForceTrace(of: recording, channel: channel)
        notes += try recording.plausible(torque, channel: channel, remedy: "").map { "\(place): \($0)" }
        let trial = try VibStimAssessment(
            torque: torque, emg: recording.channels(of: .emg).first.map { try ForceTrace(of: recording, channel: $0) },
            schedule: VibStimSchedule(
                of: recording, vibration: Self.spans(entry.vibration, "vibration", place).first,
                trains: Self.spans(entry.trains, "trains", place)))
        if let line = trial.remainingLine {
            notes.append(
                "\(place): a line at \(line.formatted(decimals: 0)) Hz is left in the EMG during vibration; probably vibration "
                    + "was not at \(trial.parameters.vibrationFrequency.formatted(decimals: 0)) Hz.")
        }
        try values.add(trial, entry, place: place)
    }

    /// The times of the manifest, for a recording without markers.
    private static func spans(_ text: String?, _ column: String, _ place: String) throws -> [ClosedRange<Double>] {
        let spans = try (text ?? "").split(separator: " ").map { part in
            guard let span = TimeSpan(argument: String(part)) else {
                throw StudyError(
                    "\(place): \(column) has “\(part)”; allowed are seconds such as 10:43, several trains with a space between"
                )
            }
            return span.span
        }
        guard column != "vibration" || spans.count < 2 else {
            throw StudyError("\(place): vibration has \(spans.count) spans; one is allowed")
        }
        return spans
    }
}
