// The drawing of a place: the limb in each view that shows something, the muscle, the nerve, the two pads, and what to see
// when they lie right.

public import Stimulation

/// Draws rows of the placement atlas.
public enum PlacementFigure {
    private static let panelWidth = 336.0
    private static let panelHeight = 500.0
    private static let top = 54.0
    private static let columnWidth = 300.0

    /// The drawing of a row on one side of the body.
    public static func figure(of placement: Placement, side: Side) -> Figure {
        let views = placement.views
        let window = LimbOutline.window(for: segments(of: placement))
        let width = panelWidth * Double(views.count) + columnWidth + 16
        let key = PlacementKey(placement, side: side, left: panelWidth * Double(views.count) + 8, width: columnWidth)
        let height = max(top + panelHeight + 22, key.height + 20)
        var content: [Element] = []
        for (number, view) in views.enumerated() {
            let limb = LimbDrawing(
                view: view, side: side, window: window,
                frame: (panelWidth * Double(number), top, panelWidth, panelHeight))
            content += limb.elements(of: placement)
        }
        content += key.elements
        let pads = placement.pads.map { "\($0.role == .active ? "Active" : "Closing") pad: \($0.landmark)." }
        return Figure(
            identifier: "place-\(placement.name)-\(side.rawValue)",
            title: "Pads to calm \(placement.muscle), \(side.rawValue) side",
            description: (pads + ["It lies right when \(placement.evokedMovement)."]).joined(separator: " "),
            width: width, height: height, content: content)
    }

    private static func segments(of placement: Placement) -> Set<LimbSegment> {
        let points = placement.pads.flatMap { Array($0.points.values) } + placement.areas.flatMap(\.axis)
        return Set(points.map(\.segment))
    }
}

/// One limb in one view.
struct LimbDrawing {
    let view: LimbView
    let side: Side
    private let outline: LimbOutline
    private let window: ClosedRange<Double>
    private let scale, centre, top: Double
    private let frame: (left: Double, top: Double, width: Double, height: Double)
    /// Whether growing x (outer edge, front) is drawn to the right.
    private let isForward: Bool

    init(
        view: LimbView, side: Side, window: ClosedRange<Double>,
        frame: (left: Double, top: Double, width: Double, height: Double)
    ) {
        self.view = view
        self.side = side
        self.window = window
        self.frame = frame
        let outline = LimbOutline(view)
        self.outline = outline
        scale = min(0.95, frame.height / (window.upperBound - window.lowerBound))
        // The outer edge of a right limb is to the left of somebody who looks at it from in front.
        isForward =
            switch view {
            case .legFront, .armFront: side == .left
            case .legBack, .armBack, .legOuter: side == .right
            }
        let shown = stride(from: window.lowerBound, through: window.upperBound, by: 10).map { outline.edges(at: $0) }
        let (low, high) = (shown.map(\.low).min() ?? 0, shown.map(\.high).max() ?? 0)
        let middle = (low + high) / 2 * scale
        centre = frame.left + frame.width / 2 - (isForward ? middle : -middle)
        top = frame.top
    }

    /// A place of the limb (mm) on the paper.
    func paper(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
        (centre + (isForward ? x : -x) * scale, top + (y - window.lowerBound) * scale)
    }

    func paper(_ point: LimbPoint) -> (x: Double, y: Double) {
        let place = outline.place(point)
        return paper(place.x, place.y)
    }

    /// Everything of a row that this view shows.
    func elements(of placement: Placement) -> [Element] {
        var elements = [title] + limb
        for area in placement.areas where area.view == view { elements.append(muscle(area)) }
        if let course = placement.course[view] {
            elements.append(line(through: course).element("\(Ink.unit(4).stroke) thick dash"))
        }
        elements += landmarks
        for pad in placement.pads {
            if let point = pad.points[view] {
                elements += Self.pad(pad.role, at: paper(point), edge: placement.padEdge * scale)
            }
        }
        return elements
    }

    private var title: Element {
        let name = "\(side.rawValue) \(view.isArm ? "arm" : "leg") \(view.title)"
        let (low, high) = view == .legOuter ? ("back", "front") : ("inner side", "outer side")
        let (left, right) = isForward ? (low, high) : (high, low)
        let x = frame.left + frame.width / 2
        return Element("g") {
            Element("text", ["class": "strong mid", "x": px(x), "y": "22"]) { name }
            Element("text", ["class": "small mid \(Ink.soft.fill)", "x": px(x), "y": "38"]) {
                "← \(left)   ·   \(right) →"
            }
        }
    }

    /// The limb itself: its area, then its edges, open where the drawing ends before the limb does.
    private var limb: [Element] {
        let bottom = outline.end.isEmpty ? outline.stations.last?.y ?? 0 : outline.end[0].y
        let heights =
            Array(
                stride(from: window.lowerBound, to: min(bottom, window.upperBound), by: 4)) + [
                min(bottom, window.upperBound)
            ]
        let high = heights.map { paper(outline.edges(at: $0).high, $0) }
        let low = heights.map { paper(outline.edges(at: $0).low, $0) }
        let end = bottom < window.upperBound ? outline.end.map { paper($0.x, $0.y) } : []
        var area = PathData(decimals: 1)
        area.move(to: high[0].x, high[0].y)
        for point in high.dropFirst() { area.line(to: point.x, point.y) }
        area.curve(through: end, continuing: true)
        for point in low.reversed() { area.line(to: point.x, point.y) }
        area.close()
        var edge = PathData(decimals: 1)
        edge.move(to: high[0].x, high[0].y)
        for point in high.dropFirst() { edge.line(to: point.x, point.y) }
        edge.curve(through: end, continuing: true)
        let isMidline = { (y: Double) in y < outline.midlineAbove ?? -.infinity }
        if end.isEmpty, bottom < window.upperBound, let last = low.last {
            edge.line(to: last.x, last.y)
        } else if end.isEmpty, let last = low.last {
            edge.move(to: last.x, last.y)
        }
        for (y, point) in zip(heights, low).reversed() where !isMidline(y) { edge.line(to: point.x, point.y) }
        var elements = [area.element(Ink.grid.fill), edge.element("\(Ink.soft.stroke) line")]
        let midline = zip(heights, low).filter { isMidline($0.0) }.map(\.1)
        if let first = midline.first, let last = midline.last {
            var path = PathData()
            path.segment(first.x, first.y, last.x, last.y)
            elements.append(path.element("\(Ink.soft.stroke) hair dot"))
        }
        return elements
    }

