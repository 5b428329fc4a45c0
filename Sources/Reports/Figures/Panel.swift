// One plot area: a rectangle with two axes, and the marks that can be put in it.

/// A plot area in a figure.
struct Panel: Hashable, Sendable {
    let left: Double
    let top: Double
    let width: Double
    let height: Double
    /// Time (or another quantity) to pixels, from left to right.
    let x: LinearScale
    /// Values to pixels, upwards.
    let y: LinearScale
    /// The decimals of the positions of curves, dots and rasters, in pixels.
    var decimals = 2

    init(
        left: Double, top: Double, width: Double, height: Double, x: ClosedRange<Double>, y: ClosedRange<Double>
    ) {
        self.left = left
        self.top = top
        self.width = width
        self.height = height
        self.x = LinearScale(x, from: left, to: left + width)
        self.y = LinearScale(y, from: top + height, to: top)
    }

    var right: Double { left + width }
    var bottom: Double { top + height }

    /// A name above the panel at its left edge.
    func heading(_ text: String, swatch: Ink? = nil) -> [Element] {
        var parts: [Element] = []
        if let swatch {
            parts.append(
                Element(
                    "rect",
                    ["class": swatch.fill, "x": px(left), "y": px(top - 15), "width": "9", "height": "9", "rx": "1.5"]))
        }
        let indent = swatch == nil ? 0.0 : 14
        parts.append(label(text, x: left + indent, y: top - 6, classes: "strong"))
        return parts
    }

    /// Horizontal grid lines with their numbers to the left.
    func valueAxis(atMost count: Int) -> [Element] {
        let ticks = Ticks(in: y.domain, atMost: count)
        var lines = PathData()
        for value in ticks.values { lines.segment(left, y(value), right, y(value)) }
        var parts = [lines.element("\(Ink.grid.stroke) thin")]
        for (value, text) in zip(ticks.values, ticks.labels) {
            parts.append(label(text, x: left - 6, y: y(value) + 4, classes: "right small \(Ink.soft.fill)"))
        }
        return parts
    }

    /// Vertical grid lines without numbers.
    func timeGrid(atMost count: Int) -> Element {
        var lines = PathData()
        for value in Ticks(in: x.domain, atMost: count).values { lines.segment(x(value), top, x(value), bottom) }
        return lines.element("\(Ink.grid.stroke) thin")
    }

    /// The horizontal axis, `offset` pixels below the panel, with its numbers and its name.
    func timeAxis(_ name: String, atMost count: Int, offset: Double = 0) -> [Element] {
        let bottom = bottom + offset
        let ticks = Ticks(in: x.domain, atMost: count)
        var lines = PathData()
        lines.segment(left, bottom, right, bottom)
        for value in ticks.values { lines.segment(x(value), bottom, x(value), bottom + 4) }
        var parts = [lines.element("\(Ink.soft.stroke) thin")]
        for (value, text) in zip(ticks.values, ticks.labels) {
            parts.append(label(text, x: x(value), y: bottom + 17, classes: "mid small \(Ink.soft.fill)"))
        }
        parts.append(label(name, x: (left + right) / 2, y: bottom + 34, classes: "mid small"))
        return parts
    }
}

/// A text at a place; `x` is its left end, middle or right end as the classes say.
func label(_ text: String, x: Double, y: Double, classes: String = "") -> Element {
    let place: Element = Element("text", ["x": px(x), "y": px(y)]) { text }
    return classes.isEmpty ? place : place.with("class", classes)
}
