// An estimation plot: every unit before and after, and beside it the mean change with its interval.

import Amplification

/// Lays out and draws a comparison.
struct ComparisonFigure {
    let comparison: DeltaFComparison

    private let height = 300.0
    private let top = 34.0

    private var changed: [DeltaFComparison.Unit] { comparison.units.filter { $0.change != nil } }

    var figure: Figure {
        let values = changed.flatMap { [$0.deltaFBefore, $0.deltaFAfter] }.compactMap(\.self)
        let left = Panel(
            left: 60, top: top, width: 380, height: height, x: 0...1,
            y: Ticks.niceDomain(min(0, values.min() ?? 0)...max(1, values.max() ?? 1), atMost: 6))
        let span = [comparison.low, comparison.high, comparison.meanChange, 0].compactMap(\.self)
        let limits = changed.compactMap(\.changeInterval).flatMap { [$0.low, $0.high] }
        let changes = changed.compactMap(\.change) + span + limits
        let right = Panel(
            left: 540, top: top, width: 300, height: height, x: 0...1,
            y: Ticks.niceDomain((changes.min() ?? -1)...max((changes.min() ?? -1) + 0.1, changes.max() ?? 1), atMost: 6)
        )
        return Figure(
            identifier: "comparison", title: "\u{394}F of \(count(changed.count, "motor unit")) before and after",
            description: description, width: 900, height: top + height + 44, content: units(left) + change(right))
    }

    private func units(_ panel: Panel) -> [Element] {
        var parts = panel.heading("\u{394}F of each unit (pps)") + panel.valueAxis(atMost: 6)
        let (from, to) = (panel.x(0.2), panel.x(0.8))
        for (number, unit) in changed.enumerated() {
            guard let before = unit.deltaFBefore, let after = unit.deltaFAfter else { continue }
            var path = PathData()
            path.segment(from, panel.y(before), to, panel.y(after))
            parts.append(path.element("\(Ink.unit(number).stroke) line"))
            parts += [point(from, panel.y(before), number), point(to, panel.y(after), number)]
        }
        // The names beside the ends, in the order of the ends.
        let ends = changed.enumerated().compactMap { number, unit in
            unit.deltaFAfter.map { (name: unit.after, number: number, y: panel.y($0)) }
        }.sorted { $0.y < $1.y }
        if !ends.isEmpty, ends.count <= 20 {
            let heights = spreadLabels(ends.map(\.y), spacing: 13, within: (panel.top + 4)...(panel.bottom - 4))
            for (end, height) in zip(ends, heights) {
                parts.append(
                    label(shortened(end.name, to: 9), x: to + 9, y: height + 4, classes: "small \(Ink.soft.fill)"))
            }
        }
        for (x, text) in [(from, "before"), (to, "after")] {
            parts.append(label(text, x: x, y: panel.bottom + 18, classes: "mid small"))
        }
        return parts
    }

    private func change(_ panel: Panel) -> [Element] {
        var parts = panel.heading("Change (pps): units, mean, 95 % interval") + panel.valueAxis(atMost: 6)
        parts.append(panel.level(0, classes: "\(Ink.soft.stroke) thin dash"))
        for (number, unit) in changed.enumerated() {
            guard let change = unit.change else { continue }
            let place = 0.08 + 0.5 * Double(number) / Double(max(1, changed.count - 1))
            if let interval = unit.changeInterval {
                var path = PathData()
                path.segment(panel.x(place), panel.y(interval.low), panel.x(place), panel.y(interval.high))
                parts.append(path.element("\(Ink.unit(number).stroke) thin"))
            }
            parts.append(point(panel.x(place), panel.y(change), number))
        }
        guard let mean = comparison.meanChange else { return parts }
        if let low = comparison.low, let high = comparison.high {
            var path = PathData()
            path.segment(panel.x(0.75), panel.y(low), panel.x(0.75), panel.y(high))
            parts.append(path.element("\(Ink.text.stroke) thick"))
        }
        parts.append(panel.level(mean, from: 0.67, to: 0.83, classes: "\(Ink.text.stroke) thick"))
        return parts
    }

    /// The value of a unit.
    private func point(_ x: Double, _ y: Double, _ number: Int) -> Element {
        Element("circle", ["class": Ink.unit(number).fill, "cx": px(x), "cy": px(y), "r": "3.5"])
    }

    private var description: String {
        let interval =
            comparison.low.flatMap { low in
                comparison.high.map { " (95 % of resampled means \(fixed(low, 2)) to \(fixed($0, 2)))" }
            }
            ?? ""
        return
            "Left: a line for each unit from its \u{394}F before to that after. Right: the change of each unit and their mean, "
            + "\(fixed(comparison.meanChange, 2)) pps\(interval)."
    }
}
