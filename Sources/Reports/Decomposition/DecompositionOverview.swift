// The first figure of the page: force and the discharges of all units on one time axis.

import MotorUnits

/// Lays out and draws the overview of a decomposition.
struct DecompositionOverview {
    private let content: DecompositionPage.Content
    private let left: Double
    private let right = 944.0
    private let legendBaseline = 16.0
    private let headingRoom = 28.0
    private let timeMarks = 12
    private static let longestName = 14

    init(_ content: DecompositionPage.Content) {
        self.content = content
        let names = content.units.map { estimatedWidth(shortened($0.name, to: Self.longestName), size: 11) }
        left = max(52, 8 + (names.max() ?? 0))
    }

    /// Rows are lower the more units there are.
    private var pitch: Double { content.units.count > 40 ? 12 : 17 }

    var figure: Figure {
        var parts = legend
        var top = legendBaseline + 8
        var last: Panel?
        if let force = content.force ?? content.requestedPath {
            let panel = self.panel(top: top + headingRoom, height: 112, y: forceDomain)
            parts += forcePanel(force, panel)
            (top, last) = (panel.bottom, panel)
        }
        if !content.units.isEmpty {
            let panel = self.panel(top: top + headingRoom, height: pitch * Double(content.units.count), y: 0...1)
            parts += rasterPanel(panel)
            (top, last) = (panel.bottom, panel)
        }
        if let last { parts += last.timeAxis("Time (s)", atMost: timeMarks, offset: 4) }
        return Figure(
            identifier: "decomposition-overview", title: "Force and discharges of \(content.recordingName)",
            description: description, width: 960, height: top + 44, content: parts)
    }

    private func panel(top: Double, height: Double, y: ClosedRange<Double>) -> Panel {
        var panel = Panel(left: left, top: top, width: right - left, height: height, x: content.time, y: y)
        panel.decimals = 1
        return panel
    }

    /// Both curves fit when they have one unit; a path in another unit is not drawn.
    private var path: RampPage.Content.Force? {
        guard let path = content.requestedPath, let force = content.force, path.unit == force.unit else { return nil }
        return path
    }

    private var forceDomain: ClosedRange<Double> {
        let curves = [content.force ?? content.requestedPath, path].compactMap { $0?.curve }
        let seen = curves.compactMap { $0.extent(in: $0.indices(in: content.time)) }
        let (low, high) = (seen.map(\.lowerBound).min() ?? 0, seen.map(\.upperBound).max() ?? 1)
        return Ticks.niceDomain(min(0, low)...max(high, low), atMost: 5)
    }

    private var legend: [Element] {
        let y = legendBaseline
        var x = left
        var parts: [Element] = []
        for verdict in UnitVerdict.allCases where content.units.contains(where: { $0.verdict == verdict }) {
            var mark = PathData()
            for k in 0..<3 {
                let at = x + 3 + 4 * Double(k)
                mark.segment(at, y + 1 - 11 * verdict.tickHeight, at, y + 1)
            }
            parts.append(mark.element("\(verdict.ink.stroke) line"))
            parts.append(label(verdict.rawValue, x: x + 18, y: y, classes: "small \(Ink.soft.fill)"))
            x += 18 + estimatedWidth(verdict.rawValue, size: 11) + 18
        }
        if path != nil {
            var line = PathData()
            line.segment(x, y - 4, x + 18, y - 4)
            parts.append(line.element("\(Ink.text.stroke) thin dash"))
            parts.append(label("requested path", x: x + 24, y: y, classes: "small \(Ink.soft.fill)"))
        }
        return parts
    }

    private func forcePanel(_ force: RampPage.Content.Force, _ panel: Panel) -> [Element] {
        var parts =
            panel.heading("\(shortened(force.name, to: 80)) (\(force.unit))") + [panel.timeGrid(atMost: timeMarks)]
        parts += panel.valueAxis(atMost: 4)
        if let path {
            parts.append(panel.line(path.curve, classes: "\(Ink.text.stroke) thin dash", columnWidth: 2))
        }
        parts.append(panel.line(force.curve, classes: "\(Ink.signal.stroke) line", columnWidth: 2))
        return parts
    }

    private func rasterPanel(_ panel: Panel) -> [Element] {
        var parts = panel.heading("Discharges, one row for each motor unit") + [panel.timeGrid(atMost: timeMarks)]
        for (number, unit) in content.units.enumerated() {
            let bottom = panel.top + pitch * Double(number + 1) - 2.5
            parts.append(
                panel.raster(
                    unit.discharges, top: bottom - (pitch - 5) * unit.verdict.tickHeight, bottom: bottom,
                    ink: unit.verdict.ink))
            parts.append(
                label(
                    shortened(unit.name, to: Self.longestName), x: panel.left - 6, y: bottom - pitch / 2 + 6,
                    classes: "right small \(Ink.soft.fill)"))
        }
        return parts
    }

    private var description: String {
        guard !content.units.isEmpty else {
            return "There are no motor units"
                + (content.force == nil ? " and no force." : "; only the \(content.force?.name ?? "force") is drawn.")
        }
        let units = content.units.map { unit in
            "\(unit.name), \(unit.verdict.rawValue): \(unit.discharges.count) discharges from "
                + "\(fixed(unit.discharges.first, 2)) to \(fixed(unit.discharges.last, 2)) s"
        }
        return "Stacked panels over \(fixed(content.time.lowerBound, 1)) to \(fixed(content.time.upperBound, 1)) s: "
            + (content.force == nil ? "" : "the \(content.force?.name.lowercased() ?? ""), ")
            + "a raster of discharges. Motor units: " + units.joined(separator: "; ") + "."
    }
}

extension UnitVerdict {
    /// The colour of what it says.
    var ink: Ink {
        switch self {
        case .accepted: .unit(0)
        case .borderline: .unit(1)
        case .rejected: .soft
        }
    }

    /// The height of a discharge's mark, 0…1: what the colour says is also said without colour.
    var tickHeight: Double {
        switch self {
        case .accepted: 1
        case .borderline: 0.65
        case .rejected: 0.35
        }
    }
}
