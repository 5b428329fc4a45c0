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

    private func caption(of pair: Content.Pair) -> String {
        "Test unit \(content.units[pair.test].name) against control unit \(content.units[pair.control].name): "
            + "from \(fixed(pair.rateAtRecruitment, 2)) to \(fixed(pair.rateAtDerecruitment, 2)) pps, "
            + "\u{394}F\u{A0}\(fixed(pair.deltaF, 2))\u{A0}pps; r\u{A0}=\u{A0}\(fixed(pair.correlation, 2))."
    }

    private var pairTable: Table {
        let ordered = content.pairs.filter(\.isAccepted) + content.pairs.filter { !$0.isAccepted }
        return Table(
            caption:
                "Every pair that was looked at, accepted ones first. F start and F end: the control unit's smoothed rate when "
                + "the test unit is recruited and derecruited (or when the control unit itself stops, if it stops first).",
            columns: [
                .text("Control \u{2192} test"), .number("\u{394}F (pps)"), .number("95 %"), .number("F start (pps)"),
                .number("F end (pps)"),
                .number("Recruited later by (s)"), .number("r"), .number("Control modulation (pps)"), .words("Verdict"),
            ],
            rows: ordered.map { pair in
                [
                    "\(content.units[pair.control].name) \u{2192} \(content.units[pair.test].name)",
                    fixed(pair.deltaF, 2), interval(pair.deltaFInterval), fixed(pair.rateAtRecruitment, 2),
                    fixed(pair.rateAtDerecruitment, 2),
                    fixed(pair.recruitmentDifference, 2), fixed(pair.correlation, 2), fixed(pair.modulation, 2),
                    verdict(pair),
                ]
            },
            emptyText: "There are no pairs: \u{394}F needs two motor units that discharge in the same contraction.")
    }

    private func interval(_ range: ClosedRange<Double>?) -> String {
        range.map { "\(fixed($0.lowerBound, 2)) to \(fixed($0.upperBound, 2))" } ?? "\u{2013}"
    }

    private func verdict(_ pair: Content.Pair) -> String {
        if pair.isAccepted { return "accepted" }
        return pair.rejections.isEmpty
            ? "rejected: \u{394}F cannot be computed" : "rejected: " + pair.rejections.joined(separator: "; ")
    }

    var unitSection: Page.Section {
        Page.Section("units", "Motor units") {
            unitTable.element
            if content.units.contains(where: { $0.shape != nil }) { shapeTable.element }
        }
    }

    private var unitTable: Table {
        let symbol = content.force?.unit
        let hasNotes = content.units.contains { !$0.note.isEmpty }
        var columns: [Table.Column] = [.text("Motor unit"), .number("Discharges"), .number("Recruitment (s)")]
        columns.append(.number("Derecruitment (s)"))
        if let symbol {
            columns += [
                .number("Recruitment threshold (\(symbol))"), .number("Derecruitment threshold (\(symbol))"),
            ]
        }
        columns += [
            .number("Peak rate (pps)"), .number("\u{394}F (pps)"), .number("95 %"), .number("Control units"),
            .number("\u{394}F, composite"),
        ]
        if hasNotes { columns.append(.words("Note")) }
        let rows = content.units.enumerated().map { index, unit in
            var row = [
                unit.name, whole(unit.discharges.count), fixed(unit.recruitment, 3), fixed(unit.derecruitment, 3),
            ]
            if symbol != nil { row += [fixed(unit.recruitmentThreshold, 1), fixed(unit.derecruitmentThreshold, 1)] }
            let controls = content.pairs.filter { $0.isAccepted && $0.test == index }.count
            row += [
                fixed(unit.peakRate, 2), fixed(unit.deltaF, 2), interval(unit.deltaFInterval), whole(controls),
                fixed(unit.compositeDeltaF, 2),
            ]
            if hasNotes { row.append(unit.note) }
            return row
        }
        return Table(
            caption:
                "The motor units. \u{394}F of a unit is the mean over its accepted control units; thresholds are the force at "
                + "the first and at the last discharge.",
            columns: columns, rows: rows, emptyText: "There are no motor units in this recording.")
    }

    private var shapeTable: Table {
        let symbol = content.force?.unit ?? ""
        let hasBump = content.units.contains { $0.firingAfterBump != nil }
        return Table(
            caption:
                "How each rate bows (quasi-geometric method, Beauchamp et al. 2023, doi:10.1088/1741-2552/acb1d7) and how long the "
                + "unit fires beyond the force that recruited it. Measures with a word in the last column should not be used.",
            columns: [
                .text("Motor unit"), .number("Brace height (%)"), .number("(pps)"), .number("Angle (\u{B0})"),
                .number("Acceleration (pps per \(symbol))"), .number("Attenuation (pps per \(symbol))"),
                .number("Fires below its threshold (s)"),
            ] + (hasBump ? [.number("Fires after the bump (s)")] : []) + [.words("Not to be used because")],
            rows: content.units.map { unit in
                let shape = unit.shape
                return [
                    unit.name, fixed(shape?.heightPercent, 1), fixed(shape?.height, 2), fixed(shape?.angle, 1),
                    fixed(shape?.acceleration, 2), fixed(shape?.attenuation, 2), fixed(unit.firingBelowThreshold, 2),
                ] + (hasBump ? [fixed(unit.firingAfterBump, 2)] : [])
                    + [
                        shape.map { $0.exclusions.joined(separator: "; ") }
                            ?? "the force does not change while the rate rises"
                    ]
            }, emptyText: "")
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
