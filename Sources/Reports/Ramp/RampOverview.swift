// The first figure of the ramp page: force, discharges and rates of all units, one above the other on one time axis.

/// Lays out and draws the overview of a contraction.
struct RampOverview {
    private let content: RampPage.Content
    /// One rate axis for all units, so that heights can be compared between lanes.
    private let rates: ClosedRange<Double>

    private let width = 960.0
    /// As wide as the names of the units need, within reason.
    private let left: Double
    private static let longestName = 14
    private let right = 944.0
    private let legendBaseline = 16.0
    private let rasterPitch = 17.0
    private let laneHeight = 72.0
    private let laneGap = 28.0
    private let headingRoom = 28.0
    private let timeMarks = 12
    /// The marks below the last lane need room above the numbers of the axis.
    private let axisOffset = 10.0

    init(_ content: RampPage.Content) {
        self.content = content
        rates = 0...Self.topRate(of: content.units)
        let names = content.units.map { estimatedWidth(shortened($0.name, to: Self.longestName), size: 11) }
        left = max(52, 8 + (names.max() ?? 0))
    }

    /// The top of the rate axis: above every smoothed rate and above 98 of 100 intervals. The few intervals that are
    /// faster (doublets, errors of the decomposition) are drawn at the top instead of flattening everything else.
    static func topRate(of units: [RampPage.Content.Unit]) -> Double {
        let smooth = units.compactMap { $0.smoothedRate.extent()?.upperBound }.max() ?? 0
        return topRate(ofRates: units.flatMap { $0.instantaneousRates.map(\.rate) }, atLeast: smooth * 1.1)
    }

    /// The top of an axis for the rates of intervals.
    static func topRate(ofRates rates: [Double], atLeast least: Double = 0) -> Double {
        let all = rates.filter(\.isFinite).sorted()
        let most = all.isEmpty ? 0 : all[min(all.count - 1, all.count * 98 / 100)]
        return Ticks.niceDomain(0...max(1, most, least), atMost: 5).upperBound
    }

    /// How many intervals are faster than the axis goes.
    var clippedCount: Int {
        content.units.reduce(0) { $0 + $1.instantaneousRates.count { $0.rate > rates.upperBound } }
    }

    var figure: Figure {
        var parts = legend
        var top = legendBaseline + 8
        var last: Panel?
        if let force = content.force {
            let panel = self.panel(top: top + headingRoom, height: 112, y: forceDomain(force))
            parts += forcePanel(force, panel)
            (top, last) = (panel.bottom, panel)
        }
        if !content.units.isEmpty {
            let height = rasterPitch * Double(content.units.count)
            let panel = self.panel(top: top + headingRoom, height: height, y: 0...1)
            parts += rasterPanel(panel)
            (top, last) = (panel.bottom, panel)
        }
        for (number, unit) in content.units.enumerated() {
            let panel = self.panel(
                top: top + (number == 0 ? headingRoom : laneGap), height: laneHeight, y: rates)
            parts += rateLane(unit, number, panel)
            (top, last) = (panel.bottom, panel)
        }
        if let last { parts += last.timeAxis("Time (s)", atMost: timeMarks, offset: axisOffset) }
        return Figure(
            identifier: content.prefix + "ramp-overview",
            title: "Force, discharges and discharge rates of \(content.recordingName)",
            description: description, width: width, height: top + axisOffset + 40, content: parts)
    }

    private func panel(top: Double, height: Double, y: ClosedRange<Double>) -> Panel {
        Panel(left: left, top: top, width: right - left, height: height, x: content.time, y: y)
    }

    private func forceDomain(_ force: RampPage.Content.Force) -> ClosedRange<Double> {
        let both = [force.curve, force.requested].compactMap { $0 }.compactMap {
            $0.extent(in: $0.indices(in: content.time))
        }
        let seen = (both.map(\.lowerBound).min() ?? 0)...(both.map(\.upperBound).max() ?? 1)
        // Noise about a rest of 0 is no reason for an axis that goes far below it.
        let low = seen.lowerBound < 0 && seen.lowerBound > -0.05 * seen.upperBound ? 0 : seen.lowerBound
        return Ticks.niceDomain(min(0, low)...max(seen.upperBound, low), atMost: 5)
    }

    // MARK: Parts

    private var legend: [Element] {
        let y = legendBaseline
        var x = left
        var parts: [Element] = []
        func entry(_ text: String, room: Double, _ mark: (Double) -> Element) {
            parts.append(mark(x))
            parts.append(label(text, x: x + room, y: y, classes: "small \(Ink.soft.fill)"))
            x += room + estimatedWidth(text, size: 11) + 18
        }
        entry("recruitment", room: 12) {
            triangle(tipX: $0 + 4, tipY: y - 8, up: true, classes: Ink.text.fill)
        }
        entry("derecruitment", room: 12) {
            triangle(tipX: $0 + 4, tipY: y, up: false, classes: "\(Ink.text.stroke) thin")
        }
        entry("rate of one interval", room: 12) { x in
            var path = PathData()
            path.dot(x + 3, y - 4)
            return path.element("\(Ink.text.stroke) dots")
        }
        entry("smoothed: \(content.smoothing)", room: 24) { x in
            var path = PathData()
            path.segment(x, y - 4, x + 18, y - 4)
            return path.element("\(Ink.text.stroke) line")
        }
        return parts
    }

