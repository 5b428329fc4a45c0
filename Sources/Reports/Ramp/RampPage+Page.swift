// The ramp page's sections and tables.

extension RampPage {
    var page: Page {
        Page(
            title: "Ramp contraction: \(content.recordingName)",
            subtitle: content.subtitle,
            sections: [found, overview, pairSection, unitSection, limitSection, methodSection, provenanceSection])
    }

    private var found: Page.Section {
        Page.Section("found", "What was found") {
            paragraph(finding, "finding")
            Element("p") {
                "One contraction cannot tell how large \u{394}F usually is in this person: "
                Element("a", ["href": "#limits"]) { "what this cannot say" }
                ". Research software, not a medical device."
            }
            if !content.performance.isEmpty { paragraph(content.performance) }
            if !content.remarks.isEmpty {
                Element("ul") { for remark in content.remarks { Element("li") { remark } } }
            }
            paragraph(meaning)
        }
    }

    var overview: Page.Section {
        Page.Section("recording", "The contraction") {
            if content.units.isEmpty && content.force == nil {
                paragraph("There is nothing to draw: no force and no motor units.", "empty")
            } else {
                captioned(
                    overviewFigure,
                    "Each dot is the rate of one interval between discharges, drawn at the later one; each line is the "
                        + "smoothed rate (\(content.smoothing)). Filled triangles and the first dashed line mark "
                        + "recruitment, open triangles and the second dashed line derecruitment." + clipped)
            }
        }
    }

    private var clipped: String {
        let count = RampOverview(content).clippedCount
        return count == 0 ? "" : " \(Reports.count(count, "interval")) faster than the axis goes: drawn at its top."
    }

    var pairSection: Page.Section {
        let accepted = content.pairs.filter(\.isAccepted).count
        let figures = pairFigures
        return Page.Section("pairs", "Pairs of motor units") {
            if !figures.isEmpty {
                paragraph(
                    figures.count < accepted
                        ? "Drawn are the \(figures.count) of \(accepted) accepted pairs with the highest correlation."
                        : "All accepted pairs.")
                Element("div", ["class": "pairs"]) {
                    for (figure, pair) in zip(figures, drawnPairs) {
                        captioned(figure, caption(of: pair), isWide: false)
                    }
                }
            }
            pairTable.element
            if !content.composite.isEmpty { paragraph(content.composite) }
        }
    }

    var unitSection: Page.Section {
        Page.Section("units", "Motor units") {
            unitTable.element
            if content.units.contains(where: { $0.shape != nil }) { shapeTable.element }
        }
    }

    var limitSection: Page.Section {
        Page.Section("limits", "What this cannot say") {
            Element("ul") { for limit in limits { Element("li") { limit } } }
        }
    }

    var methodSection: Page.Section {
        Page.Section("method", "How it was computed") {
            Table.facts(
                "Parameters of the analysis", content.parameters, empty: "No parameters were stated."
            ).element
        }
    }

    var provenanceSection: Page.Section {
        Page.Section("provenance", "Where it comes from") {
            Table.facts(
                "What is needed to run it again with the same result", content.provenance,
                empty: "No provenance was stated."
            ).element
        }
    }
}
