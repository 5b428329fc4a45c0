// What a channel's text says: its unit, what it measures and its place on a grid. One rule for all formats.

import Signals

/// A channel description taken apart, such as `Vastus Lateralis - GR08MM1305 (3)[uV]`.
struct ChannelText {
    /// The text without the unit.
    var label: String
    /// The unit in brackets at the end, where there is one.
    var unit: SignalUnit?

    /// Takes a unit in `[…]` at the end off `text`; with `allowParentheses` also one in `(…)` that is not a number.
    init(_ text: String, allowParentheses: Bool = false) {
        let trimmed = text.trimmingSpaces()
        label = trimmed
        unit = nil
        for (open, close) in allowParentheses ? [("[", "]"), ("(", ")")] : [("[", "]")] as [(Character, Character)] {
            guard trimmed.last == close, let start = trimmed.lastIndex(of: open) else { continue }
            let inside = String(trimmed[trimmed.index(after: start)...].dropLast()).trimmingSpaces()
            if open == "(" && (inside.isEmpty || inside.allSatisfy { $0.isNumber }) { continue }
            label = String(trimmed[..<start]).trimmingSpaces()
            unit = SignalUnit(inside)
            return
        }
    }

    /// What a channel with this label and unit measures, by the words of OTBiolab+ and of EDF+'s standard labels.
    static func kind(label: String, unit: SignalUnit) -> ChannelKind {
        let text = label.lowercased()
        // "Source for decomposition" holds the other word, so the order matters.
        let words: [(String, ChannelKind)] = [
            ("source for decomposition", .source), ("decomposition of", .dischargeMarks),
            ("discharge marks", .dischargeMarks), ("acquired data", .force), ("performed path", .requestedPath),
            ("requested path", .requestedPath), ("original path", .requestedPath), ("ecg", .ecg), ("ekg", .ecg),
            ("torque", .torque), ("force", .force), ("load cell", .force), ("trigger", .trigger), ("sync", .trigger),
            ("stim", .stimulation), ("vibrat", .vibration), ("emg", .emg), ("source", .source),
        ]
        for (word, kind) in words where text.contains(word) { return kind }
        // An electrode of a grid, such as `VL - GR08MM1305 (7)`, measures EMG even where no program stated the unit.
        if unit.microvoltsPerUnit != nil || unit == .arbitrary && electrode(of: label) != nil,
            ElectrodeGrid.known(in: label, firstChannel: 0) != nil
        {
            return .emg
        }
        switch unit {
        case .newton, SignalUnit("kN"), SignalUnit("kg"), .percentMVC: return .force
        case .newtonMetre: return .torque
        case .microvolt, .millivolt: return .emg
        default: return .other
        }
    }

    /// The number in `(…)` at the end of a label and the text before it; `nil` when there is none.
    static func electrode(of label: String) -> (group: String, number: Int)? {
        guard label.last == ")", let open = label.lastIndex(of: "(") else { return nil }
        guard let number = Int(label[label.index(after: open)...].dropLast()), number > 0 else { return nil }
        return (String(label[..<open]).trimmingSpaces(), number)
    }
}

extension ElectrodeGrid {
    /// The grids that the labels of the EMG channels name, each channel at the electrode whose number it carries.
    static func named(by channels: [Channel]) -> [ElectrodeGrid] {
        var groups: [(name: String, channelOf: [Int: Int])] = []
        for (index, channel) in channels.enumerated() where channel.kind == .emg {
            guard let (group, number) = ChannelText.electrode(of: channel.label) else { continue }
            if let known = groups.firstIndex(where: { $0.name == group && $0.channelOf[number] == nil }) {
                groups[known].channelOf[number] = index
            } else {
                groups.append((group, [number: index]))
            }
        }
        return groups.compactMap { group in
            // Electrode numbers first, then the channel that carries each number.
            guard let plan = ElectrodeGrid.known(in: group.name, firstChannel: 1) else { return nil }
            return ElectrodeGrid(
                name: plan.name, rows: plan.rows, columns: plan.columns,
                interElectrodeDistance: plan.interElectrodeDistance,
                channels: plan.channels.map { $0.flatMap { group.channelOf[$0] } })
        }
    }
}
