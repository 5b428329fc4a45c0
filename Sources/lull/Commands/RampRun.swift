// One ramp assessment from a recording to its files; `lull assess ramp` and `lull demo` both are this.

import Amplification
import MotorUnits
import Recordings
import Reports
import Signals

/// A ramp assessment with its provenance.
struct RampRun {
    /// Which channel gives the thresholds.
    enum Force {
        /// The channel with this number, or the first force or torque channel of the file.
        case channel(Int?)
        /// None is wanted.
        case none
    }

    let recording: Recording
    /// One per contraction.
    let assessments: [RampAssessment]
    /// The first contraction, mostly the only one.
    var assessment: RampAssessment { assessments[0] }
    let provenance: ResultProvenance

    /// Assesses the recording's motor units, each contraction by itself; refuses what would give numbers that mean nothing.
    ///
    /// - Parameters:
    ///   - guide: what shows where contractions are.
    ///   - anyRamp: whether a recording in which no ramp was performed is assessed all the same.
    ///   - notes: what a reader should know of the units themselves.
    init(
        recording: Recording, path: String, settings: RampSettings, force: Force,
        guide: ContractionSearch.Guide = .automatic, anyRamp: Bool = false, notes: [String] = []
    ) throws {
        self.recording = recording
        _ = try recording.requireMotorUnits()
        try recording.requireDischargesInside()
        var (trace, requested): (ForceTrace?, ForceTrace?)
        var notes = notes
        if case .channel(let number) = force {
            let emg = recording.channels(of: .emg)
            if let channel = try recording.forceChannel(number) {
                try recording.requireMoving(channel: channel)
                _ = try recording.commonRate(for: [channel] + emg)
                let read = try ForceTrace(of: recording, channel: channel)
                notes += try recording.plausible(read, channel: channel)
                trace = read
            }
        }
        if let channel = recording.channels(of: .requestedPath).first {
            requested = try ForceTrace(of: recording, channel: channel)
        }
        let end = recording.channels.indices.map { recording.samples.sampleCount(ofChannel: $0) }.max()
        if let error = recording.missing(guide, force: trace, requested: requested) { throw error }
        assessments = try RampAssessment.contractions(
            units: recording.motorUnits.map(MotorUnit.init), force: trace, path: requested, end: end,
            settings: settings,
            guide: guide, notes: notes)
        // Who takes the whole recording as one has said that it may hold more than a ramp.
        if !anyRamp, guide != .whole, let error = recording.notPerformed(assessments) { throw error }
        provenance = ResultProvenance(
            software: "Lull \(Lull.version)", input: fileName(of: path),
            inputSHA256: try SHA256.hexadecimal(ofFile: try Recording.dataFile(of: path)))
    }

    /// Writes the page, the two tables and their JSON twin.
    func write(to folder: OutputFolder) throws {
        let page = RampPage(assessments: assessments, provenance: provenance, subtitle: recording.summaryLine)
        try folder.write([
            ("index.html", page.html), ("units.csv", RampAssessment.unitsCSV(assessments, provenance)),
            ("pairs.csv", RampAssessment.pairsCSV(assessments, provenance)),
            ("assessment.json", try RampAssessment.json(assessments, provenance)),
        ])
    }
}

extension Recording {
    /// The recording in one line: what was recorded, how long.
    var summaryLine: String {
        let emg = channels(of: .emg).count
        var parts: [String] = []
        if emg > 0 { parts.append("\(emg) EMG \(emg == 1 ? "channel" : "channels")") }
        if let grid = grids.first { parts.append("grid \(grid.name)") }
        if let rate { parts.append("\(rate)") }
        parts.append("\(duration.formatted(decimals: 1)) s")
        parts.append("\(motorUnits.count) motor \(motorUnits.count == 1 ? "unit" : "units")")
        return parts.joined(separator: ", ")
    }
}
