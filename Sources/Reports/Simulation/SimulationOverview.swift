// The first figure of the simulation page, from cause to effect: drive, currents, discharges, rates, torque.

/// Lays out and draws the overview of a simulated contraction.
struct SimulationOverview {
    private let content: SimulationPage.Content

    private let width = 960.0
    private let left = 52.0
    /// The names of the cells stand to the right of their lines.
    private let right = 866.0
    private let gap = 34.0
    private let timeMarks = 12

    init(_ content: SimulationPage.Content) { self.content = content }

    var figure: Figure {
        var parts: [Element] = []
        var top = 26.0
        func add(_ height: Double, _ y: ClosedRange<Double>, _ draw: (Panel) -> [Element]) -> Panel {
            let panel = Panel(left: left, top: top, width: right - left, height: height, x: content.time, y: y)
            parts.append(panel.timeGrid(atMost: timeMarks))
            parts += draw(panel)
            parts.append(panel.moment(content.apex, classes: "\(Ink.soft.stroke) thin dot"))
            top = panel.bottom + gap
            return panel
        }
        _ = add(70, domain(content.cells.map(\.drive), count: 4)) { drivePanel($0) }
        _ = add(150, domain(content.cells.map(\.current), count: 5)) { panel in
            panel.heading("Persistent inward current of the dendrites (calcium PIC, nA inward)")
                + lines(content.cells.map(\.current), panel, marks: 5)
        }
        _ = add(rasterHeight, 0...1) { rasterPanel($0) }
        _ = add(150, 0...max(1, domain(content.cells.map(\.rate), count: 5).upperBound)) { panel in
            panel.heading("Smoothed discharge rate (pps)") + lines(content.cells.map(\.rate), panel, marks: 5)
        }
        let last = add(110, domain([content.torque, content.path], count: 4)) { torquePanel($0) }
        parts += last.timeAxis("Time (s)", atMost: timeMarks)
        return Figure(
            identifier: "simulation-overview",
            title: "From drive to torque in a simulated contraction of \(content.person)",
            description: description, width: width, height: last.bottom + 40, content: parts)
    }

    /// From 0 (or below) to a mark above everything.
    private func domain(_ curves: [SampledCurve], count: Int) -> ClosedRange<Double> {
        let extents = curves.compactMap { $0.extent() }
        let low = extents.map(\.lowerBound).min() ?? 0
        let high = extents.map(\.upperBound).max() ?? 1
        return Ticks.niceDomain(min(0, low)...max(high, 0.1), atMost: count)
    }

    // MARK: Panels

    private func drivePanel(_ panel: Panel) -> [Element] {
        var parts = panel.heading("Synaptic excitation: what goes in (units of the model)") + panel.valueAxis(atMost: 4)
        // All cells get nearly the same; one line stands for them.
        if let drive = content.cells.first?.drive {
            parts.append(panel.line(drive, classes: "\(Ink.signal.stroke) line", columnWidth: 2))
        }
        return parts
    }

    /// A line for each cell with its name at the right, in the order of the lines' ends or peaks.
    private func lines(_ curves: [SampledCurve], _ panel: Panel, marks: Int) -> [Element] {
        var parts = panel.valueAxis(atMost: marks)
        for (number, curve) in curves.enumerated() {
            parts.append(panel.line(curve, classes: "\(Ink.unit(number).stroke) line", columnWidth: 2))
        }
        let top = panel.top + 10
        for (number, cell) in content.cells.enumerated() {
            let y = top + 17 * Double(number)
            var swatch = PathData()
            swatch.segment(panel.right + 8, y - 4, panel.right + 22, y - 4)
            parts.append(swatch.element("\(Ink.unit(number).stroke) thick"))
            parts.append(
                label(
                    shortened(content.unit(of: cell).name, to: 6), x: panel.right + 27, y: y,
                    classes: "small \(Ink.soft.fill)"))
        }
        return parts
    }

    private var rasterHeight: Double { min(260, max(60, 2.2 * Double(content.units.count))) }

    private func rasterPanel(_ panel: Panel) -> [Element] {
        let units = content.units
        var parts = panel.heading(
            "Discharges of all \(count(units.count, "active motor unit")), small and slow ones at the bottom")
        let pitch = panel.height / Double(max(1, units.count))
        let chosen = Dictionary(
            content.cells.enumerated().map { ($0.element.unit, $0.offset) }, uniquingKeysWith: { first, _ in first })
        // The chosen cells last, so that nothing lies over them.
        let order = units.indices.sorted { (chosen[$0] != nil ? 1 : 0, $0) < (chosen[$1] != nil ? 1 : 0, $1) }
        for unit in order {
            let bottom = panel.bottom - pitch * Double(unit)
            let number = chosen[unit]
            let reach = number == nil ? 0 : max(0, 7 - pitch) / 2
            let raster = panel.raster(
                units[unit].discharges, top: bottom - pitch * 0.85 - reach, bottom: bottom + reach,
                ink: number.map { .unit($0) } ?? .signal)
            parts.append(number == nil ? Element("g", ["class": "pale"]) { raster } : raster)
            if let number {
                parts.append(
                    label(
                        shortened(units[unit].name, to: 6), x: panel.right + 8, y: bottom - pitch / 2 + 4,
                        classes: "small \(Ink.unit(number).fill)"))
            }
        }
        return parts
    }

    private func torquePanel(_ panel: Panel) -> [Element] {
        var parts = panel.heading("Torque: what comes out (% MVC)") + panel.valueAxis(atMost: 4)
        parts.append(panel.line(content.path, classes: "\(Ink.soft.stroke) thin dash", columnWidth: 2))
        parts.append(panel.line(content.torque, classes: "\(Ink.text.stroke) line", columnWidth: 2))
        for (number, (text, classes)) in [
            ("torque", "\(Ink.text.stroke) line"), ("asked for", "\(Ink.soft.stroke) thin dash"),
        ].enumerated() {
            let y = panel.top + 10 + 17 * Double(number)
            var swatch = PathData()
            swatch.segment(panel.right + 8, y - 4, panel.right + 22, y - 4)
            parts.append(swatch.element(classes))
            parts.append(label(text, x: panel.right + 27, y: y, classes: "small \(Ink.soft.fill)"))
        }
        return parts
    }

    private var description: String {
        let cells = content.cells.map { cell in
            let unit = content.unit(of: cell)
            return "motor unit \(unit.name) discharges from \(fixed(unit.discharges.first, 1)) to "
                + "\(fixed(unit.discharges.last, 1)) s, its current reaches "
                + "\(fixed(cell.current.extent()?.upperBound, 1)) nA"
        }
        return "Stacked panels over \(fixed(content.time.lowerBound, 0)) to \(fixed(content.time.upperBound, 0)) s: "
            + "synaptic excitation, calcium PIC of chosen cells, a raster of all discharges, smoothed rates of the chosen "
            + "cells, torque with the path asked for. " + cells.joined(separator: "; ") + "."
    }
}
