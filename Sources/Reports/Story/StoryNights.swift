// All nights, one below the other on one time axis: what the spinal cord did, what was measured, what was done.

/// Lays out and draws the nights.
struct StoryNights {
    private let content: StoryPage.Content

    private let width = 960.0
    private let left = 60.0
    private let right = 944.0
    private let timeMarks = 10
    private let rasterHeight = 84.0
    private let signalHeight = 64.0
    private let gap = 24.0
    /// Above each night: its name.
    private let headingRoom = 40.0

    init(_ content: StoryPage.Content) { self.content = content }

    private var time: ClosedRange<Double> { 0...max(1, content.nights.map(\.seconds).max() ?? 1) }

    /// One axis for all nights, so that heights can be compared.
    private var torque: ClosedRange<Double> {
        let ends = content.nights.compactMap { $0.torque.extent() }
        return Ticks.niceDomain(
            min(0, ends.map(\.lowerBound).min() ?? 0)...max(1, ends.map(\.upperBound).max() ?? 1), atMost: 6)
    }

    /// The largest EMG of nights without stimulation: the artefacts of pulses are larger than any muscle.
    private var emg: ClosedRange<Double> {
        let quiet = content.nights.filter(\.bursts.isEmpty).compactMap { $0.emg.extent() }
        let most = quiet.map { max($0.upperBound, -$0.lowerBound) }.max() ?? 100
        return Ticks.niceDomain(-most...max(most, 1), atMost: 6)
    }

    var figure: Figure {
        var parts: [Element] = []
        var top = headingRoom
        var last = panel(top, signalHeight, 0...1)
        for (number, night) in content.nights.enumerated() {
            let ink = StoryBars.ink(number)
            var swatch = PathData()
            swatch.rectangle(left: left, top: top - 33, right: left + 11, bottom: top - 22)
            parts.append(swatch.element(ink.fill))
            parts.append(
                label(
                    "\(capitalised(night.name)): \(fixed(night.spasmSeconds, 1)) s in spasm", x: left + 17, y: top - 23,
                    classes: "strong"))
            let raster = panel(top, rasterHeight, 0...Double(max(1, night.activity.count)))
            parts += band(night, raster)
            parts.append(label("Motor units, small ones at the bottom", x: left, y: top - 6, classes: "small"))
            parts += activity(night, raster, ink)
            let signal = panel(raster.bottom + gap, signalHeight, emg)
            parts += band(night, signal)
            parts.append(label("EMG (µV)", x: left, y: signal.top - 6, classes: "small"))
            parts += signal.valueAxis(atMost: 5)
            parts.append(signal.line(night.emg, classes: "\(Ink.signal.stroke) hair"))
            last = panel(signal.bottom + gap, signalHeight, torque)
            parts += band(night, last)
            parts.append(label("Torque (% MVC)", x: left, y: last.top - 6, classes: "small"))
            parts += last.valueAxis(atMost: 5)
            parts.append(last.line(night.torque, classes: "\(Ink.text.stroke) line"))
            let bursts = panel(last.bottom + 6, 12, 0...1)
            parts += stimulation(night, bursts)
            last = bursts
            top = bursts.bottom + headingRoom + 18
        }
        parts += last.timeAxis("Time in the night (s)", atMost: timeMarks, offset: 8)
        return Figure(
            identifier: "story-nights", title: "The same night, \(content.nights.count) times",
            description: description,
            width: width, height: last.bottom + 52, content: parts)
    }

    private func panel(_ top: Double, _ height: Double, _ y: ClosedRange<Double>) -> Panel {
        var panel = Panel(left: left, top: top, width: right - left, height: height, x: time, y: y)
        panel.decimals = 1
        return panel
    }

    private func band(_ night: StoryPage.Content.Night, _ panel: Panel) -> [Element] {
        [panel.bands(night.spasms, classes: Ink.band.fill), panel.timeGrid(atMost: timeMarks)]
    }

    /// A line for each stretch in which a unit was active.
    private func activity(_ night: StoryPage.Content.Night, _ panel: Panel, _ ink: Ink) -> [Element] {
        var path = PathData(decimals: 1)
        for (unit, spans) in night.activity.enumerated() {
            let height = panel.y(Double(unit) + 0.5)
            for span in spans {
                let (start, end) = (panel.x.clamped(span.lowerBound), panel.x.clamped(span.upperBound))
                path.segment(start, height, max(end, start + 0.6), height)
            }
        }
        return [path.element("\(ink.stroke) hair")]
    }

    private func stimulation(_ night: StoryPage.Content.Night, _ panel: Panel) -> [Element] {
        guard !night.bursts.isEmpty else {
            return [label("no stimulation", x: left, y: panel.bottom - 1, classes: "small \(Ink.soft.fill)")]
        }
        return [
            panel.bands(night.bursts, classes: Ink.stimulation.fill),
            label("bursts", x: left - 6, y: panel.bottom - 2, classes: "right small \(Ink.soft.fill)"),
        ]
    }

    private var description: String {
        content.nights.map { night in
            "\(capitalised(night.name)): \(count(night.spasms.count, "spasm")), \(fixed(night.spasmSeconds, 1)) s in all, "
                + "the longest \(fixed(night.longestSpasm, 1)) s; highest torque \(fixed(night.peakTorque, 1)) % MVC; "
                + "\(count(night.bursts.count, "burst")) of stimulation."
        }
        .joined(separator: " ")
    }
}