    /// A muscle as a spindle along its axis.
    private func muscle(_ area: MuscleArea) -> Element {
        let steps = 24
        let axis = CatmullRom(area.axis.map { paper($0) })
        var left: [(x: Double, y: Double)] = []
        var right: [(x: Double, y: Double)] = []
        for step in 0...steps {
            let t = Double(step) / Double(steps)
            let centre = axis.point(at: t)
            let (low, high) = outline.edges(at: (centre.y - top) / scale + window.lowerBound)
            // A parabola with blunt ends: about 0.35 of the width there.
            let taper = 1 - 0.65 * (2 * t - 1) * (2 * t - 1) * (2 * t - 1) * (2 * t - 1)
            let half = area.width * (high - low) / 2 * scale * taper
            left.append((centre.x - half, centre.y))
            right.append((centre.x + half, centre.y))
        }
        var path = PathData(decimals: 1)
        path.curve(through: left + right.reversed() + [left[0]])
        return path.element("\(Ink.unit(3).fill) pale")
    }

    /// A smooth line, as far as the drawing shows the limb.
    private func line(through points: [LimbPoint]) -> PathData {
        let curve = CatmullRom(points.map { paper($0) })
        let steps = 16 * max(1, curve.pieceCount)
        var path = PathData(decimals: 1)
        for step in 0...steps {
            let point = curve.point(at: Double(step) / Double(steps))
            guard window.contains((point.y - top) / scale + window.lowerBound) else { continue }
            if path.isEmpty { path.move(to: point.x, point.y) } else { path.line(to: point.x, point.y) }
        }
        return path
    }

    private var landmarks: [Element] {
        var elements: [Element] = []
        var names: [(text: String, from: (x: Double, y: Double), side: Double)] = []
        for landmark in LimbLandmark.all(view) {
            let point: LimbPoint
            switch landmark.shape {
            case .bone(let centre, let halfWidth, let halfHeight):
                point = centre
                guard window.contains(LimbOutline.height(point)) else { continue }
                let place = paper(centre)
                elements.append(
                    Element(
                        "ellipse",
                        [
                            "class": "\(Ink.soft.stroke) thin", "fill": "none", "cx": px(place.x), "cy": px(place.y),
                            "rx": px(halfWidth * scale), "ry": px(halfHeight * scale),
                        ]))
            case .line(let points):
                point = points[landmark.side > 0 ? points.count - 1 : 0]
                guard window.contains(LimbOutline.height(point)) else { continue }
                elements.append(line(through: points).element("\(Ink.soft.stroke) thin"))
            }
            if landmark.side != 0 { names.append((landmark.name, paper(point), landmark.side)) }
        }
        return elements + labels(names)
    }

    /// The names of landmarks, outside the limb, each with a hair line to what it names.
    private func labels(_ names: [(text: String, from: (x: Double, y: Double), side: Double)]) -> [Element] {
        var elements: [Element] = []
        for side in [-1.0, 1] {
            let here = names.filter { $0.side == side }
            guard !here.isEmpty else { continue }
            let isRight = (side > 0) == isForward
            let heights = spreadLabels(here.map(\.from.y), spacing: 15, within: (top + 6)...(top + frame.height))
            for (name, y) in zip(here, heights) {
                let edges = outline.edges(at: (y - top) / scale + window.lowerBound)
                let edge = paper(side > 0 ? edges.high : edges.low, 0).x
                let x = isRight ? max(edge, name.from.x) + 12 : min(edge, name.from.x) - 12
                var path = PathData()
                path.segment(name.from.x, name.from.y, x, y)
                elements.append(path.element("\(Ink.soft.stroke) hair"))
                elements.append(
                    Element(
                        "text",
                        [
                            "class": "small \(Ink.soft.fill)\(isRight ? "" : " right")",
                            "x": px(x + (isRight ? 3 : -3)),
                            "y": px(y + 3.5),
                        ]
                    ) { name.text })
            }
        }
        return elements
    }

    /// A pad with its sign.
    static func pad(_ role: PadPlace.Role, at centre: (x: Double, y: Double), edge: Double) -> [Element] {
        let half = edge / 2
        var sign = PathData()
        sign.segment(centre.x - half * 0.5, centre.y, centre.x + half * 0.5, centre.y)
        if role == .closing { sign.segment(centre.x, centre.y - half * 0.5, centre.x, centre.y + half * 0.5) }
        return [
            Element(
                "rect",
                [
                    "class": (role == .active ? Ink.unit(1) : Ink.unit(0)).fill, "x": px(centre.x - half),
                    "y": px(centre.y - half), "width": px(edge), "height": px(edge), "rx": px(edge * 0.18),
                ]),
            sign.element("\(Ink.paper.stroke) thick"),
        ]
    }
}
