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
        if let text = changedRates(in: format) { losses.append(text) }
        if format == .delsysMatlab {
            losses += delsysMatlabLosses
        } else if format.isMatlab {
            losses += matlabLosses(in: format)
        }
        if format == .delsys { losses += tableLosses }
        if format == .otb4 { losses += archiveLosses }
        if format == .otbPlus { losses += plusLosses }
        if let text = lostGrids(in: format) { losses.append(text) }
        let facts = metadata.keys.filter { !Self.facts(keptBy: format).contains($0) }.sorted()
        if !facts.isEmpty { losses.append("facts about the recording (\(facts.joined(separator: ", ")))") }
        return losses
    }

    /// What MATLAB files of other programs have no place for.
    private func matlabLosses(in format: WritableFormat) -> [String] {
        var losses: [String] = []
        if !events.isEmpty { losses.append(counted(events.count, "event")) }
        if motorUnits.contains(where: { $0.accuracy != nil }) { losses.append("the accuracies of the motor units") }
        if format == .matlab {
            let late = motorUnits.reduce(0) { sum, unit in
                let end = channels.isEmpty ? 0 : samples.sampleCount(ofChannel: 0) - MatlabWriter.markDelay
                return sum + unit.discharges.samples.count { $0 >= end }
            }
            if late > 0 { losses.append("\(counted(late, "discharge")) in the last \(MatlabWriter.markDelay) samples") }
            let others = channels.count {
                $0.kind != .dischargeMarks && OTBioLabReader.kind(label: $0.label, unit: $0.unit) != $0.kind
            }
            if others > 0 { losses.append("what \(counted(others, "channel")) measured, which no label says") }
        } else {
            losses.append("the unit of the EMG, which this program does not state")
        }
        if format == .demuse {
            let held = Set((grids.first?.channels ?? channels(of: .emg).map { $0 }).compactMap { $0 })
            let others = channels.indices.count {
                !held.contains($0) && ![.source, .dischargeMarks].contains(channels[$0].kind)
            }
            if others > 1 { losses.append("all channels but those of the first grid and one of force, torque or path") }
        }
        return losses
    }

    /// What OTBIOLAB 4 has no place for.
    private var archiveLosses: [String] {
        var losses: [String] = []
        if channels.contains(where: OTB4Writer.hasAssumedUnit) { losses.append(Self.assumedUnit) }
        let left = channels.filter { !OTB4Writer.holds($0) }
        if !left.isEmpty {
            let words = left.count == 1 ? "channel that is" : "channels that are"
            losses.append("\(left.count) \(words) neither a voltage nor a force in % MVC")
        }
        let few = OTB4Writer.groups(self).filter { $0.count < 4 && channels[$0[0]].kind == .emg }.joined().count
        if few > 0 { losses.append("that \(counted(few, "channel")) outside of grids are EMG") }
        losses.append("labels: a channel is called by its muscle, grid and place")
        if !events.isEmpty { losses.append(counted(events.count, "event")) }
        if !motorUnits.isEmpty { losses.append(counted(motorUnits.count, "motor unit")) }
        return losses
    }

    /// What OTBiolab+ has no place for.
    private var plusLosses: [String] {
        var losses = ["resolution: EMG and auxiliary inputs become 16-bit counts, 0.2861 \u{B5}V or more each"]
        if channels.contains(where: OTB4Writer.hasAssumedUnit) { losses.append(Self.assumedUnit) }
        let left = channels.count { !OTBPlusWriter.holds($0) }
        if left > 0 {
            let words = left == 1 ? "channel that is" : "channels that are"
            losses.append("\(left) \(words) neither a voltage nor a force, torque or path")
        }
        let others = channels.count {
            OTBPlusWriter.holds($0) && !OTBPlusWriter.isProcessed($0) && OTBPlusWriter.kind(of: $0) != $0.kind
        }
        if others > 0 { losses.append("what \(counted(others, "auxiliary input")) measured") }
        if !grids.isEmpty { losses.append("labels of grids: a channel is called by its muscle, grid and place") }
        if !events.isEmpty { losses.append(counted(events.count, "event")) }
        if !motorUnits.isEmpty { losses.append(counted(motorUnits.count, "motor unit")) }
        return losses
    }

    private static let assumedUnit = "that the unit of the EMG is not known: its numbers stand as \u{B5}V"

    /// What EMGworks and NeuroMap have no place for.
    private var delsysMatlabLosses: [String] {
        var losses: [String] = []
        if !events.isEmpty { losses.append(counted(events.count, "event")) }
        if !motorUnits.isEmpty { losses.append(counted(motorUnits.count, "motor unit")) }
        let others = channels.count { DelsysMatWriter.kind(of: $0) != $0.kind }
        if others > 0 { losses.append("what \(counted(others, "channel")) measured, which no label says") }
        return losses
    }

    private func changedRates(in format: WritableFormat) -> String? {
        let count = changedChannels(for: format)
        return count == 0
            ? nil
            : "\(count == 1 ? "the rate or length" : "the rates or lengths") of \(counted(count, "channel")), which "
                + "became the EMG's (values on straight lines between samples, the last one held)"
    }

    /// What a table of Trigno Discover has no place for.
    private var tableLosses: [String] {
        var losses: [String] = []
        if !motorUnits.isEmpty { losses.append(counted(motorUnits.count, "motor unit")) }
        let others = channels.count { DelsysWriter.kind(of: $0) != $0.kind }
        if others > 0 { losses.append("what \(counted(others, "channel")) measure, which no label says") }
        if events.contains(where: { $0.duration > 0 }) { losses.append("how long events lasted") }
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
        let isKept =
            grids.isEmpty || [.bids, .muedit, .demuse].contains(format)
            || [.otb4, .otbPlus].contains(format) && OTB4Writer.keepsGrids(of: self)
            || ![.events, .otb4, .otbPlus, .delsys].contains(format) && ElectrodeGrid.named(by: channels) == grids
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
        case .otb4, .otbPlus: ["muscle"]
        case .delsys: ["start"]
        case .csv, .openhdemg, .xdf, .events, .matlab, .muedit, .demuse, .delsysMatlab: []
        }
    }
}
