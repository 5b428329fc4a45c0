// The first figure of the replay page: signals, decisions and states, one above the other on one time axis.

/// Lays out and draws the whole replay.
struct ReplayOverview {
    private let content: ReplayPage.Content
    private let time: ClosedRange<Double>

    private let width = 960.0
    private let left = 82.0
    /// The names of the thresholds stand to the right of the plot.
    private let right = 884.0
    private let headingRoom = 30.0
    private let laneHeight = 18.0
    private let statePitch = 15.0
    private let timeMarks = 12

    init(_ content: ReplayPage.Content) {
        self.content = content
        time = 0...max(content.seconds(content.sampleCount), 1 / content.rate)
    }

    var figure: Figure {
        let spans = content.activities.map { content.seconds($0.onset)...content.seconds(max($0.end, $0.onset)) }
        let emg = panel(top: headingRoom, height: 132, y: signalDomain(content.emg))
        var parts = signalPanel(content.emg, emg, spans, classes: "\(Ink.signal.stroke) hair")
        let envelope = panel(
            top: emg.bottom + headingRoom, height: 104,
            y: envelopeDomain(content, in: time))
        parts += signalPanel(content.envelope, envelope, spans, classes: "\(Ink.envelope.stroke) thin")
        parts += thresholds(of: content, in: envelope)
        let lanes = panel(top: envelope.bottom + headingRoom, height: laneHeight * 3, y: 0...1)
        parts += decisionPanel(lanes, spans)
        let states = panel(
            top: lanes.bottom + headingRoom, height: statePitch * Double(ReplayPage.Content.State.allCases.count),
            y: 0...1)
        parts += statePanel(states)
        var last = states
        if let force = content.force {
            last = panel(top: states.bottom + headingRoom, height: 84, y: signalDomain(force))
            parts += signalPanel(force, last, [], classes: "\(Ink.signal.stroke) line")
        }
        parts += last.timeAxis("Time (s)", atMost: timeMarks, offset: 4)
        return Figure(
            identifier: "replay-overview", title: "Replay of \(content.recordingName) through the spasm controller",
            description: description, width: width, height: last.bottom + 44, content: parts)
    }

    private func panel(top: Double, height: Double, y: ClosedRange<Double>) -> Panel {
        Panel(left: left, top: top, width: right - left, height: height, x: time, y: y)
    }

    private func signalDomain(_ signal: ReplayPage.Content.Signal) -> ClosedRange<Double> {
        guard let seen = signal.curve.extent() else { return 0...1 }
        return Ticks.niceDomain(min(0, seen.lowerBound)...max(0, seen.upperBound), atMost: 5)
    }

    // MARK: Parts

    private func signalPanel(
        _ signal: ReplayPage.Content.Signal, _ panel: Panel, _ spans: [ClosedRange<Double>], classes: String
    ) -> [Element] {
        var parts = panel.heading("\(shortened(signal.name, to: 60)) (\(signal.unit))")
        if !spans.isEmpty { parts.append(panel.bands(spans, classes: Ink.band.fill)) }
        parts.append(panel.timeGrid(atMost: timeMarks))
        parts += panel.valueAxis(atMost: 5)
        parts.append(panel.line(signal.curve, classes: classes))
        return parts
    }

    /// Three rows: what was detected, what was sent, what was refused.
    private func decisionPanel(_ panel: Panel, _ spans: [ClosedRange<Double>]) -> [Element] {
        var parts = panel.heading("Decisions") + [panel.timeGrid(atMost: timeMarks)]
        for (row, name) in ["detected", "sent", "refused"].enumerated() {
            let middle = panel.top + laneHeight * (Double(row) + 0.5)
            parts.append(
                label(name, x: panel.left - 6, y: middle + 4, classes: "right small \(Ink.soft.fill)"))
        }
        parts.append(
            panel.bands(spans, top: panel.top + 3, bottom: panel.top + laneHeight - 3, classes: Ink.unit(4).fill))
        let sent = content.bursts.map { burst in
            let start = content.seconds(burst.orderSample)
            return start...(start + max(0, burst.duration))
        }
        let sentTop = panel.top + laneHeight
        parts.append(
            panel.bands(sent, top: sentTop + 3, bottom: sentTop + laneHeight - 3, classes: Ink.stimulation.fill))
        var crosses = PathData()
        let middle = panel.top + laneHeight * 2.5
        for refusal in content.refusals where time.contains(content.seconds(refusal.sample)) {
            let x = panel.x(content.seconds(refusal.sample))
            crosses.segment(x - 3.5, middle - 3.5, x + 3.5, middle + 3.5)
            crosses.segment(x - 3.5, middle + 3.5, x + 3.5, middle - 3.5)
        }
        parts.append(crosses.element("\(Ink.refusal.stroke) line"))
        return parts
    }

