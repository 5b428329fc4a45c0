// One spasm in each night, close up: the same trigger, and what became of it.

/// Lays out and draws the same seconds of every night.
struct StoryCloseUp {
    private let content: StoryPage.Content
    private let time: ClosedRange<Double>

    private let width = 960.0
    private let left = 60.0
    private let right = 944.0
    private let pitch = 16.0
    private let rasterHeight = 110.0
    private let signalHeight = 64.0
    private let gap = 22.0

    /// Before the trigger, and at least and at most after it (s).
    private static let (before, least, most) = (1.0, 5.0, 16.0)

    /// The first spasm that stimulation answered, or else the longest of the first night; `nil` when there was none.
    init?(_ content: StoryPage.Content) {
        let bursts = content.nights.flatMap(\.bursts)
        let first = content.nights[0]
        let longest = first.spasms.max { $0.upperBound - $0.lowerBound < $1.upperBound - $1.lowerBound }
        let answered = first.spasms.filter { spasm in bursts.contains { $0.overlaps(spasm) } }
        guard
            let chosen = answered.max(by: { $0.upperBound - $0.lowerBound < $1.upperBound - $1.lowerBound }) ?? longest
        else { return nil }
        let start = max(0, chosen.lowerBound - Self.before)
        let length = min(Self.most, max(Self.least, chosen.upperBound - chosen.lowerBound + 2))
        self.content = content
        time = start...(start + Self.before + length)
    }

    private var torque: ClosedRange<Double> {
        let ends = content.nights.compactMap { $0.torque.extent(in: $0.torque.indices(in: time)) }
        return Ticks.niceDomain(
            min(0, ends.map(\.lowerBound).min() ?? 0)...max(1, ends.map(\.upperBound).max() ?? 1), atMost: 6)
    }

    private var emg: ClosedRange<Double> {
        let quiet = content.nights.filter(\.bursts.isEmpty)
            .compactMap { $0.emg.extent(in: $0.emg.indices(in: time)) }
        let most = quiet.map { max($0.upperBound, -$0.lowerBound) }.max() ?? 100
        return Ticks.niceDomain(-max(most, 1)...max(most, 1), atMost: 6)
    }

    var figure: Figure {
        var parts: [Element] = []
        var top = 44.0
        var last = panel(top, signalHeight, 0...1)
        for (number, night) in content.nights.enumerated() {
            let ink = StoryBars.ink(number)
            var swatch = PathData()
            swatch.rectangle(left: left, top: top - 33, right: left + 11, bottom: top - 22)
            parts.append(swatch.element(ink.fill))
            parts.append(label(capitalised(night.name), x: left + 17, y: top - 23, classes: "strong"))
            let raster = panel(top, rasterHeight, 0...Double(max(1, night.discharges.count)))
            parts.append(label("Discharges, each row a motor unit", x: left, y: top - 6, classes: "small"))
            parts += behind(night, raster)
            let height = raster.height / Double(max(1, night.discharges.count))
            for (unit, moments) in night.discharges.enumerated() {
                let bottom = raster.bottom - height * Double(unit)
                let seen = moments.filter(time.contains)
                guard !seen.isEmpty else { continue }
                parts.append(raster.raster(seen, top: bottom - max(1.2, height), bottom: bottom, ink: ink))
            }
            let signal = panel(raster.bottom + gap, signalHeight, emg)
            parts += behind(night, signal)
            parts.append(label("EMG (µV)", x: left, y: signal.top - 6, classes: "small"))
            parts += signal.valueAxis(atMost: 5)
            parts.append(signal.line(night.emg, classes: "\(Ink.signal.stroke) hair"))
            last = panel(signal.bottom + gap, signalHeight, torque)
            parts += behind(night, last)
            parts.append(label("Torque (% MVC)", x: left, y: last.top - 6, classes: "small"))
            parts += last.valueAxis(atMost: 5)
            parts.append(last.line(night.torque, classes: "\(Ink.text.stroke) line"))
            top = last.bottom + 52
        }
        parts += last.timeAxis("Time in the night (s)", atMost: 12)
        return Figure(
            identifier: "story-close-up", title: "One spasm, in each night", description: description, width: width,
            height: last.bottom + 44, content: parts)
    }

    private func panel(_ top: Double, _ height: Double, _ y: ClosedRange<Double>) -> Panel {
        var panel = Panel(left: left, top: top, width: right - left, height: height, x: time, y: y)
        panel.decimals = 1
        return panel
    }

    /// Stimulation as a band, the trigger as a line.
    private func behind(_ night: StoryPage.Content.Night, _ panel: Panel) -> [Element] {
        var parts = [panel.bands(night.bursts, classes: Ink.band.fill), panel.timeGrid(atMost: 12)]
        for trigger in night.triggers where time.contains(trigger) {
            parts.append(panel.moment(trigger, classes: "\(Ink.soft.stroke) thin dash"))
        }
        return parts
    }

    /// How long the spasm of these seconds lasted in each night.
    var description: String {
        content.nights.map { night in
            let spasms = night.spasms.filter { $0.overlaps(time) }
            let seconds = spasms.reduce(0) {
                $0 + min($1.upperBound, time.upperBound) - max($1.lowerBound, time.lowerBound)
            }
            return "\(capitalised(night.name)): \(fixed(seconds, 1)) s of spasm."
        }
        .joined(separator: " ")
    }
}
