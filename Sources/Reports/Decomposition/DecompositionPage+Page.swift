// The sections and tables of a decomposition's page.

import MotorUnits

extension DecompositionPage {
    var page: Page {
        Page(
            title: "Motor units: \(content.recordingName)", subtitle: content.subtitle,
            sections: [found, overview, qualitySection, unitSection, limitSection, methodSection, provenanceSection])
    }

    private var found: Page.Section {
        Page.Section("found", "What was found") {
            paragraph(content.finding, "finding")
            Element("p") {
                "How many there are in the muscle, this cannot tell: "
                Element("a", ["href": "#limits"]) { "what this cannot say" }
                ". Research software, not a medical device."
            }
            if !content.remarks.isEmpty {
                Element("ul") { for remark in content.remarks { Element("li") { remark } } }
            }
        }
    }

    private var overview: Page.Section {
        Page.Section("recording", "The discharges") {
            if content.units.isEmpty && content.force == nil && content.requestedPath == nil {
                paragraph("There is nothing to draw: no force and no motor units.", "empty")
            } else {
                captioned(
                    overviewFigure,
                    "Each mark is a discharge. Marks of accepted units are the highest, those of rejected units the lowest; "
                        + "rejected units are shown so that you can judge the judgement.")
            }
        }
    }

    private var qualitySection: Page.Section {
        Page.Section("quality", "How sure each unit is") { qualityTable.element }
    }

    private var qualityTable: Table {
        Table(
            caption:
                "Silhouette: how clearly discharges stand out, \u{2212}1 to 1, judged by filters that have not seen them; the "
                + "verdict rests on it. Plain: as other programs state it. PNR: pulse-to-noise ratio. CoV: coefficient of "
                + "variation of the intervals. LV: their local variation, which does not grow when the rate rises and falls. "
                + "< 20 ms, > 250 ms: intervals that short or long. Stability: how alike the action potentials of the first and the second half "
                + "are; 1 is as alike as noise allows. Repaired: discharges that were put in and taken out.",
            columns: [
                .text("Motor unit"), .value("Verdict"), .number("Discharges"), .number("Rate (pps)"),
                .number("Silhouette"), .number("Plain"), .number("PNR (dB)"), .number("CoV (%)"), .number("LV"),
                .number("< 20 ms"), .number("> 250 ms"), .number("Amplitude"), .number("Stability"),
                .number("Repaired"),
            ],
            rows: content.units.map { unit in
                let q = unit.quality
                return [
                    unit.name, unit.verdictInWords, whole(q.dischargeCount), fixed(q.meanRate, 1),
                    fixed(q.silhouette, 3), fixed(q.plainSilhouette, 3), fixed(q.pulseToNoiseRatio, 1),
                    fixed(q.intervalVariation.map { 100 * $0 }, 0), fixed(q.localVariation, 2),
                    whole(q.shortIntervals), whole(q.longIntervals), unit.amplitudeInWords, fixed(q.stability, 2),
                    unit.repairs,
                ]
            },
            emptyText: "There are no motor units to judge.")
    }

    private var unitSection: Page.Section {
        let (sources, maps) = (sourceFigures, mapFigures)
        return Page.Section("units", "Unit by unit") {
            if content.units.isEmpty { paragraph("There are no motor units.", "empty") }
            for (k, unit) in content.units.enumerated() {
                disclosed(unit, isOpen: k == firstShown) {
                    captioned(
                        sources[k],
                        "The source is the EMG seen through this unit's filter, with the other units taken out. A good one "
                            + "is flat between its discharges.")
                    Element("div", ["class": "pairs"]) {
                        if let map = maps[k] { captioned(map, mapCaption(unit), isWide: false) }
                        Table.facts("Quality of motor unit \(unit.name)", unit.qualityFacts, empty: "").element
                    }
                }
            }
        }
    }

    /// The unit whose part is open at first: the first accepted one.
    private var firstShown: Int? { content.units.firstIndex { $0.verdict == .accepted } ?? content.units.indices.first }

    private func disclosed(
        _ unit: Content.Unit, isOpen: Bool, @MarkupBuilder _ inside: () -> [Element.Node]
    ) -> Element {
        let details = Element("details", ["class": "unit"]) {
            Element("summary") {
                Element("strong") { unit.spokenName }
                " \u{B7} \(unit.verdictInWords) \u{B7} \(count(unit.discharges.count, "discharge")) \u{B7} silhouette "
                    + fixed(unit.quality.silhouette, 2)
            }
            inside()
        }
        return isOpen ? details.with("open", "open") : details
    }

    private func mapCaption(_ unit: Content.Unit) -> String {
        "The action potential, averaged over all discharges, "
            + (unit.map?.isGrid ?? false
                ? "at the place of each electrode" : "channel after channel, because the file names no known grid")
            + ". Coloured: the largest one. Hatched: channels that were not used."
    }

    private var limitSection: Page.Section {
        Page.Section("limits", "What this cannot say") {
            Element("ul") { for limit in Self.limits { Element("li") { limit } } }
        }
    }

    private var methodSection: Page.Section {
        Page.Section("method", "How it was done") {
            Table(
                caption: "What was decomposed, one row for each grid and window.",
                columns: Content.stretchColumns.map { .text($0) }, rows: content.stretches,
                emptyText: "Nothing was decomposed."
            ).element
            Table.facts(
                "Channels that were left out", content.leftOut, empty: "No channel was left out."
            ).element
            Table.facts("Parameters of the method", content.parameters, empty: "No parameters were stated.").element
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