    /// A timing diagram: one height for each state, so that nothing depends on telling colours apart.
    private func statePanel(_ panel: Panel) -> [Element] {
        let states = ReplayPage.Content.State.allCases
        func height(_ state: ReplayPage.Content.State) -> Double {
            let row = states.firstIndex(of: state) ?? 0
            return panel.bottom - statePitch * (Double(row) + 0.5)
        }
        var parts = panel.heading("State of the controller") + [panel.timeGrid(atMost: timeMarks)]
        var rows = PathData()
        for state in states {
            rows.segment(panel.left, height(state), panel.right, height(state))
            parts.append(
                label(
                    state.rawValue, x: panel.left - 6, y: height(state) + 4, classes: "right small \(Ink.soft.fill)"))
        }
        parts.append(rows.element("\(Ink.grid.stroke) thin"))
        var path = PathData()
        for (number, span) in content.states.enumerated() {
            let start = panel.x.clamped(content.seconds(span.start))
            let end = panel.x.clamped(content.seconds(span.end))
            if number == 0 {
                path.move(to: start, height(span.state))
            } else {
                path.line(to: start, height(span.state))
            }
            path.line(to: end, height(span.state))
        }
        parts.append(path.element("\(Ink.unit(0).stroke) line"))
        for state in [ReplayPage.Content.State.stimulating, .stopped, .fault] {
            let ink: Ink = state == .stimulating ? .stimulation : .refusal
            let spans = content.states.filter { $0.state == state }.map {
                content.seconds($0.start)...content.seconds(max($0.start, $0.end))
            }
            parts.append(
                panel.bands(spans, top: height(state) - 3.5, bottom: height(state) + 3.5, classes: ink.fill))
        }
        return parts
    }

    private var description: String {
        "Stacked panels over \(fixed(time.upperBound, 1)) s: \(content.emg.name), its envelope with the threshold to enter "
            + "activity (at the end \(fixed(content.enterThreshold.lastValue, 2)) \(content.envelope.unit)) and to leave "
            + "it (\(fixed(content.exitThreshold.lastValue, 2)) \(content.envelope.unit)), detected activity (\(content.activities.count)), bursts sent "
            + "(\(content.bursts.count)), orders refused (\(content.refusals.count)) and the state of the controller"
            + (content.force == nil ? "." : ", and the force.")
    }
}

/// An axis for an envelope that also shows its thresholds, in a span of the recording (seconds).
func envelopeDomain(_ content: ReplayPage.Content, in time: ClosedRange<Double>) -> ClosedRange<Double> {
    let seen = content.envelope.curve.extent(in: content.envelope.curve.indices(in: time))
    let levels = [content.enterThreshold, content.exitThreshold].compactMap { $0.extent() }
    let all = ([seen].compactMap { $0 } + levels).flatMap { [$0.lowerBound, $0.upperBound] }
    guard let range = extent(of: all) else { return 0...1 }
    return Ticks.niceDomain(min(0, range.lowerBound)...max(range.upperBound, 0), atMost: 5)
}

/// Both thresholds as lines, with their names and values at the right. `time` takes a curve to the panel's axis.
func thresholds(
    of content: ReplayPage.Content, in panel: Panel, time: (SampledCurve) -> SampledCurve = { $0 }
) -> [Element] {
    let levels = [("enter", content.enterThreshold, "dash"), ("exit", content.exitThreshold, "dot")]
    let shown = levels.compactMap {
        name, curve, dash -> (name: String, curve: SampledCurve, dash: String, last: Double)? in
        let drawn = time(curve)
        let last = drawn.value(at: panel.x.domain.upperBound) ?? drawn.lastValue
        return last.map { (name: name, curve: drawn, dash: dash, last: $0) }
    }
    let heights = spreadLabels(shown.map { panel.y.clamped($0.last) }, spacing: 13, within: panel.top...panel.bottom)
    return zip(shown, heights).flatMap { level, height in
        [
            panel.line(level.curve, classes: "\(Ink.text.stroke) thin \(level.dash)", columnWidth: 2),
            label("\(level.name) \(fixed(level.last, 1))", x: panel.right + 5, y: height + 4, classes: "small"),
        ]
    }
}

extension ReplayPage.Content {
    /// The time of a sample, in seconds.
    func seconds(_ sample: Int) -> Double { Double(sample) / rate }
}
