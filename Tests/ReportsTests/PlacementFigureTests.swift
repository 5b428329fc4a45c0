import Stimulation
import Testing

@testable import Reports

@Suite("the drawing of a place")
struct PlacementFigureTests {
    @Test("every place is drawn on both sides, as a well-formed picture with words for those who cannot see it")
    func wellFormed() {
        var faults: [String] = []
        for row in PlacementAtlas.all {
            for side in Side.allCases {
                let figure = PlacementFigure.figure(of: row, side: side)
                let document = ParsedDocument(figure.svg)
                if let failure = document.failure { faults.append("\(row.name): \(failure)") }
                let texts = document.named("text").map(\.text).joined(separator: " ")
                for words in [
                    side.rawValue, "Active pad", "Closing pad", "Begin with", "drawn to scale",
                    "Evidence \(row.grade.rawValue)",
                ]
                where !texts.contains(words) { faults.append("\(row.name) \(side): no “\(words)”") }
                if texts.contains("Never stimulated automatically") != !row.grade.mayBeAutomatic {
                    faults.append(row.name)
                }
                for pad in row.pads where !figure.description.contains(pad.landmark) { faults.append(row.name) }
                let numbers = document.elements.flatMap { element in
                    ["d", "x", "y", "cx", "cy", "width", "height"].compactMap { element.attributes[$0] }
                }
                if numbers.contains(where: { $0.contains("nan") || $0.contains("inf") }) {
                    faults.append("\(row.name): not a number")
                }
            }
        }
        #expect(faults.isEmpty)
    }

    @Test("left and right are mirror images, and each pad lies on the limb, whatever the view")
    func pads() {
        var faults: [String] = []
        for row in PlacementAtlas.all {
            for view in row.views {
                let window = LimbOutline.window(for: Set(row.pads.flatMap { Array($0.points.values) }.map(\.segment)))
                let frame = (left: 0.0, top: 50.0, width: 336.0, height: 500.0)
                let left = LimbDrawing(view: view, side: .left, window: window, frame: frame)
                let right = LimbDrawing(view: view, side: .right, window: window, frame: frame)
                let outline = LimbOutline(view)
                for pad in row.pads {
                    guard let point = pad.points[view] else { continue }
                    let (a, b) = (left.paper(point), right.paper(point))
                    if abs(a.x - 168 + b.x - 168) > 1e-9 || a.y != b.y {
                        faults.append("\(row.name) \(view): no mirror")
                    }
                    let place = outline.place(point)
                    let edges = outline.edges(at: place.y)
                    if place.x < edges.low || place.x > edges.high {
                        faults.append("\(row.name) \(view): off the limb")
                    }
                }
            }
        }
        #expect(faults.isEmpty)
    }

    @Test("the outer edge of a left limb is on the right of who looks from in front, and on the left from behind")
    func sides() {
        let frame = (left: 0.0, top: 0.0, width: 300.0, height: 500.0)
        func outerIsRight(_ view: LimbView, _ side: Side) -> Bool {
            let drawing = LimbDrawing(view: view, side: side, window: 470...1_062, frame: frame)
            return drawing.paper(LimbPoint(.shank, 0.3, 1)).x > drawing.paper(LimbPoint(.shank, 0.3, -1)).x
        }
        #expect(outerIsRight(.legFront, .left) && !outerIsRight(.legFront, .right))
        #expect(!outerIsRight(.legBack, .left) && outerIsRight(.legBack, .right))
        // From its outer side, a right leg looks to the right.
        #expect(outerIsRight(.legOuter, .right) && !outerIsRight(.legOuter, .left))
    }

    @Test("the outline passes through its stations and stays between them")
    func outline() {
        for view in LimbView.allCases {
            let outline = LimbOutline(view)
            for (a, b) in zip(outline.stations, outline.stations.dropFirst()) {
                let edges = outline.edges(at: a.y)
                #expect(abs(edges.low - a.low) < 1e-9 && abs(edges.high - a.high) < 1e-9)
                #expect(a.y < b.y)
                let between = outline.edges(at: (a.y + b.y) / 2)
                #expect(between.low < between.high)
            }
        }
    }

    @Test("a smooth curve passes through its points, and a wrapped text keeps its words")
    func helpers() {
        let points = [(x: 0.0, y: 0.0), (x: 10.0, y: 5.0), (x: 20.0, y: 0.0)]
        let curve = CatmullRom(points)
        for (k, point) in points.enumerated() {
            let found = curve.point(at: Double(k) / 2)
            #expect(abs(found.x - point.x) < 1e-9 && abs(found.y - point.y) < 1e-9)
        }
        let text = "one two three fourteen-letters five"
        let lines = PlacementKey.wrapped(text, to: 10)
        #expect(lines == ["one two", "three", "fourteen-letters", "five"])
        #expect(lines.joined(separator: " ") == text)
    }
}
