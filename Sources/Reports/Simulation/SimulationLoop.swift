// The figure of one cell: current and rate over the drive. The way down does not lead back along the way up.

/// Lays out and draws the loops of one chosen cell.
struct SimulationLoop {
    private let content: SimulationPage.Content
    private let number: Int
    private let cell: SimulationPage.Content.Cell

    private let width = 460.0
    private let left = 40.0
    private let height = 130.0

    init(_ content: SimulationPage.Content, cell number: Int) {
        self.content = content
        self.number = number
        cell = content.cells[number]
    }

    var figure: Figure {
        let name = content.unit(of: cell).name
        let upper = panel(top: 24, of: cell.current)
        let lower = panel(top: upper.bottom + 32, of: cell.rate)
        var parts = upper.heading("PIC (nA inward)", swatch: Ink.unit(number)) + upper.valueAxis(atMost: 4)
        parts += loop(cell.current, in: upper)
        parts += lower.heading("Rate (pps)", swatch: Ink.unit(number)) + lower.valueAxis(atMost: 4)
        parts += loop(cell.rate, in: lower)
        parts += lower.timeAxis("Excitation (units)", atMost: 6)
        return Figure(
            identifier: "loop-\(number)", title: "Motor unit \(name): current and rate over the drive",
            description: description, width: width, height: lower.bottom + 40, content: parts)
    }

    private func panel(top: Double, of curve: SampledCurve) -> Panel {
        let highest = curve.extent()?.upperBound ?? 1
        let most = content.cells.compactMap { $0.drive.extent()?.upperBound }.max() ?? 1
        return Panel(
            left: left, top: top, width: width - left - 10, height: height,
            x: Ticks.niceDomain(0...max(most, 0.1), atMost: 6), y: Ticks.niceDomain(0...max(highest, 0.1), atMost: 4))
    }

    /// Up as a full line, down as a broken one, with triangles at the first and the last discharge.
    private func loop(_ curve: SampledCurve, in panel: Panel) -> [Element] {
        let ink = Ink.unit(number)
        var parts = [
            limb(curve, in: panel, from: content.time.lowerBound, to: content.apex).element("\(ink.stroke) line"),
            limb(curve, in: panel, from: content.apex, to: content.time.upperBound)
                .element("\(ink.stroke) line dash"),
        ]
        if let limits = content.driveLimits(of: cell) {
            for (drive, up) in [(limits.on, true), (limits.off, false)] {
                parts.append(
                    panel.moment(drive, classes: "\(Ink.soft.stroke) thin dot"))
                parts.append(
                    triangle(
                        tipX: panel.x.clamped(drive), tipY: up ? panel.bottom + 1 : panel.bottom + 8, up: up,
                        classes: up ? ink.fill : "\(ink.stroke) thin"))
            }
        }
        return parts
    }

    /// The part of the loop between two times, at most one point for each value of the drive.
    private func limb(_ curve: SampledCurve, in panel: Panel, from start: Double, to end: Double) -> PathData {
        var path = PathData()
        var isDrawing = false
        for index in cell.drive.indices(in: start...end) {
            let drive = Double(cell.drive.values[index])
            guard drive.isFinite, let value = curve.value(at: cell.drive.time(index)) else {
                isDrawing = false
                continue
            }
            let (x, y) = (panel.x.clamped(drive), panel.y.clamped(value))
            if isDrawing { path.line(to: x, y) } else { path.move(to: x, y) }
            isDrawing = true
        }
        return path
    }

    /// In words, for a caption and for readers who cannot see it.
    var description: String {
        guard let limits = content.driveLimits(of: cell) else { return "The cell did not discharge." }
        let name = content.unit(of: cell).name
        return "Motor unit \(name) began at an excitation of \(fixed(limits.on, 1)) units and went on down to "
            + "\(fixed(limits.off, 1)) units."
    }
}
