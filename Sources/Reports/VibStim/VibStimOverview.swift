// The figure of a VibStim trial: torque and EMG with what was done to the muscle, and the windows that were measured.

import Amplification
import MotorUnits
import Signals

/// Lays out and draws a trial.
struct VibStimOverview {
    let assessment: VibStimAssessment

    private let width = 960.0
    private let left = 60.0
    private let right = 936.0
    private let timeMarks = 12
    /// More points than columns of pixels are not seen.
    private let columnWidth = 1.0

    private var time: ClosedRange<Double> { 0...assessment.torque.rate.seconds(assessment.torque.values.count) }

    private func curve(_ trace: ForceTrace, values: [Float]? = nil) -> SampledCurve {
        SampledCurve(interval: 1 / trace.rate.hertz, values: values ?? trace.values)
    }

    private func panel(_ top: Double, _ height: Double, _ y: ClosedRange<Double>) -> Panel {
        Panel(left: left, top: top, width: right - left, height: height, x: time, y: y)
    }

    var figure: Figure {
        let done = panel(30, 40, 0...1)
        var parts = donePanel(done)
        let torque = curve(assessment.torque)
        let level = panel(done.bottom + 34, 240, domain(torque))
        parts += windows(level)
        parts += level.heading("Torque (\(assessment.torque.unit.symbol))") + level.valueAxis(atMost: 6)
        parts.append(level.level(assessment.baseline.torque, classes: "\(Ink.soft.stroke) thin dash"))
        parts.append(level.line(torque, classes: "\(Ink.text.stroke) line", columnWidth: columnWidth))
        parts += measures(level)
        var last = level
        if let emg = assessment.emg {
            let signal = curve(emg)
            last = panel(level.bottom + 34, 120, domain(signal))
            parts += windows(last)
            parts += last.heading("EMG without stimulation artefacts and vibration (\(emg.unit.symbol))")
            parts += last.valueAxis(atMost: 4)
            parts.append(last.line(signal, classes: "\(Ink.signal.stroke) hair", columnWidth: columnWidth))
        }
        parts += last.timeAxis("Time (s)", atMost: timeMarks)
        return Figure(
            identifier: "vibstim-overview", title: "Torque and EMG of the trial, with the windows measured",
            description: description, width: width, height: last.bottom + 44, content: parts)
    }

    private func domain(_ curve: SampledCurve) -> ClosedRange<Double> {
        guard let seen = curve.extent() else { return 0...1 }
        return Ticks.niceDomain(min(0, seen.lowerBound)...max(seen.upperBound, 0.1), atMost: 5)
    }

    /// Vibration and trains as bars.
    private func donePanel(_ panel: Panel) -> [Element] {
        var parts = panel.heading("What was done: vibration above, trains of stimulation below")
        let middle = (panel.top + panel.bottom) / 2
        parts.append(
            panel.bands(
                [assessment.schedule.vibration], top: panel.top + 2, bottom: middle - 2, classes: Ink.unit(0).fill))
        parts.append(
            panel.bands(
                assessment.schedule.trains, top: middle + 2, bottom: panel.bottom - 2, classes: Ink.unit(1).fill))
        return parts
    }

    private func windows(_ panel: Panel) -> [Element] {
        let spans = [assessment.baseline.span] + assessment.afterTrains.map(\.span) + [assessment.sustained.span]
        return [panel.bands(spans, classes: Ink.band.fill), panel.timeGrid(atMost: timeMarks)]
    }

    /// The mean of each window as a thick line, and names where there is room.
    private func measures(_ panel: Panel) -> [Element] {
        let base = assessment.baseline.torque
        var parts = assessment.afterTrains.map { window in
            panel.level(
                base + window.torque, from: window.span.lowerBound, to: window.span.upperBound,
                classes: "\(Ink.unit(2).stroke) thick")
        }
        let sustained = assessment.sustained
        parts.append(
            panel.level(
                base + sustained.torque, from: sustained.span.lowerBound, to: sustained.span.upperBound,
                classes: "\(Ink.unit(3).stroke) thick"))
        if assessment.isResponder != nil {
            // A responder's torque stays above this.
            parts.append(
                panel.level(
                    base + assessment.responderLimit, from: assessment.schedule.vibration.upperBound,
                    to: sustained.span.upperBound, classes: "\(Ink.unit(3).stroke) thin dash"))
        }
        let end = assessment.atEndOfStimulation
        for (window, text) in [(end, "during vibration"), (sustained, "sustained")] {
            // To the right, where the torque has fallen already.
            let y = max(panel.top + 12, panel.y(base + window.torque) - 8)
            parts.append(
                label(
                    "\(text) \(fixed(window.torque, 1))", x: panel.x(window.span.upperBound) + 5, y: y,
                    classes: "small"))
        }
        return parts
    }

    private var description: String {
        let vibration = assessment.schedule.vibration
        return "Vibration from \(fixed(vibration.lowerBound, 1)) to \(fixed(vibration.upperBound, 1)) s with "
            + "\(count(assessment.schedule.trains.count, "train")) of stimulation. Torque at the end of stimulation "
            + "\(fixed(assessment.atEndOfStimulation.torque, 2)) \(assessment.torque.unit.symbol), after vibration "
            + "\(fixed(assessment.sustained.torque, 2)) \(assessment.torque.unit.symbol), baseline taken off."
    }
}
