// A smooth curve through points.

/// A uniform Catmull–Rom curve (E. Catmull and R. Rom 1974; from memory, not verified), which passes through every point.
struct CatmullRom {
    private let points: [(x: Double, y: Double)]

    init(_ points: [(x: Double, y: Double)]) {
        precondition(!points.isEmpty, "a curve has points")
        self.points = points
    }

    /// The number of pieces between points.
    var pieceCount: Int { points.count - 1 }

    /// A piece as a Bézier curve: the two controls, and its end.
    func piece(
        _ index: Int
    ) -> (control1: (x: Double, y: Double), control2: (x: Double, y: Double), end: (x: Double, y: Double)) {
        let (a, b) = (points[index], points[index + 1])
        let (before, after) = (points[max(0, index - 1)], points[min(points.count - 1, index + 2)])
        return (
            (a.x + (b.x - before.x) / 6, a.y + (b.y - before.y) / 6),
            (b.x - (after.x - a.x) / 6, b.y - (after.y - a.y) / 6),
            b
        )
    }

    /// The point at `t` of the whole, 0 to 1, each piece taking the same part.
    func point(at t: Double) -> (x: Double, y: Double) {
        guard pieceCount > 0 else { return points[0] }
        let place = min(max(t, 0), 1) * Double(pieceCount)
        let index = min(pieceCount - 1, Int(place))
        let (u, a, p) = (place - Double(index), points[index], piece(index))
        let v = 1 - u
        let weights = (v * v * v, 3 * v * v * u, 3 * v * u * u, u * u * u)
        return (
            weights.0 * a.x + weights.1 * p.control1.x + weights.2 * p.control2.x + weights.3 * p.end.x,
            weights.0 * a.y + weights.1 * p.control1.y + weights.2 * p.control2.y + weights.3 * p.end.y
        )
    }
}

extension PathData {
    /// A smooth line through points; `continuing` goes on from where the path is, which is the first point.
    mutating func curve(through points: [(x: Double, y: Double)], continuing: Bool = false) {
        guard let first = points.first else { return }
        let curve = CatmullRom(points)
        if continuing { line(to: first.x, first.y) } else { move(to: first.x, first.y) }
        for index in 0..<curve.pieceCount {
            let piece = curve.piece(index)
            self.curve(to: piece.end, piece.control1, piece.control2)
        }
    }
}
