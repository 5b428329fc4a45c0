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
    let assessment: RampAssessment
    let provenance: ResultProvenance

    /// Assesses the recording's motor units; refuses what would give numbers that mean nothing.
    ///
    /// - Parameter notes: what a reader should know of the units themselves.
    init(recording: Recording, path: String, settings: RampSettings, force: Force, notes: [String] = []) throws {
        self.recording = recording
        _ = try recording.requireMotorUnits()
        var trace: ForceTrace?
        if case .channel(let number) = force, let channel = try recording.forceChannel(number) {
            try recording.requireMoving(channel: channel)
            _ = try recording.commonRate(for: [channel] + recording.channels(of: .emg))
            trace = try ForceTrace(of: recording, channel: channel)
        }
        let end = recording.channels.indices.map { recording.samples.sampleCount(ofChannel: $0) }.max()
        assessment = try RampAssessment(
            units: recording.motorUnits.map(MotorUnit.init), force: trace, end: end, settings: settings,
            notes: notes)
        provenance = ResultProvenance(
            software: "Lull \(Lull.version)", input: fileName(of: path),
            inputSHA256: try SHA256.hexadecimal(ofFile: try Recording.dataFile(of: path)))
    }

    /// Writes the page, the two tables and their JSON twin.
    func write(to folder: OutputFolder) throws {
        let page = RampPage(assessment: assessment, provenance: provenance, subtitle: recording.summaryLine)
        try folder.write([
            ("index.html", page.html), ("units.csv", assessment.unitsCSV(provenance)),
            ("pairs.csv", assessment.pairsCSV(provenance)), ("assessment.json", try assessment.json(provenance)),
        ])
    }

    /// The tables for a terminal.
    var summary: [String] {
        var units = TextTable([
            ("unit", .right), ("discharges", .right), ("recruited s", .right), ("derecruited s", .right),
            ("threshold", .right), ("peak pps", .right), ("ΔF pps", .right), ("controls", .right), ("", .left),
        ])
        for unit in assessment.units {
            let m = unit.measures
            let threshold = m.recruitmentThreshold.map {
                $0.formatted(decimals: 1) + " " + (assessment.force?.unit.symbol ?? "")
            }
            units.add([
                unit.unit.name, String(m.dischargeCount), text(m.recruitment, 2), text(m.derecruitment, 2),
                threshold ?? "–", text(m.peakRate, 1), text(unit.deltaF.deltaF, 2), String(unit.deltaF.controlCount),
                unit.deltaF.absence?.description ?? "",
            ])
        }
        var pairs = TextTable([
            ("control", .right), ("test", .right), ("ΔF pps", .right), ("r", .right), ("r²", .right),
            ("modulation pps", .right),
            ("apart s", .right), ("", .left),
        ])
        for pair in assessment.pairs {
            pairs.add([
                name(pair.control), name(pair.test), text(pair.deltaF, 2), text(pair.correlation, 2),
                text(pair.correlation.map { $0 * $0 }, 2),
                text(pair.modulation, 2), text(pair.recruitmentDifference, 2),
                pair.isAccepted ? "accepted" : pair.rejections.map(\.description).joined(separator: "; "),
            ])
        }
        var mean = "There is no ΔF."
        if let units = assessment.meanDeltaF, let pairs = assessment.meanPairDeltaF {
            let count = assessment.pairs.count(where: \.isAccepted)
            mean =
                "Mean ΔF: \(units.formatted(decimals: 2)) pps over units; "
                + "\(pairs.formatted(decimals: 2)) pps over \(counted(count, "accepted pair"))"
        }
        return ["Motor units (rates smoothed by \(assessment.settings.smoother.description))"] + units.lines + [
            "", "Pairs of units (\(ruleWords))",
        ] + pairs.lines + ["", mean] + assessment.findings
    }

    /// The limits that most pairs fail at, with r or r² named.
    private var ruleWords: String {
        let rules = assessment.settings.deltaF
        let metric = rules.correlationMetric == .r ? "r" : "r²"
        return "recruited more than \(rules.recruitmentDifference) s apart, \(metric) above \(rules.correlation), "
            + "control unit varies by more than \(rules.controlModulation) pps"
    }

    /// A unit is called by its name in the file, on the terminal as on the page.
    private func name(_ position: Int) -> String { assessment.units[position].unit.name }

    private func text(_ value: Double?, _ decimals: Int) -> String { value?.formatted(decimals: decimals) ?? "–" }
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
