// Torque of the VibStim trials over each other.

/// Lays out and draws the trials.
struct StoryTrials {
    private let content: StoryPage.Content

    private let width = 960.0
    private let left = 60.0
    private let right = 944.0

    init(_ content: StoryPage.Content) { self.content = content }

    /// Trials are told apart by the colours of their nights: usual, stimulated, relaxed.
    private func ink(_ trial: Int) -> Ink { StoryBars.ink(trial) }

    var figure: Figure {
        let ends = content.trials.compactMap { $0.torque.extent() }
        let (lowest, highest) = (ends.map(\.lowerBound).min() ?? 0, max(1, ends.map(\.upperBound).max() ?? 1))
        // Torque that passes a little below its baseline does not need half of the panel.
        let values = Ticks.niceDomain((lowest < -0.05 * highest ? lowest : 0)...highest, atMost: 5)
        let end = content.trials.map(\.torque.end).max() ?? 1
        let panel = Panel(left: left, top: 44, width: right - left, height: 190, x: 0...max(1, end), y: values)
        var parts = [panel.timeGrid(atMost: 12)] + panel.valueAxis(atMost: 5)
        parts.append(label("Torque (% MVC)", x: left, y: 38, classes: "small"))
        var x = left
        for (number, trial) in content.trials.enumerated() {
            var swatch = PathData()
            swatch.segment(x, 14, x + 18, 14)
            parts.append(swatch.element("\(ink(number).stroke) thick"))
            parts.append(label(capitalised(trial.name), x: x + 24, y: 18, classes: "strong"))
            x += 48 + estimatedWidth(trial.name, size: 13)
            parts.append(panel.line(trial.torque, classes: "\(ink(number).stroke) line"))
        }
        parts += panel.timeAxis("Time (s)", atMost: 12)
        return Figure(
            identifier: "story-vibstim", title: "Torque in the VibStim trials", description: description, width: width,
            height: panel.bottom + 44, content: parts)
    }

    private var description: String {
        content.trials.map {
            "\(capitalised($0.name)): \(fixed($0.atEnd, 1)) % MVC at the end of stimulation, \(fixed($0.sustained, 1)) "
                + "% MVC after vibration."
        }
        .joined(separator: " ")
    }
}
