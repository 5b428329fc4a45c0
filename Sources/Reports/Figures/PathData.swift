// The data of an SVG path, in hundredths (or, where there are very many points, tenths) of a pixel and no longer than needed.

/// Builds the `d` attribute of a path. Positions are pixels.
struct PathData: Hashable, Sendable {
    private(set) var text = ""
    private let decimals: Int

    init(decimals: Int = 2) { self.decimals = decimals }

    private func px(_ value: Double) -> String { fixed(value, decimals, style: .coordinate) }

    var isEmpty: Bool { text.isEmpty }

    mutating func move(to x: Double, _ y: Double) { text += "M" + px(x) + " " + px(y) }

    mutating func line(to x: Double, _ y: Double) { text += "L" + px(x) + " " + px(y) }

    mutating func close() { text += "Z" }

    /// A cubic Bézier curve.
    mutating func curve(
        to end: (x: Double, y: Double), _ control1: (x: Double, y: Double), _ control2: (x: Double, y: Double)
    ) {
        text += "C" + [control1, control2, end].map { px($0.x) + " " + px($0.y) }.joined(separator: " ")
    }

    /// A straight line of its own.
    mutating func segment(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) {
        move(to: x1, y1)
        if y1 == y2 {
            text += "H" + px(x2)
        } else if x1 == x2 {
            text += "V" + px(y2)
        } else {
            line(to: x2, y2)
        }
    }

    /// A line without length, which round line ends make a dot: thousands of dots in one element.
    mutating func dot(_ x: Double, _ y: Double) {
        move(to: x, y)
        text += "h0"
    }

    /// A closed shape.
    mutating func polygon(_ corners: [(x: Double, y: Double)]) {
        for (position, corner) in corners.enumerated() {
            if position == 0 { move(to: corner.x, corner.y) } else { line(to: corner.x, corner.y) }
        }
        close()
    }

    /// A line through points in whole numbers: after the first, each as the way from the one before, which is short.
    mutating func polyline(_ points: [(x: Int, y: Int)]) {
        guard let first = points.first else { return }
        text += "M\(first.x) \(first.y)"
        for (k, (a, b)) in zip(points, points.dropFirst()).enumerated() {
            let (x, y) = (b.x - a.x, b.y - a.y)
            text += (k == 0 ? "l" : x < 0 ? "" : " ") + "\(x)" + (y < 0 ? "" : " ") + "\(y)"
        }
    }

    mutating func rectangle(left: Double, top: Double, right: Double, bottom: Double) {
        move(to: left, top)
        text += "H" + px(right) + "V" + px(bottom) + "H" + px(left) + "Z"
    }

    /// The path as an element.
    func element(_ classes: String) -> Element { Element("path", ["class": classes, "d": text]) }
}
