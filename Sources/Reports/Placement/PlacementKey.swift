// The words beside the drawing of a place.

import Stimulation

/// The key: what is drawn, where the pads go, what to see, and how well it is founded.
struct PlacementKey {
    let elements: [Element]
    let height: Double

    private static let lineHeight = 16.0
    private static let indent = 30.0

    init(_ placement: Placement, side: Side, left: Double, width: Double) {
        var elements: [Element] = []
        var y = 22.0
        let words = Int((width - Self.indent) / (12 * 0.56))

        func add(_ text: String, classes: String = "", before mark: (Double) -> [Element] = { _ in [] }) {
            elements += mark(y - 4)
            for line in Self.wrapped(text, to: words) {
                elements.append(
                    Element("text", ["class": classes, "x": px(left + Self.indent), "y": px(y)]) { line })
                y += Self.lineHeight
            }
            y += 8
        }

        func swatch(_ classes: String, isLine: Bool = false) -> (Double) -> [Element] {
            { middle in
                var path = PathData()
                if isLine {
                    path.segment(left, middle, left + 22, middle)
                } else {
                    path.rectangle(left: left, top: middle - 6, right: left + 22, bottom: middle + 6)
                }
                return [path.element(classes)]
            }
        }

        add(
            "To calm \(placement.muscle), \(side.rawValue)", classes: "strong",
            before: swatch("\(Ink.unit(3).fill) pale"))
        add("Spasm: \(placement.spasm).")
        add(
            "Stimulate the \(placement.nerve), which drives \(placement.antagonist).",
            before: swatch("\(Ink.unit(4).stroke) thick dash", isLine: true))
        for pad in placement.pads {
            let name = pad.role == .active ? "Active pad (−)" : "Closing pad (+)"
            add("\(name): \(pad.landmark).") { middle in
                LimbDrawing.pad(pad.role, at: (left + 11, middle), edge: 20)
            }
        }
        add("It lies right when \(placement.evokedMovement).", classes: "strong")
        let typical = placement.typical
        add(
            "Begin with \(Self.range(typical.rate.lowerBound.value, typical.rate.upperBound.value)) Hz, "
                + "\(Self.range(typical.phase.lowerBound.value, typical.phase.upperBound.value)) µs per phase, "
                + Self.range(typical.overMotorThreshold.lowerBound.value, typical.overMotorThreshold.upperBound.value)
                + " × motor threshold. Pads are drawn to scale: \(whole(Int(placement.padEdge / 10))) cm wide.")
        add("Evidence \(placement.grade.rawValue): \(placement.grade.meaning).")
        if !placement.grade.mayBeAutomatic { add("Never stimulated automatically.", classes: "strong") }
        add(
            "Schematic: every body differs, and landmarks are from memory unless a source is named. Not medical advice.",
            classes: "small \(Ink.soft.fill)")
        self.elements = elements
        height = y
    }

    /// Two numbers, or one when they are the same.
    private static func range(_ low: Double, _ high: Double) -> String {
        func text(_ value: Double) -> String {
            value == value.rounded() ? whole(Int(value)) : fixed(value, value * 10 == (value * 10).rounded() ? 1 : 2)
        }
        return low == high ? text(low) : "\(text(low)) to \(text(high))"
    }

    /// The text in lines of at most `limit` characters, broken between words.
    static func wrapped(_ text: String, to limit: Int) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            if let last = lines.last, last.count + 1 + word.count <= limit {
                lines[lines.count - 1] = last + " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }
}
