// What can be drawn in a panel: lines, dots, rasters, bands, triangles, arrows.

extension Panel {
    /// A line through a curve, decimated to `columnWidth` pixels; gaps in the data stay gaps, and a line that comes from
    /// outside of the panel is cut at its edge.
    func line(_ curve: SampledCurve, classes: String, columnWidth: Double = 1) -> Element {
        let inside = curve.indices(in: x.domain)
        let reach = max(0, inside.lowerBound - 1)..<min(curve.values.count, inside.upperBound + 1)
        let runs = decimatedRuns(curve.values, in: reach) { index in
            Int(((x(curve.time(index)) - left) / columnWidth).rounded(.down))
        }
        var path = PathData(decimals: decimals)
        for run in runs {
            let points = run.compactMap { point(of: curve, at: $0, inside: inside) }
            for (position, point) in points.enumerated() {
                if position == 0 { path.move(to: point.x, point.y) } else { path.line(to: point.x, point.y) }
            }
            // A single value between two gaps would be invisible.
            if points.count == 1, inside.contains(run[0]) { path.dot(points[0].x, points[0].y) }
        }
        return path.element(classes)
    }

    /// Where a value is drawn: one outside of the panel, at the edge on the way to its neighbour inside (or beyond).
    private func point(of curve: SampledCurve, at index: Int, inside: Range<Int>) -> (x: Double, y: Double)? {
        let value = Double(curve.values[index])
        if inside.contains(index) { return (x(curve.time(index)), y.clamped(value)) }
        let isBefore = index < inside.lowerBound
        let neighbour = isBefore ? index + 1 : index - 1
        guard curve.values.indices.contains(neighbour), curve.values[neighbour].isFinite else { return nil }
        let edge = isBefore ? x.domain.lowerBound : x.domain.upperBound
        let share = (edge - curve.time(index)) / (curve.time(neighbour) - curve.time(index))
        // A neighbour that ends before the edge leaves nothing to draw.
        guard (0...1).contains(share) else { return nil }
        return (x(edge), y.clamped(value + share * (Double(curve.values[neighbour]) - value)))
    }

    /// A dot for each pair of values inside the panel's axes.
    func dots(_ points: some Sequence<(x: Double, y: Double)>, ink: Ink, isLarge: Bool = false) -> Element {
        var path = PathData(decimals: decimals)
        for point in points where x.domain.contains(point.x) && y.domain.contains(point.y) {
            path.dot(x(point.x), y(point.y))
        }
        return path.element("\(ink.stroke) \(isLarge ? "spots" : "dots")")
    }

    /// A short vertical line for each moment, from `top` to `bottom` (pixels).
    func raster(_ moments: [Double], top: Double, bottom: Double, ink: Ink) -> Element {
        var path = PathData(decimals: decimals)
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
