// An estimation plot (Ho et al. 2019, doi 10.1038/s41592-019-0470-3): every participant under each condition, and beside it
// the differences with their intervals, on the same scale.

import Studies

/// Lays out and draws the answer to one analysis.
struct EstimationFigure {
    let answer: StudyStatistics.Answer
    /// The outcome in words, with its unit.
    let outcome: String
    /// What tells this figure from the others of a page.
    let number: Int

    private let top = 34.0
    private let height = 280.0

    /// Each participant's means by level, in the order of the levels.
    private var people: [[Double?]] {
        var byPerson: [String: [String: Double]] = [:]
        for mean in answer.personMeans { byPerson[mean.participant, default: [:]][mean.level] = mean.mean }
        return byPerson.keys.sorted().map { person in answer.levels.map { byPerson[person]?[$0] } }
    }

    var figure: Figure {
        let values = people.joined().compactMap(\.self)
        let left = Panel(
            left: 60, top: top, width: 430, height: height, x: 0...1,
            y: Ticks.niceDomain(min(0, values.min() ?? 0)...max(1e-6, values.max() ?? 1), atMost: 6))
        let differences = answer.model?.differences ?? []
        let spread = differences.flatMap { [$0.low, $0.high] } + ownDifferences.map(\.1) + [0]
        let (low, high) = (spread.min() ?? -1, spread.max() ?? 1)
        let right = Panel(
            left: 570, top: top, width: 290, height: height, x: 0...1,
            y: Ticks.niceDomain(low...max(low + 1e-6, high), atMost: 6))
        return Figure(
            identifier: "estimation\(number)", title: answer.name, description: description, width: 900,
            height: top + height + 44, content: means(left) + changes(right))
    }

    private func place(_ level: Int) -> Double { (Double(level) + 0.5) / Double(answer.levels.count) }

    private func means(_ panel: Panel) -> [Element] {
        var parts = panel.heading(outcome + ": each participant's mean") + panel.valueAxis(atMost: 6)
        for values in people {
            var path = PathData()
            for level in 1..<max(1, values.count) {
                if let before = values[level - 1], let after = values[level] {
                    path.segment(panel.x(place(level - 1)), panel.y(before), panel.x(place(level)), panel.y(after))
                }
            }
            parts.append(path.element("\(Ink.soft.stroke) thin"))
            let dots = values.enumerated().compactMap { level, value in value.map { (place(level), $0) } }
            parts.append(panel.dots(dots, ink: Ink.unit(0), isLarge: true))
        }
        for mean in answer.model?.means ?? [] {
            guard let level = answer.levels.firstIndex(of: mean.level) else { continue }
            let reach = 0.18 / Double(answer.levels.count)
            parts.append(
                panel.level(
                    mean.mean, from: place(level) - reach, to: place(level) + reach, classes: "\(Ink.text.stroke) thick"
                ))
        }
        for (level, name) in answer.levels.enumerated() {
            parts.append(label(name, x: panel.x(place(level)), y: panel.bottom + 18, classes: "mid small"))
        }
        return parts
    }

    /// For each difference of the model, the participants' own.
    private var ownDifferences: [(Int, Double)] {
        (answer.model?.differences ?? []).enumerated().flatMap { index, difference -> [(Int, Double)] in
            let names = difference.contrast.components(around: " - ")
            guard names.count == 2, let later = answer.levels.firstIndex(of: names[0]),
                let earlier = answer.levels.firstIndex(of: names[1])
            else { return [] }
            return people.compactMap { values in
                guard let a = values[later], let b = values[earlier] else { return nil }
                return (index, a - b)
            }
        }
    }

    private func changes(_ panel: Panel) -> [Element] {
        var parts = panel.heading("Difference and its 95 % interval") + panel.valueAxis(atMost: 6)
        parts.append(panel.level(0, classes: "\(Ink.soft.stroke) thin dash"))
        let differences = answer.model?.differences ?? []
        let step = 1 / Double(max(1, differences.count))
        let own = ownDifferences
        for (index, difference) in differences.enumerated() {
            let middle = (Double(index) + 0.5) * step
            parts.append(
                panel.dots(
                    own.filter { $0.0 == index }.map { (middle - 0.18 * step, $0.1) }, ink: Ink.unit(0),
                    isLarge: true))
            var path = PathData()
            let x = panel.x(middle + 0.1 * step)
            path.segment(x, panel.y(difference.low), x, panel.y(difference.high))
            parts.append(path.element("\(Ink.text.stroke) thick"))
            parts.append(
                panel.level(
                    difference.estimate, from: middle, to: middle + 0.2 * step, classes: "\(Ink.text.stroke) thick"))
            parts.append(
                label(minus(difference.contrast), x: panel.x(middle), y: panel.bottom + 18, classes: "mid small"))
        }
        return parts
    }

    private var description: String {
        "Left: a line for each of \(count(people.count, "participant")), and the estimated mean of each condition. Right: "
            + (answer.model?.differences ?? []).map {
                "\(minus($0.contrast)) \(fixed($0.estimate, 2)) (\(fixed($0.low, 2)) to \(fixed($0.high, 2)))"
            }.joined(separator: "; ") + "."
    }
}

extension String {
    /// The parts around the first appearance of a text.
    fileprivate func components(around separator: String) -> [String] {
        guard let range = firstRange(of: separator) else { return [self] }
        return [String(self[..<range.lowerBound]), String(self[range.upperBound...])]
    }
}
