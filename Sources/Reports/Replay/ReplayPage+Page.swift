// The replay page's sections and tables.

extension ReplayPage {
    var page: Page {
        Page(
            title: "Replay: \(content.recordingName)",
            subtitle: content.subtitle,
            sections: [
                found, overview, burstSection, refusalSection, doseSection, limitSection, settingSection,
                provenanceSection,
            ])
    }

    private var found: Page.Section {
        Page.Section("found", "What the loop did") {
            paragraph(finding, "finding")
            content.endings.map { paragraph($0, "finding") }
            paragraph(
                "The recording was played in virtual time, block after block, to the same controller and the same safety "
                    + "gate that run live. What the gate let through went to a simulated stimulator as frames of its protocol."
            )
        }
    }

    private var overview: Page.Section {
        Page.Section("recording", "The recording") {
            captioned(
                overviewFigure,
                "Shaded: activity between crossing the upper (enter) and the lower (exit) threshold. Blocks in the row "
                    + "\u{201C}sent\u{201D} last as long as the stimulation; crosses are orders that were refused.")
        }
    }

    private var burstSection: Page.Section {
        Page.Section("bursts", "Bursts") {
            if let figure = firstBurstFigure {
                captioned(
                    figure,
                    "The first burst. Onset: the envelope rose above the enter threshold. Decision: the conditions for a burst "
                        + "were met. Order: the end of the block that held the decision, when the frames left.")
            }
            burstTable.element
        }
    }

    /// Positions stand as they are in the event log, without groups of digits, so that a search finds them.
    private var burstTable: Table {
        let hasNotes = content.bursts.contains { !$0.note.isEmpty }
        let rows = content.bursts.enumerated().map { number, burst in
            [
                whole(number + 1), fixed(content.seconds(burst.onsetSample), 3), "\(burst.onsetSample)",
                "\(burst.decisionSample)", "\(burst.orderSample)", whole(burst.latency),
                inMilliseconds(Double(burst.latency)), fixed(burst.duration, 3), whole(burst.pulses),
                fixed(burst.chargePerPhase, 2), fixed(burst.totalCharge, 3),
            ] + (hasNotes ? [burst.note] : [])
        }
        return Table(
            caption: "Bursts that were sent. Latency runs from the onset to the order.",
            columns: [
                .text("Burst"), .number("Onset (s)"), .number("Onset (sample)"), .number("Decision (sample)"),
                .number("Order (sample)"), .number("Latency (samples)"), .number("Latency (ms)"),
                .number("Duration (s)"), .number("Pulses"), .number("Charge per phase (\u{B5}C)"),
                .number("Total charge (mC)"),
            ] + (hasNotes ? [.words("Note")] : []),
            rows: rows, emptyText: "No burst was sent.")
    }

    private var refusalSection: Page.Section {
        Page.Section("refusals", "Refusals") {
            if content.refusals.count > 1 { refusalSummary }
            refusalTable.element
        }
    }

    /// How often each rule refused, most often first.
    private var refusalSummary: Element {
        let rules = Dictionary(grouping: content.refusals, by: \.rule).map { ($0.key, $0.value.count) }
            .sorted { $0.1 != $1.1 ? $0.1 > $1.1 : $0.0 < $1.0 }
        return paragraph("By rule: " + rules.map { "\($0.0) (\(whole($0.1)))" }.joined(separator: ", ") + ".")
    }

    private var refusalTable: Table {
        Table(
            caption: "Orders that were refused, and why. A refused order is never made smaller to fit.",
            columns: [.text("Refusal"), .number("Time (s)"), .number("Sample"), .text("Rule"), .words("Reason")],
            rows: content.refusals.enumerated().map { number, refusal in
                [
                    whole(number + 1), fixed(content.seconds(refusal.sample), 3), "\(refusal.sample)", refusal.rule,
                    refusal.reason,
                ]
            },
            emptyText: "No order was refused.")
    }

    private var doseSection: Page.Section {
        Page.Section("dose", "Dose") {
            Table.facts(
                "What a person would have received", content.dose, empty: "Nothing was sent, so there is no dose."
            )
            .element
        }
    }

    private var limitSection: Page.Section {
        Page.Section("limits", "What this cannot say") {
            Element("ul") { for limit in limits { Element("li") { limit } } }
        }
    }

    private var settingSection: Page.Section {
        Page.Section("settings", "Settings") {
            Table.facts("Detector, prescription and limits", content.settings, empty: "No settings were stated.")
                .element
        }
    }

    private var provenanceSection: Page.Section {
        Page.Section("provenance", "Where it comes from") {
            Table.facts(
                "What is needed to run it again with the same result", content.provenance,
                empty: "No provenance was stated."
            ).element
        }
    }
}
