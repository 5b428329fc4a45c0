// The second figure of the replay page: from onset to order, close enough to count milliseconds.

/// Lays out and draws the moments around one burst.
struct ReplayCloseUp {
    private let content: ReplayPage.Content
    private let burst: ReplayPage.Content.Burst

    private let width = 960.0
    private let left = 82.0
    private let right = 884.0

    init(_ content: ReplayPage.Content, burst: ReplayPage.Content.Burst) {
        self.content = content
        self.burst = burst
    }

    var figure: Figure {
        let emg = panel(top: 62, height: 110, of: content.emg)
        let envelope = Panel(
            left: left, top: emg.bottom + 30, width: right - left, height: 96, x: time,
            y: envelopeDomain(content, in: seconds))
        var parts = curve(content.emg, emg, classes: "\(Ink.signal.stroke) thin")
        parts += curve(content.envelope, envelope, classes: "\(Ink.envelope.stroke) line")
        parts += thresholds(of: content, in: envelope, time: fromOnset)
        parts += moments(upper: emg, lower: envelope)
        parts += envelope.timeAxis("Time from onset (ms)", atMost: 12, offset: 4)
        return Figure(
            identifier: "first-burst", title: "From onset to order, first burst",
            description:
                "The envelope rose above the enter threshold at sample \(burst.onsetSample), the controller decided at "
                + "sample \(burst.decisionSample), and the order left at sample \(burst.orderSample), "
                + "\(burst.latency) samples (\(fixed(milliseconds(burst.orderSample), 2)) ms) after the onset.",
            width: width, height: envelope.bottom + 44, content: parts)
    }

    /// The axis: milliseconds from the onset, wide enough to show what came before and what follows the order.
    private var time: ClosedRange<Double> {
        let reach = max(60, milliseconds(burst.orderSample) * 2)
        return (-reach)...(reach)
    }

    /// The same span in seconds of the recording.
    private var seconds: ClosedRange<Double> {
        let onset = content.seconds(burst.onsetSample)
        return (onset + time.lowerBound / 1000)...(onset + time.upperBound / 1000)
    }

    private func milliseconds(_ sample: Int) -> Double {
        Double(sample - burst.onsetSample) / content.rate * 1000
    }

    private func panel(top: Double, height: Double, of signal: ReplayPage.Content.Signal) -> Panel {
        let seen = signal.curve.extent(in: signal.curve.indices(in: seconds)) ?? 0...1
        return Panel(
            left: left, top: top, width: right - left, height: height, x: time,
            y: Ticks.niceDomain(min(0, seen.lowerBound)...max(0, seen.upperBound), atMost: 5))
    }

    private func curve(_ signal: ReplayPage.Content.Signal, _ panel: Panel, classes: String) -> [Element] {
        panel.heading("\(shortened(signal.name, to: 60)) (\(signal.unit))") + [panel.timeGrid(atMost: 12)]
            + panel.valueAxis(atMost: 5) + [panel.line(fromOnset(signal.curve), classes: classes)]
    }

    /// A curve on the figure's axis: milliseconds from the onset.
    private func fromOnset(_ curve: SampledCurve) -> SampledCurve {
        SampledCurve(
            start: (curve.start - content.seconds(burst.onsetSample)) * 1000, interval: curve.interval * 1000,
            values: curve.values)
    }

    /// The three moments as lines through both panels, named above; the names never overlap.
    private func moments(upper: Panel, lower: Panel) -> [Element] {
        let steps = [
            ("onset", burst.onsetSample, Ink.unit(4)), ("decision", burst.decisionSample, Ink.unit(2)),
            ("order", burst.orderSample, Ink.stimulation),
        ]
        let texts = steps.map { name, sample, _ in "\(name) \(sample) (\(fixed(milliseconds(sample), 1)) ms)" }
        let room = (texts.map { estimatedWidth($0, size: 11) }.max() ?? 0) + 6
        let places = steps.map { upper.x.clamped(milliseconds($0.1)) }
        let centres = spreadLabels(places, spacing: room, within: (left + room / 2)...(right - room / 2))
        var parts: [Element] = []
        for (number, step) in steps.enumerated() {
            // The line bends from its name to its moment above the panel's own heading.
            var lead = PathData()
            lead.move(to: centres[number], 16)
            lead.line(to: places[number], 36)
            lead.line(to: places[number], 44)
            parts.append(lead.element("\(step.2.stroke) thin"))
            for panel in [upper, lower] {
                parts.append(panel.moment(milliseconds(step.1), classes: "\(step.2.stroke) line"))
            }
            parts.append(label(texts[number], x: centres[number], y: 12, classes: "mid small"))
        }
        return parts
    }
}
