// The figure of one accepted pair: the control unit above, the test unit below, and ΔF as a measured distance.

/// Lays out and draws one pair, in the form that the paired-motor-unit method is usually shown in.
struct RampPairDrawing {
    private let content: RampPage.Content
    private let pair: RampPage.Content.Pair
    private let control: RampPage.Content.Unit
    private let test: RampPage.Content.Unit

    private let width = 460.0
    private let left = 34.0
    /// The levels run on into this margin, where the arrow stands free of the data.
    private let marginRight = 126.0
    private let controlHeight = 118.0
    private let testHeight = 62.0

    init(_ content: RampPage.Content, pair: RampPage.Content.Pair) {
        self.content = content
        self.pair = pair
        control = content.units[pair.control]
        test = content.units[pair.test]
    }

    var figure: Figure {
        let upper = panel(top: 24, height: controlHeight, of: control)
        let lower = panel(top: upper.bottom + 30, height: testHeight, of: test)
        var parts = unitPanel(control, upper, name: "Control unit", ink: .unit(pair.control))
        // Colours repeat after the last one; within a figure they must differ.
        let isSameInk = Ink.unit(pair.control).name == Ink.unit(pair.test).name
        parts += unitPanel(test, lower, name: "Test unit", ink: .unit(isSameInk ? pair.test + 1 : pair.test))
        for time in [test.recruitment, test.derecruitment] {
            guard let time else { continue }
            // Not one line through both: it would cross the name of the lower panel.
            parts.append(upper.moment(time, classes: "\(Ink.text.stroke) thin dot"))
            parts.append(lower.moment(time, classes: "\(Ink.text.stroke) thin dot"))
        }
        parts += measure(in: upper)
        parts += lower.timeAxis("Time (s)", atMost: 6)
        return Figure(
            identifier: content.prefix + "pair-\(pair.control)-\(pair.test)",
            title: "\u{394}F of test unit \(test.name) against control unit \(control.name)",
            description: description, width: width, height: lower.bottom + 40, content: parts)
    }

    /// The axis covers the smoothed rate and all intervals but the very fast ones, which are drawn at its top; it need
    /// not begin at 0, since the figure is about a difference.
    private func panel(top: Double, height: Double, of unit: RampPage.Content.Unit) -> Panel {
        let smooth = unit.smoothedRate.extent() ?? 0...10
        let slowEnough = unit.instantaneousRates.map(\.rate).filter { $0 < 1.5 * smooth.upperBound }
        let seen = extent(of: slowEnough + [smooth.lowerBound, smooth.upperBound]) ?? smooth
        return Panel(
            left: left, top: top, width: width - left - marginRight, height: height, x: timeDomain,
            y: Ticks.niceDomain(seen, atMost: Self.valueMarks(height)))
    }

    private static func valueMarks(_ height: Double) -> Int { height > 100 ? 7 : 4 }

    /// Both units from their first to their last discharge, with a little room.
    private var timeDomain: ClosedRange<Double> {
        let seen = extent(of: (control.discharges + test.discharges)) ?? content.time
        let room = max(0.2, (seen.upperBound - seen.lowerBound) * 0.03)
        return (seen.lowerBound - room)...(seen.upperBound + room)
    }

    private func unitPanel(_ unit: RampPage.Content.Unit, _ panel: Panel, name: String, ink: Ink) -> [Element] {
        var parts = panel.heading("\(name) \(shortened(unit.name, to: 20)) (pps)", swatch: ink)
        parts += panel.valueAxis(atMost: Self.valueMarks(panel.height))
        parts.append(
            panel.dots(
                unit.instantaneousRates.lazy.map { ($0.time, min($0.rate, panel.y.domain.upperBound)) }, ink: ink))
        parts.append(panel.line(unit.smoothedRate, classes: "\(ink.stroke) line", columnWidth: 2))
        return parts
    }

    /// The two levels, and the arrow between them with its number, beside the plot.
    private func measure(in panel: Panel) -> [Element] {
        guard let start = pair.rateAtRecruitment, let end = pair.rateAtDerecruitment, let deltaF = pair.deltaF else {
            return []
        }
        let arrowX = panel.right + 16
        var parts: [Element] = []
        for (level, time) in [(start, test.recruitment), (end, test.derecruitment)] {
            guard let time else { continue }
            var line = PathData()
            line.segment(panel.x.clamped(time), panel.y.clamped(level), arrowX + 6, panel.y.clamped(level))
            parts.append(line.element("\(Ink.text.stroke) thin dash"))
            parts.append(
                Element(
                    "circle",
                    [
                        "class": Ink.text.fill, "cx": px(panel.x.clamped(time)), "cy": px(panel.y.clamped(level)),
                        "r": "3",
                    ]))
        }
        let (high, low) = (panel.y.clamped(start), panel.y.clamped(end))
        parts += verticalArrow(x: arrowX, from: high, to: low, ink: .text)
        // Three labels share the margin: the two levels and ΔF between them.
        let wanted = [high, (high + low) / 2, low]
        let order = start >= end ? [0, 1, 2] : [2, 1, 0]
        let placed = spreadLabels(order.map { wanted[$0] }, spacing: 17, within: (panel.top + 2)...(panel.bottom - 2))
        let texts = [fixed(start, 2), "\u{394}F \(fixed(deltaF, 2)) pps", fixed(end, 2)]
        for (position, item) in order.enumerated() {
            parts.append(
                label(
                    texts[item], x: arrowX + 12, y: placed[position] + 4,
                    classes: item == 1 ? "strong" : "small \(Ink.soft.fill)"))
        }
        return parts
    }

    private var description: String {
        "The control unit's smoothed rate was \(fixed(pair.rateAtRecruitment, 2)) pps when the test unit was recruited "
            + "at \(fixed(test.recruitment, 2)) s and \(fixed(pair.rateAtDerecruitment, 2)) pps when it was "
            + "derecruited at \(fixed(test.derecruitment, 2)) s; \u{394}F is \(fixed(pair.deltaF, 2)) pps."
    }
}
