// The page of a recording with several contractions: a table of them first, then each by itself.

extension RampPage {
    /// Every contraction's content, numbered so that figures do not share an identifier.
    private var numbered: [Content] {
        ([content] + others).enumerated().map { k, content in
            var content = content
            content.number = k + 1
            return content
        }
    }

    var pageOfSeveral: Page {
        let parts = numbered.map { RampPage($0) }
        return Page(
            title: "Ramp contractions: \(content.recordingName)", subtitle: content.subtitle,
            sections: [overview(of: parts)] + parts.map(\.contractionSection)
                + [limitSection, methodSection, provenanceSection])
    }

    private func overview(of parts: [RampPage]) -> Page.Section {
        let values = parts.compactMap(\.meanDeltaF)
        return Page.Section("found", "What was found") {
            paragraph(
                "\(count(parts.count, "contraction")) in this recording, each assessed by itself; \(values.count) "
                    + "\(values.count == 1 ? "has" : "have") a \u{394}F"
                    + (values.isEmpty
                        ? "."
                        : ", from \(fixed(values.min(), 2)) to \(fixed(values.max(), 2)) pps (means over units)."),
                "finding")
            Table(
                caption:
                    "The contractions. \u{394}F is the mean over the units that have one; the error is that of the force "
                    + "against its target, in percent of the target's peak.",
                columns: [
                    .text("Contraction"), .number("From (s)"), .number("To (s)"), .number("Motor units"),
                    .number("Accepted pairs"), .number("\u{394}F (pps)"), .number("Error (%)"),
                ],
                rows: parts.enumerated().map { k, part in
                    let content = part.content
                    return [
                        "\(k + 1)", fixed(content.time.lowerBound, 1), fixed(content.time.upperBound, 1),
                        whole(content.units.count), whole(content.pairs.filter(\.isAccepted).count),
                        fixed(part.meanDeltaF, 2), fixed(content.performanceError, 1),
                    ]
                }, emptyText: ""
            ).element
            Element("p") {
                "Contractions of one recording are not independent of each other: "
                Element("a", ["href": "#limits"]) { "what this cannot say" }
                ". Research software, not a medical device."
            }
            paragraph(meaning)
        }
    }

    /// The mean over the units that have one.
    private var meanDeltaF: Double? {
        let values = content.units.compactMap(\.deltaF)
        return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
    }

    private var contractionSection: Page.Section {
        let number = content.number ?? 1
        return Page.Section("contraction-\(number)", "Contraction \(number)") {
            paragraph(finding)
            if !content.performance.isEmpty { paragraph(content.performance) }
            if !content.remarks.isEmpty {
                Element("ul") { for remark in content.remarks { Element("li") { remark } } }
            }
            overview.content
            Element("h3") { "Pairs of motor units" }
            pairSection.content
            Element("h3") { "Motor units" }
            unitSection.content
        }
    }
}
