// The JSON twin and the table of a VibStim assessment.

public import MotorUnits
import Signals

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A VibStim assessment as it is written to JSON. Every key is always there; times are seconds after sample 0, torques are in
/// `torqueUnit` with the baseline taken off, EMG is a root mean square in `emgUnit`.
public struct VibStimReport: Hashable, Sendable, Codable {
    /// The version of this layout; a change of meaning raises it.
    public static let currentLayout = "lull.vibstim.1"

    /// Which layout this is: ``currentLayout``.
    public var layout: String
    /// Software and input.
    public var provenance: ResultProvenance
    /// All choices.
    public var parameters: VibStimParameters
    /// What was done to the muscle.
    public var schedule: VibStimSchedule
    /// The channel of torque and its unit.
    public var torqueChannel, torqueUnit: String
    /// The channel of EMG.
    @NullWhenAbsent public var emgChannel: String?
    /// Its unit.
    @NullWhenAbsent public var emgUnit: String?
    /// Before vibration; its torque is as recorded.
    public var baseline: VibStimAssessment.Window
    /// The standard deviation of the baseline's torque.
    public var baselineDeviation: Double
    /// After each train, during vibration.
    public var afterTrains: [VibStimAssessment.Window]
    /// The mean torque of each train.
    public var evoked: [Double]
    /// Torque during vibration at the end of stimulation.
    public var torqueAtEndOfStimulation: Double
    /// Its increase since the first train.
    @NullWhenAbsent public var increase: Double?
    /// After vibration.
    public var sustained: VibStimAssessment.Window
    /// What a responder's sustained torque exceeds.
    public var responderLimit: Double
    /// Whether the person is one; `null` where the baseline has no noise.
    @NullWhenAbsent public var isResponder: Bool?
}

extension VibStimAssessment {
    /// The assessment with its provenance, ready to be coded.
    public func report(_ provenance: ResultProvenance) -> VibStimReport {
        VibStimReport(
            layout: VibStimReport.currentLayout, provenance: provenance, parameters: parameters, schedule: schedule,
            torqueChannel: torque.label, torqueUnit: torque.unit.symbol, emgChannel: emg?.label,
            emgUnit: emg?.unit.symbol, baseline: baseline, baselineDeviation: baselineDeviation,
            afterTrains: afterTrains, evoked: evoked, torqueAtEndOfStimulation: atEndOfStimulation.torque,
            increase: increase, sustained: sustained, responderLimit: responderLimit, isResponder: isResponder)
    }

    /// The report as JSON text: indented, keys sorted. The same inputs give the same bytes.
    public func json(_ provenance: ResultProvenance) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(report(provenance)), as: UTF8.self) + "\n"
    }

    /// One row per window, so that trials can be put below each other; provenance in the last columns.
    public func csv(_ provenance: ResultProvenance) -> String {
        let origin: [TableCell] = [.text(provenance.software), .text(provenance.input), .text(provenance.inputSHA256)]
        let header = [
            "window", "start_s", "end_s", "torque", "torque_unit", "emg_rms", "emg_unit", "responder", "software",
            "input", "input_sha256",
        ]
        func row(_ name: String, _ window: Window) -> String {
            TableCell.line(
                [
                    .text(name), .number(window.span.lowerBound), .number(window.span.upperBound),
                    .number(window.torque), .text(torque.unit.symbol), .number(window.emg), .text(emg?.unit.symbol),
                    .text(isResponder.map { $0 ? "true" : "false" }),
                ] + origin)
        }
        return TableCell.line(header.map { .text($0) }) + row("baseline", baseline)
            + afterTrains.enumerated().map { row("after train \($0.offset + 1)", $0.element) }.joined()
            + row("sustained", sustained)
    }
}
