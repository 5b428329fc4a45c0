// What a format has no place for, so that a conversion never loses anything in silence.

import Signals

extension Recording {
    /// What is lost when the recording is written in `format`, one clause each; empty when everything is kept.
    public func losses(in format: WritableFormat) -> [String] {
        var losses: [String] = []
        if format == .events {
            if !channels.isEmpty { losses.append("\(counted(channels.count, "channel")) with all samples") }
            if motorUnits.contains(where: { $0.accuracy != nil }) { losses.append("the accuracies of the motor units") }
        }
        if format == .edf { losses.append("resolution: samples become 16-bit steps of each channel's range") }
        if [.edf, .bdf].contains(format), let text = shortenedTexts { losses.append(text) }
        if let text = lostGrids(in: format) { losses.append(text) }
        let facts = metadata.keys.filter { !Self.facts(keptBy: format).contains($0) }.sorted()
        if !facts.isEmpty { losses.append("facts about the recording (\(facts.joined(separator: ", ")))") }
        return losses
    }

    private func counted(_ count: Int, _ word: String) -> String { "\(count) \(word)\(count == 1 ? "" : "s")" }

    /// EDF has ASCII only, 80 characters for a label and 8 for a unit.
    private var shortenedTexts: String? {
        let changed = channels.count { channel in
            EDFWriterText.fitted(channel.label, 80) != channel.label
                || SignalUnit(String(EDFWriterText.ascii(channel.unit.symbol).prefix(8))) != channel.unit
        }
        return changed == 0
            ? nil
            : "letters of labels or units of \(counted(changed, "channel")), which EDF and BDF have in short ASCII only"
    }

    private func lostGrids(in format: WritableFormat) -> String? {
        // Other formats find a grid again where the labels name it.
        let isKept = grids.isEmpty || format == .bids || format != .events && ElectrodeGrid.named(by: channels) == grids
        return isKept
            ? nil : "the electrode \(grids.count == 1 ? "grid" : "grids") \(grids.map(\.name).joined(separator: ", "))"
    }

    /// The keys of ``metadata`` that a format keeps.
    private static func facts(keptBy format: WritableFormat) -> Set<String> {
        switch format {
        case .edf, .bdf: ["person", "start"]
        case .bids:
            [
                "person", "start", "participant", "task", "manufacturer", "device", "reference", "placement", "muscle",
                "filters",
            ]
        case .csv, .openhdemg, .xdf, .events: []
        }
    }
}