    private func forcePanel(_ force: RampPage.Content.Force, _ panel: Panel) -> [Element] {
        var parts =
            panel.heading(
                "\(shortened(force.name, to: 80)) (\(force.unit))"
                    + (force.requested == nil ? "" : ", and dashed the path that was asked for")) + [
                panel.timeGrid(atMost: timeMarks)
            ]
        parts += panel.valueAxis(atMost: 4)
        if let requested = force.requested {
            parts.append(panel.line(requested, classes: "\(Ink.soft.stroke) thin dash", columnWidth: 2))
        }
        parts.append(panel.line(force.curve, classes: "\(Ink.signal.stroke) line", columnWidth: 2))
        for (number, unit) in content.units.enumerated() {
            let ink = Ink.unit(number)
            if let time = unit.discharges.first, let value = unit.recruitmentThreshold {
                parts.append(
                    triangle(tipX: panel.x.clamped(time), tipY: panel.y.clamped(value), up: true, classes: ink.fill))
            }
            if let time = unit.discharges.last, let value = unit.derecruitmentThreshold {
                parts.append(
                    triangle(
                        tipX: panel.x.clamped(time), tipY: panel.y.clamped(value), up: false,
                        classes: "\(ink.stroke) thin"))
            }
        }
        return parts
    }

    private func rasterPanel(_ panel: Panel) -> [Element] {
        var parts = panel.heading("Discharges, one row for each motor unit") + [panel.timeGrid(atMost: timeMarks)]
        for (number, unit) in content.units.enumerated() {
            let top = panel.top + rasterPitch * Double(number)
            parts.append(
                panel.raster(unit.discharges, top: top + 3, bottom: top + rasterPitch - 3, ink: .unit(number)))
            parts.append(
                label(
                    shortened(unit.name, to: Self.longestName), x: panel.left - 6, y: top + rasterPitch / 2 + 4,
                    classes: "right small \(Ink.soft.fill)"))
        }
        return parts
    }

    private func rateLane(_ unit: RampPage.Content.Unit, _ number: Int, _ panel: Panel) -> [Element] {
        let ink = Ink.unit(number)
        var parts = panel.heading("\(unit.spokenName(capitalised: true, upTo: 40)): discharge rate (pps)", swatch: ink)
        parts += [panel.timeGrid(atMost: timeMarks)] + panel.valueAxis(atMost: 4)
        parts.append(
            panel.dots(unit.instantaneousRates.lazy.map { ($0.time, min($0.rate, rates.upperBound)) }, ink: ink))
        parts.append(panel.line(unit.smoothedRate, classes: "\(ink.stroke) line", columnWidth: 2))
        // The marks stand below the lane's floor, where no data can be.
        if let time = unit.recruitment {
            parts.append(panel.moment(time, classes: "\(ink.stroke) thin dash"))
            parts.append(triangle(tipX: panel.x.clamped(time), tipY: panel.bottom + 1, up: true, classes: ink.fill))
        }
        if let time = unit.derecruitment {
            parts.append(panel.moment(time, classes: "\(ink.stroke) thin dash"))
            parts.append(
                triangle(
                    tipX: panel.x.clamped(time), tipY: panel.bottom + 8, up: false, classes: "\(ink.stroke) thin"))
        }
        return parts
    }

    // MARK: Words

    private var description: String {
        guard !content.units.isEmpty else {
            return "There are no motor units"
                + (content.force == nil ? " and no force." : "; only the \(content.force?.name ?? "force") is drawn.")
        }
        let units = content.units.map { unit in
            "\(unit.name): \(unit.discharges.count) discharges, recruited at \(fixed(unit.recruitment, 2)) s, "
                + "derecruited at \(fixed(unit.derecruitment, 2)) s, peak smoothed rate \(fixed(unit.peakRate, 1)) pps"
        }
        return "Stacked panels over \(fixed(content.time.lowerBound, 1)) to \(fixed(content.time.upperBound, 1)) s: "
            + (content.force == nil ? "" : "the \(content.force?.name.lowercased() ?? ""), ")
            + "a raster of discharges, and for each motor unit its discharge rates. Motor units: "
            + units.joined(separator: "; ") + "."
    }
}

extension RampPage.Content.Unit {
    /// The name in a sentence: `motor unit 3` for a number, the name itself for one that is already a name (`MU 3`).
    func spokenName(capitalised: Bool = false, upTo count: Int = .max) -> String {
        let isNumber = !name.isEmpty && name.allSatisfy { $0.isASCII && $0.isNumber }
        return isNumber ? "\(capitalised ? "M" : "m")otor unit \(name)" : shortened(name, to: count)
    }
}

/// The text, or its beginning and an ellipsis when it is longer than there is room for.
func shortened(_ text: String, to count: Int) -> String {
    text.count <= count ? text : String(text.prefix(count - 1)) + "\u{2026}"
}
