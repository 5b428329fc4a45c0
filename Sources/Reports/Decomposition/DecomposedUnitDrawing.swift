// One unit over time: its separated source with the discharges, and its rates.

import MotorUnits

/// Lays out and draws the source and the rates of a unit.
struct DecomposedUnitDrawing {
    private let content: DecompositionPage.Content
    private let number: Int
    private let topRate: Double
    private let left = 52.0
    private let right = 944.0
    private let timeMarks = 12

    init(_ content: DecompositionPage.Content, unit number: Int, topRate: Double) {
        (self.content, self.number, self.topRate) = (content, number, topRate)
    }

    private var unit: DecompositionPage.Content.Unit { content.units[number] }

    /// Sources are the largest part of a page: with many units they are drawn in wider columns.
    private var columnWidth: Double { content.units.count > DecompositionPage.Content.manyUnits ? 4 : 2 }

    var figure: Figure {
        let domain = sourceDomain
        var source = Panel(left: left, top: 24, width: right - left, height: 104, x: content.time, y: domain)
        var rates = Panel(
            left: left, top: source.bottom + 28, width: right - left, height: 64, x: content.time, y: 0...topRate)
        // A tenth of a pixel is finer than a line, and many units make many points.
        (source.decimals, rates.decimals) = (1, 1)
        var parts =
            source.heading("Separated source, squared (1: a usual discharge); dots: discharges") + [
                source.timeGrid(atMost: timeMarks)
            ]
        parts += source.valueAxis(atMost: 3)
        parts.append(source.line(unit.source, classes: "\(Ink.signal.stroke) hair", columnWidth: columnWidth))
        let peaks = unit.discharges.map { ($0, min(domain.upperBound, height(at: $0, domain))) }
        parts.append(source.dots(peaks, ink: unit.verdict.ink))
        parts +=
            rates.heading("Discharge rate (pps)") + [rates.timeGrid(atMost: timeMarks)] + rates.valueAxis(atMost: 3)
        parts.append(rates.dots(unit.rates.lazy.map { ($0.time, min($0.rate, topRate)) }, ink: unit.verdict.ink))
        parts += rates.timeAxis("Time (s)", atMost: timeMarks, offset: 4)
        return Figure(
            identifier: "unit-\(number + 1)-source", title: "Source and rates of motor unit \(unit.name)",
            description: description, width: 960, height: rates.bottom + 44, content: parts)
    }

    private var sourceDomain: ClosedRange<Double> {
        let seen = unit.source.extent(in: unit.source.indices(in: content.time)) ?? 0...1
        // No rounding: the height is for the signal, and ticks need no end of their own.
        return min(0, seen.lowerBound)...max(1, seen.upperBound * 1.05)
    }

    /// The peak of the source at a discharge: discharges are aligned to the action potential, which the source's peak may
    /// miss by a sample or two. Beyond the part that the source was kept for, marks stand at the bottom.
    private func height(at time: Double, _ domain: ClosedRange<Double>) -> Double {
        let near = (-2...2).compactMap { unit.source.value(at: time + Double($0) * unit.source.interval) }
        return near.max() ?? domain.lowerBound
    }

    private var description: String {
        "The separated source of motor unit \(unit.name) over time with its \(unit.discharges.count) discharges, and below "
            + "the rate of each interval between discharges, \(fixed(unit.quality.meanRate, 1)) pps in the mean."
    }
}
