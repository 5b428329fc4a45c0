// The effect of each pad: every pair, the mean with its interval, and where no effect lies. A forest plot on a logarithmic axis.

import Glibc

/// Lays out and draws the effects.
struct PadEffectFigure {
    let pads: [PadTestPage.Content.Pad]
    /// An effect inside of this factor is none.
    let noEffect: Double

    // Narrow, with the words above each row, so that it is legible on a phone.
    private let rowHeight = 58.0
    private let top = 40.0
    private let left = 15.0
    private let width = 430.0

    private static let ticks = [0.125, 0.25, 0.5, 0.8, 1, 1.25, 2, 4, 8]

    private var tested: [PadTestPage.Content.Pad] { pads.filter { $0.ratio != nil } }

    var figure: Figure? {
        guard !tested.isEmpty else { return nil }
        let values = tested.flatMap { $0.pairRatios + [$0.low, $0.high].compactMap(\.self) }.filter {
            $0 > 0 && $0.isFinite
        }
        let low = min(0.5, values.min() ?? 0.5) / 1.1
        let high = max(2, values.max() ?? 2) * 1.1
        let panel = Panel(
            left: left, top: top, width: width, height: rowHeight * Double(tested.count), x: log(low)...log(high),
            y: 0...Double(tested.count))
        return Figure(
            identifier: "pad-effects", title: "Activity with stimulation over activity with sham, pad by pad",
            description: description, width: left + width + 15, height: panel.bottom + 50,
            content: axis(panel) + rows(panel))
    }

    private func axis(_ panel: Panel) -> [Element] {
        let band = log(noEffect)...log(1 / noEffect)
        var parts = panel.heading("Real over sham: every pair, their mean and its interval")
        parts.append(panel.bands([band], classes: Ink.band.fill))
        var grid = PathData()
        let ticks = Self.ticks.filter { panel.x.domain.contains(log($0)) }
        for tick in ticks { grid.segment(panel.x(log(tick)), panel.top, panel.x(log(tick)), panel.bottom) }
        parts.append(grid.element("\(Ink.grid.stroke) thin"))
        parts.append(panel.moment(0, classes: "\(Ink.text.stroke) thin"))
        for tick in ticks {
            let decimals = tick < 0.2 ? 3 : tick == tick.rounded() ? 0 : tick == 0.5 || tick == 0.8 ? 1 : 2
            parts.append(
                label(
                    fixed(tick, decimals), x: panel.x(log(tick)), y: panel.bottom + 17,
                    classes: "mid small \(Ink.soft.fill)"))
        }
        parts.append(label("\u{2190} calmer", x: panel.left, y: panel.bottom + 36, classes: "small"))
        parts.append(label("more active \u{2192}", x: panel.right, y: panel.bottom + 36, classes: "right small"))
        return parts
    }

    private func rows(_ panel: Panel) -> [Element] {
        tested.enumerated().flatMap { index, pad -> [Element] in
            let middle = Double(tested.count - index) - 0.5
            let ink = Self.ink(pad.verdict)
            let above = panel.y(middle + 0.28)
            var parts = [
                label(
                    "Pad \(pad.channel), \(pad.current): \(pad.shortVerdict)", x: panel.left + 3, y: above,
                    classes: "small strong"),
                label(
                    "\(fixed(pad.ratio, 2)) (\(fixed(pad.low, 2)) to \(fixed(pad.high, 2)))", x: panel.right - 3,
                    y: above,
                    classes: "right small"),
            ]
            parts.append(panel.dots(pad.pairRatios.map { (log($0), middle - 0.3) }, ink: Ink.signal))
            if let low = pad.low, let high = pad.high, let ratio = pad.ratio {
                var path = PathData()
                let height = panel.y(middle - 0.05)
                path.segment(panel.x.clamped(log(low)), height, panel.x.clamped(log(high)), height)
                for end in [low, high] {
                    path.segment(panel.x.clamped(log(end)), height - 4, panel.x.clamped(log(end)), height + 4)
                }
                parts.append(path.element("\(ink.stroke) thick"))
                var mark = PathData()
                let x = panel.x(log(ratio))
                mark.polygon([(x - 6, height), (x, height - 6), (x + 6, height), (x, height + 6)])
                parts.append(mark.element(ink.fill))
            }
            return parts
        }
    }

    private static func ink(_ verdict: PadTestPage.Content.Verdict) -> Ink {
        switch verdict {
        case .works: .unit(2)
        case .worse: .unit(1)
        case .nothing, .cannotTell: .soft
        }
    }

    private var description: String {
        tested.map { pad in
            "Pad \(pad.channel): \(fixed(pad.ratio, 2)) (\(fixed(pad.low, 2)) to \(fixed(pad.high, 2))), \(pad.shortVerdict)"
        }.joined(separator: "; ")
            + ". The coloured band holds effects that would not count."
    }
}
