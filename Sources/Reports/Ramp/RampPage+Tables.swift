// The tables of the ramp page.

extension RampPage {
    func caption(of pair: Content.Pair) -> String {
        "Test unit \(content.units[pair.test].name) against control unit \(content.units[pair.control].name): "
            + "from \(fixed(pair.rateAtRecruitment, 2)) to \(fixed(pair.rateAtDerecruitment, 2)) pps, "
            + "\u{394}F\u{A0}\(fixed(pair.deltaF, 2))\u{A0}pps"
            + (pair.deltaFInterval.map { " (95 %: \(fixed($0.lowerBound, 2)) to \(fixed($0.upperBound, 2)))" } ?? "")
            + "; r\u{A0}=\u{A0}\(fixed(pair.correlation, 2))."
    }

    var pairTable: Table {
        let hasIntervals = content.pairs.contains { $0.deltaFInterval != nil }
        let ordered = content.pairs.filter(\.isAccepted) + content.pairs.filter { !$0.isAccepted }
        return Table(
            caption:
                "Every pair that was looked at, accepted ones first. F start and F end: the control unit's smoothed rate when "
                + "the test unit is recruited and derecruited (or when the control unit itself stops, if it stops first).",
            columns: [
                .text("Control \u{2192} test"), .number("\u{394}F (pps)"),
            ] + (hasIntervals ? [.number("95 % interval")] : []) + [
                .number("F start (pps)"), .number("F end (pps)"),
                .number("Recruited later by (s)"), .number("r"), .number("Control modulation (pps)"), .words("Verdict"),
            ],
            rows: ordered.map { pair in
                [
                    "\(content.units[pair.control].name) \u{2192} \(content.units[pair.test].name)",
                    fixed(pair.deltaF, 2),
                ] + (hasIntervals ? [interval(pair.deltaFInterval)] : []) + [
                    fixed(pair.rateAtRecruitment, 2), fixed(pair.rateAtDerecruitment, 2),
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

    var unitTable: Table {
        let symbol = content.force?.unit
        let hasNotes = content.units.contains { !$0.note.isEmpty }
        var columns: [Table.Column] = [.text("Motor unit"), .number("Discharges"), .number("Recruitment (s)")]
        columns.append(.number("Derecruitment (s)"))
        if let symbol {
            columns += [
                .number("Recruitment threshold (\(symbol))"), .number("Derecruitment threshold (\(symbol))"),
            ]
        }
        let hasIntervals = content.units.contains { $0.deltaFInterval != nil }
        let hasComposite = content.units.contains { $0.compositeDeltaF != nil }
        columns += [.number("Peak rate (pps)"), .number("\u{394}F (pps)")]
        if hasIntervals { columns.append(.number("95 % interval")) }
        columns.append(.number("Control units"))
        if hasComposite { columns.append(.number("\u{394}F, composite control (pps)")) }
        if hasNotes { columns.append(.words("Note")) }
        let rows = content.units.enumerated().map { index, unit in
            var row = [
                unit.name, whole(unit.discharges.count), fixed(unit.recruitment, 3), fixed(unit.derecruitment, 3),
            ]
            if symbol != nil { row += [fixed(unit.recruitmentThreshold, 1), fixed(unit.derecruitmentThreshold, 1)] }
            let controls = content.pairs.filter { $0.isAccepted && $0.test == index }.count
            row += [fixed(unit.peakRate, 2), fixed(unit.deltaF, 2)]
            if hasIntervals { row.append(interval(unit.deltaFInterval)) }
            row.append(whole(controls))
            if hasComposite { row.append(fixed(unit.compositeDeltaF, 2)) }
            if hasNotes { row.append(unit.note) }
            return row
        }
        return Table(
            caption:
                "The motor units. \u{394}F of a unit is the mean over its accepted control units; thresholds are the force at "
                + "the first and at the last discharge.",
            columns: columns, rows: rows, emptyText: "There are no motor units in this recording.")
    }

    var shapeTable: Table {
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
}
