// The action potential of a unit as every electrode sees it, at the electrode's place.

/// Lays out and draws an action potential over a grid.
struct ActionPotentialMap {
    private let map: DecompositionPage.Content.Map
    private let unitName: String
    private let number: Int
    private let cell: (width: Double, height: Double)
    private let margin = 10.0
    /// Room for the scale below the grid.
    private let foot = 34.0
    /// How far on each side of the discharge shapes are drawn, in seconds.
    private static let reach = 0.020
    /// The most points of a shape.
    private let longest: Int

    init(_ map: DecompositionPage.Content.Map, unitName: String, number: Int, longest: Int = 128) {
        (self.map, self.unitName, self.number, self.longest) = (map, unitName, number, longest)
        // As wide as half a page, and not much higher than a screen.
        cell = (min(72, 432 / Double(map.columns)), min(44, 528 / Double(map.rows)))
    }

    private var size: (width: Double, height: Double) {
        (cell.width * Double(map.columns) + 2 * margin, cell.height * Double(map.rows) + 2 * margin + foot)
    }

    /// The drawn part of a shape, around its middle, and the values from one point to the next.
    private func drawn(_ values: [Float]) -> (values: [Float], step: Int) {
        let (middle, reach) = (values.count / 2, max(1, Int((Self.reach / map.interval).rounded())))
        let part = values[max(0, middle - reach)..<min(values.count, middle + reach + 1)]
        let step = (part.count + longest - 1) / longest
        return (
            step > 1 ? stride(from: part.startIndex, to: part.endIndex, by: step).map { part[$0] } : Array(part), step
        )
    }

    private var shapes: [(place: Int, channel: Int, values: [Float], step: Int, size: Double)] {
        map.places.enumerated().compactMap { place, content in
            guard case .shape(let channel, let values) = content, values.allSatisfy(\.isFinite) else { return nil }
            let part = drawn(values)
            // The size is that of the whole shape, as tables have it: every n-th value may miss the peaks.
            return (
                place, channel, part.values, part.step, Double((values.max() ?? 0) - (values.min() ?? 0))
            )
        }
    }

    /// The place where the shape is largest, its channel and its size from peak to peak.
    private var largest: (place: Int, channel: Int, size: Double)? {
        shapes.max { $0.size < $1.size }.map { (place: $0.place, channel: $0.channel, size: $0.size) }
    }

    private func origin(_ place: Int) -> (x: Double, y: Double) {
        (
            margin + cell.width * Double(place % map.columns), margin + cell.height * Double(place / map.columns)
        )
    }

    var figure: Figure {
        var parts = [frames, hatching]
        let largest = self.largest
        // The largest shape is one and a third of its cell high; neighbours may touch it, as they do on paper.
        let gain = largest.map { $0.size > 0 ? 1.3 * cell.height / $0.size : 0 } ?? 0
        var (others, first) = (PathData(), PathData())
        for shape in shapes {
            let points = self.points(shape.values, at: origin(shape.place), gain: gain)
            if shape.place == largest?.place { first.polyline(points) } else { others.polyline(points) }
        }
        // Whole tenths of a pixel, relative to one another, are the shortest way to write thousands of points.
        parts.append(
            Element("g", ["transform": "scale(0.1)"]) {
                others.element("\(Ink.text.stroke) thin").with("vector-effect", "non-scaling-stroke")
                first.element("\(Ink.unit(0).stroke) line").with("vector-effect", "non-scaling-stroke")
            })
        parts += scale(gain)
        return Figure(
            identifier: "unit-\(number + 1)-map",
            title: "Action potential of motor unit \(unitName) over the electrodes",
            description: description, width: size.width, height: size.height, content: parts)
    }

    private func points(
        _ values: [Float], at origin: (x: Double, y: Double), gain: Double
    ) -> [(x: Int, y: Int)] {
        let inner = cell.width * 0.92
        let step = values.count > 1 ? inner / Double(values.count - 1) : 0
        return values.enumerated().map { k, value in
            let x = origin.x + (cell.width - inner) / 2 + step * Double(k)
            let y = origin.y + cell.height / 2 - gain * Double(value)
            return (Int((10 * x).rounded()), Int((10 * y).rounded()))
        }
    }

    /// The outline of every electrode's cell; a place without electrode has none.
    private var frames: Element {
        var path = PathData()
        for (place, content) in map.places.enumerated() where content != .empty {
            let (x, y) = origin(place)
            path.rectangle(left: x, top: y, right: x + cell.width, bottom: y + cell.height)
        }
        return path.element("\(Ink.grid.stroke) thin")
    }

    /// Oblique lines over the cells whose channel was not used.
    private var hatching: Element {
        var path = PathData()
        for (place, content) in map.places.enumerated() {
            guard case .leftOut = content else { continue }
            let (x, y) = origin(place)
            for offset in stride(from: 6.0, to: cell.width + cell.height, by: 6) {
                // From the top or right edge down to the left or bottom edge.
                path.segment(
                    x + min(offset, cell.width), y + max(0, offset - cell.width), x + max(0, offset - cell.height),
                    y + min(offset, cell.height))
            }
        }
        return path.element("\(Ink.soft.stroke) hair")
    }

    /// How long 10 ms and how high a round value is.
    private func scale(_ gain: Double) -> [Element] {
        guard gain > 0, let largest, let shape = shapes.first, shape.values.count > 1 else { return [] }
        let pixelsPerSecond = cell.width * 0.92 / (Double((shape.values.count - 1) * shape.step) * map.interval)
        // The upright bar may not reach into the grid.
        let room = min(largest.size, (foot - 8) / gain)
        let ticks = Ticks(in: 0...room, atMost: 4)
        guard let value = ticks.values.last, value > 0 else { return [] }
        let (x, y) = (margin + 4, size.height - 10)
        let across = 0.010 * pixelsPerSecond
        var bars = PathData()
        bars.segment(x, y, x + across, y)
        bars.segment(x, y, x, y - value * gain)
        return [
            bars.element("\(Ink.text.stroke) line"),
            label(
                "\(fixed(value, ticks.decimals)) \(map.unit), 10 ms", x: x + across + 8, y: y - 1,
                classes: "small \(Ink.soft.fill)"),
            label(
                "largest: channel \(largest.channel)", x: size.width - margin, y: y - 1,
                classes: "right small \(Ink.soft.fill)"),
        ]
    }

    private var description: String {
        let out = map.places.compactMap { place -> Int? in
            if case .leftOut(let channel) = place { channel } else { nil }
        }
        let names = out.map { "\($0)" }
        return "\(map.rows) rows and \(map.columns) columns of electrodes"
            + (map.isGrid ? " as they lie on the skin" : ", in the order of their channels")
            + ". The action potential is largest at channel \(largest.map { "\($0.channel)" } ?? "\u{2013}"), with "
            + "\(fixed(largest?.size, 2)) \(map.unit) from peak to peak."
            + (out.isEmpty ? "" : " Hatched, not used: \(out.count == 1 ? "channel" : "channels") \(listed(names)).")
    }
}
