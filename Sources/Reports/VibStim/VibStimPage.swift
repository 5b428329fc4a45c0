// The page of `lull assess vibstim`.

public import Amplification
public import MotorUnits
import Signals

/// A self-contained HTML page about one VibStim trial.
public struct VibStimPage: Hashable, Sendable {
    private let assessment: VibStimAssessment
    private let provenance: ResultProvenance
    private let subtitle: String

    /// Creates the page.
    public init(assessment: VibStimAssessment, provenance: ResultProvenance, subtitle: String) {
        self.assessment = assessment
        self.provenance = provenance
        self.subtitle = subtitle
    }

    /// The page as one file in UTF-8, without scripts or anything from elsewhere.
    public var html: String {
        Page(title: "VibStim", subtitle: subtitle, sections: [found, trial, limits, made]).html
    }

    /// Torque and EMG with the windows.
    public var overviewFigure: Figure { VibStimOverview(assessment: assessment).figure }

    /// What was found, in sentences that need no figure.
    public var finding: String {
        let unit = assessment.torque.unit.symbol
        let end = assessment.atEndOfStimulation.torque
        let rise = assessment.increase.map { ", \(signed($0)) \(unit) since the first train" } ?? ""
        let kept = assessment.sustained.torque
        return "During vibration, at the end of the stimulation, the torque was \(fixed(end, 2)) \(unit)\(rise). "
            + "\(fixed(assessment.parameters.afterVibration, 1)) s after vibration it was \(fixed(kept, 2)) \(unit), "
            + responder
    }

    private var responder: String {
        guard let isResponder = assessment.isResponder else {
            return "and as the torque before vibration has no noise, there is no limit to tell a responder by."
        }
        let limit = fixed(assessment.responderLimit, 2)
        return isResponder
            ? "above the limit of \(limit): torque was sustained (a responder)."
            : "not above the limit of \(limit): no torque was sustained (no responder)."
    }

    /// What the reader must know of the EMG; `nil` when there is nothing.
    public var warning: String? {
        assessment.remainingLine.map {
            "The EMG has a line at \(fixed($0, 0)) Hz during vibration, and not before it. If the tendon was vibrated at that frequency, it is "
                + "still in the EMG: --vibration-frequency \(fixed($0, 0)) takes it out."
        }
    }

    private func signed(_ value: Double) -> String { (value < 0 ? "\u{2212}" : "+") + fixed(abs(value), 2) }

    private var found: Page.Section {
        Page.Section("found", "What was found") {
            paragraph(finding, "finding")
            if let warning { paragraph(warning) }
            paragraph(
                "Vibration of the tendon and trains of stimulation drive the motoneurons through their reflexes. What their "
                    + "persistent inward currents add grows from train to train, and stays for a while when everything is off."
            )
        }
    }

    private var trial: Page.Section {
        Page.Section("trial", "The trial") {
            captioned(
                overviewFigure,
                "Shaded: the windows that were measured. Thick lines: the mean torque of each window after a train and of "
                    + "the one after vibration. The long dashed line is the baseline, which is taken off all values in the table; the short one "
                    + "after vibration is what a responder's torque exceeds."
            )
            table.element
        }
    }

    private var table: Table {
        let unit = assessment.torque.unit.symbol
        let emg = assessment.emg?.unit.symbol ?? "\u{2013}"
        var rows = [row("Before vibration (as recorded)", assessment.baseline)]
        for (k, window) in assessment.afterTrains.enumerated() { rows.append(row("After train \(k + 1)", window)) }
        rows.append(row("After vibration", assessment.sustained))
        return Table(
            caption: "Torque in \(unit), root mean square of the EMG in \(emg).",
            columns: [.text("Window"), .number("From (s)"), .number("To (s)"), .number("Torque"), .number("EMG")],
            rows: rows, emptyText: "No window was measured.")
    }

    private func row(_ name: String, _ window: VibStimAssessment.Window) -> [String] {
        [
            name, fixed(window.span.lowerBound, 2), fixed(window.span.upperBound, 2), fixed(window.torque, 2),
            fixed(window.emg, 1),
        ]
    }

    private var limits: Page.Section {
        Page.Section("limits", "What this cannot say") {
            Element("ul") {
                Element("li") {
                    "The published studies name these measures, but their windows were not found in what could be read: "
                    "every window here is an assumption, listed below, and can be changed."
                }
                Element("li") {
                    "Many people keep no torque at all (9 of 20 in the study of stimulation parameters): compare groups with a "
                    "method for values that are often zero."
                }
                Element("li") {
                    "A torque that stays may also come from a voluntary contraction; the EMG and the person can tell."
                }
            }
        }
    }

    private var made: Page.Section {
        let p = assessment.parameters
        return Page.Section("made", "How it was made") {
            Table.facts(
                "Windows and rules, all of them assumptions",
                [
                    Fact("Baseline", "\(fixed(p.baseline, 2)) s", note: "ends where vibration begins"),
                    Fact("Window", "\(fixed(p.window, 2)) s", note: "every other one"),
                    Fact("After a train", "\(fixed(p.afterTrain, 2)) s", note: "from its last pulse to the window"),
                    Fact(
                        "After vibration", "\(fixed(p.afterVibration, 2)) s",
                        note: "from its end to the window's middle"),
                    Fact(
                        "Responder", "\(fixed(p.responderDeviations, 1)) standard deviations",
                        note: "of the baseline, above it"),
                    Fact(
                        "Blanked",
                        "\(fixed(1000 * p.blankBefore, 0)) ms before to \(fixed(1000 * p.blankAfter, 0)) ms "
                            + "after a pulse", note: "in the EMG"),
                    Fact(
                        "Vibration", p.vibrationFrequency > 0 ? "\(fixed(p.vibrationFrequency, 0)) Hz" : "left in",
                        note: "taken out of the EMG with its harmonics"),
                ], empty: "No choices."
            ).element
            Table.facts(
                "What is needed to run it again with the same result",
                [
                    Fact("Software", provenance.software), Fact("Input", provenance.input),
                    Fact("SHA-256", provenance.inputSHA256 ?? "none", note: "of the input"),
                    Fact("Torque", assessment.torque.label), Fact("EMG", assessment.emg?.label ?? "none"),
                ], empty: "No provenance was stated."
            ).element
        }
    }
}
