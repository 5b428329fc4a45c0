// What can be drawn in a panel: lines, dots, rasters, bands, triangles, arrows.

extension Panel {
    /// A line through a curve, decimated to `columnWidth` pixels; gaps in the data stay gaps.
    func line(_ curve: SampledCurve, classes: String, columnWidth: Double = 1) -> Element {
        let seconds = x.domain
        let runs = decimatedRuns(curve.values, in: curve.indices(in: seconds)) { index in
            Int(((x(curve.time(index)) - left) / columnWidth).rounded(.down))
        }
        var path = PathData()
        for run in runs {
            for (position, index) in run.enumerated() {
                let (px, py) = (x(curve.time(index)), y.clamped(Double(curve.values[index])))
                if position == 0 { path.move(to: px, py) } else { path.line(to: px, py) }
            }
            // A single value between two gaps would be invisible.
            if run.count == 1 { path.dot(x(curve.time(run[0])), y.clamped(Double(curve.values[run[0]]))) }
        }
        return path.element(classes)
    }

    /// A dot for each pair of values inside the panel's axes.
    func dots(_ points: some Sequence<(x: Double, y: Double)>, ink: Ink) -> Element {
        var path = PathData()
        for point in points where x.domain.contains(point.x) && y.domain.contains(point.y) {
            path.dot(x(point.x), y(point.y))
        }
        return path.element("\(ink.stroke) dots")
    }

    /// A short vertical line for each moment, from `top` to `bottom` (pixels).
    func raster(_ moments: [Double], top: Double, bottom: Double, ink: Ink) -> Element {
        var path = PathData()
        for moment in moments where x.domain.contains(moment) {
            path.segment(x(moment), top, x(moment), bottom)
        }
        return path.element("\(ink.stroke) thin")
    }

    /// Areas over spans of time, at least 1.5 pixels wide so that a short one is seen.
    func bands(_ spans: [ClosedRange<Double>], top: Double? = nil, bottom: Double? = nil, classes: String) -> Element {
        var path = PathData()
        for span in spans where span.overlaps(x.domain) {
            let (start, end) = (x.clamped(span.lowerBound), x.clamped(span.upperBound))
            path.rectangle(
                left: start, top: top ?? self.top, right: max(end, start + 1.5), bottom: bottom ?? self.bottom)
        }
        return path.element(classes)
    }

    /// A horizontal line at a value, over the panel or a part of it (in time).
    func level(_ value: Double, from start: Double? = nil, to end: Double? = nil, classes: String) -> Element {
        var path = PathData()
        let height = y.clamped(value)
        path.segment(start.map { x.clamped($0) } ?? left, height, end.map { x.clamped($0) } ?? right, height)
        return path.element(classes)
    }

    /// A vertical line at a moment.
    func moment(_ seconds: Double, top: Double? = nil, bottom: Double? = nil, classes: String) -> Element {
        var path = PathData()
        let place = x.clamped(seconds)
        path.segment(place, top ?? self.top, place, bottom ?? self.bottom)
        return path.element(classes)
    }
}

/// A triangle with its tip at (x, y): upwards for recruitment, downwards for derecruitment.
func triangle(tipX x: Double, tipY y: Double, up: Bool, classes: String, size: Double = 7) -> Element {
    var path = PathData()
    let base = up ? y + size : y - size
    path.polygon([(x, y), (x + size * 0.6, base), (x - size * 0.6, base)])
    return path.element(classes)
}

/// A vertical arrow from one height to another, with a head at its end where there is room for one.
func verticalArrow(x: Double, from start: Double, to end: Double, ink: Ink) -> [Element] {
    let length = (end - start).magnitude
    let head = min(7, length)
    let direction: Double = end > start ? 1 : -1
    var shaft = PathData()
    var parts: [Element] = []
    if length > head {
        shaft.segment(x, start, x, end - direction * head)
        parts.append(shaft.element("\(ink.stroke) thick"))
    }
    if length > 0 {
        var tip = PathData()
        tip.polygon([(x, end), (x + head * 0.6, end - direction * head), (x - head * 0.6, end - direction * head)])
        parts.append(tip.element(ink.fill))
    }
    return parts
}
