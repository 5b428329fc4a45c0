// What `lull info` says of a recording, once as text and once as JSON.

import Recordings
import Signals

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// A description of a recording; its properties are the keys of the JSON.
struct RecordingContents: Encodable {
    struct ChannelContents: Encodable {
        let number: Int
        let label, kind, unit: String
        let rateHz: Double
        let samples: Int
        let minimum, maximum, rms: Double?
        let nonFinite: Int
        let firstNonFiniteSample: Int?
        let isFlat: Bool
        let clippedPercent: Double
        let scaleDoubt: String?
    }
    struct GridContents: Encodable {
        let name: String
        let rows, columns, electrodes: Int
        let interElectrodeDistanceMm: Double
        let firstChannel: Int?
    }
    struct EventContents: Encodable {
        let seconds, durationSeconds: Double
        let label: String
    }
    struct UnitContents: Encodable {
        let number: Int
        let name: String
        let discharges: Int
        let firstSeconds, lastSeconds, meanRatePps, accuracy: Double?
    }

    let file, format, sha256: String
    let durationSeconds: Double
    let ratesHz: [Double]
    let channels: [ChannelContents]
    let grids: [GridContents]
    let gridsWithoutPlaces: [String]
    let events: [EventContents]
    let motorUnits: [UnitContents]
    let metadata: [String: String]

    /// Reads every sample once, for the quality.
    init(of recording: Recording, sha256: String) throws {
        file = recording.name
        format = recording.format
        self.sha256 = sha256
        durationSeconds = recording.duration
        let clocks = recording.channels.isEmpty ? recording.rate.map { [$0] } ?? [] : recording.channels.map(\.rate)
        ratesHz = Set(clocks.map(\.hertz)).sorted()
        let quality = try recording.quality()
        channels = recording.channels.indices.map { k in
            let (channel, q) = (recording.channels[k], quality[k])
            let isMeasured = q.count > q.nonFiniteCount
            return ChannelContents(
                number: k + 1, label: channel.label, kind: channel.kind.rawValue, unit: channel.unit.symbol,
                rateHz: channel.rate.hertz, samples: q.count, minimum: isMeasured ? Double(q.minimum) : nil,
                maximum: isMeasured ? Double(q.maximum) : nil, rms: isMeasured ? q.rootMeanSquare : nil,
                nonFinite: q.nonFiniteCount, firstNonFiniteSample: q.firstNonFinite, isFlat: q.isFlat,
                clippedPercent: 100 * q.clippedShare, scaleDoubt: channel.scaleDoubt(q))
        }
        grids = recording.grids.map { grid in
            GridContents(
                name: grid.name, rows: grid.rows, columns: grid.columns, electrodes: grid.electrodeCount,
                interElectrodeDistanceMm: grid.interElectrodeDistance,
                firstChannel: grid.channels.compactMap(\.self).min().map { $0 + 1 })
        }
        gridsWithoutPlaces = recording.unplacedGrids.map(\.sentence)
        let clock = recording.rate.map(SampleClock.init)
        events = recording.events.map { event in
            EventContents(
                seconds: clock?.seconds(at: event.start) ?? 0,
                durationSeconds: clock?.rate.seconds(event.duration) ?? 0,
                label: event.label)
        }
        motorUnits = recording.motorUnits.enumerated().map { k, unit in
            let seconds = unit.discharges.seconds
            let span = (seconds.last ?? 0) - (seconds.first ?? 0)
            return UnitContents(
                number: k + 1, name: unit.name, discharges: seconds.count, firstSeconds: seconds.first,
                lastSeconds: seconds.last, meanRatePps: span > 0 ? Double(seconds.count - 1) / span : nil,
                accuracy: unit.accuracy)
        }
        metadata = recording.metadata
    }

    /// The description as JSON: indented, keys sorted.
    func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }

    /// The description for a terminal.
    var lines: [String] {
        let rates = ratesHz.map { "\(SampleRate(hertz: $0)?.description ?? "")" }.joined(separator: ", ")
        var lines = [
            file, "  format    \(format)",
            "  duration  \(durationSeconds.formatted(decimals: 3)) s" + (rates.isEmpty ? "" : " at \(rates)"),
            "  SHA-256   \(sha256)",
        ]
        for key in metadata.keys.sorted() { lines.append("  \(key): \(metadata[key] ?? "")") }
        for grid in grids {
            lines.append(
                "  grid      \(grid.name): \(grid.rows) × \(grid.columns), \(grid.electrodes) electrodes, "
                    + "\(grid.interElectrodeDistanceMm.formatted(decimals: 1)) mm apart"
                    + (grid.firstChannel.map { ", from channel \($0)" } ?? ""))
        }
        for sentence in gridsWithoutPlaces { lines.append("  grid      \(sentence)") }
        if !channels.isEmpty { lines += ["", "Channels (\(channels.count))"] + channelLines }
        if !motorUnits.isEmpty { lines += ["", "Motor units (\(motorUnits.count))"] + unitLines }
        if !events.isEmpty {
            lines += ["", "Events (\(events.count))"]
            for event in events.prefix(Self.shownEvents) {
                let length = event.durationSeconds > 0 ? " for \(event.durationSeconds.formatted(decimals: 3)) s" : ""
                lines.append("  \(event.seconds.formatted(decimals: 3)) s\(length)  \(event.label)")
            }
            let more = events.count - Self.shownEvents
            if more > 0 { lines.append("  … and \(more) more (all of them with --json)") }
        }
        return lines
    }

    private static let shownEvents = 20

    private var channelLines: [String] {
        var table = TextTable([
            ("no.", .right), ("label", .left), ("kind", .left), ("unit", .left), ("Hz", .right), ("samples", .right),
            ("min", .right), ("max", .right), ("RMS", .right), ("quality", .left),
        ])
        for c in channels {
            var quality: [String] = []
            if c.nonFinite > 0 {
                quality.append("\(c.nonFinite) not finite, first at sample \((c.firstNonFiniteSample ?? 0) + 1)")
            }
            if c.isFlat { quality.append("never moves") }
            if let doubt = c.scaleDoubt { quality.append(doubt) }
            // Marks of 0 and 1 and separated sources rest at their extremes; only a measured signal can clip.
            if c.clippedPercent > 0, ["emg", "force", "torque"].contains(c.kind) {
                quality.append("\(c.clippedPercent.formatted(decimals: 2)) % clipped")
            }
            table.add([
                String(c.number), c.label, c.kind, c.unit, SampleRate(hertz: c.rateHz).map { "\($0)" }?.dropUnit ?? "",
                String(c.samples), short(c.minimum), short(c.maximum), short(c.rms),
                quality.isEmpty ? "good" : quality.joined(separator: "; "),
            ])
        }
        return table.lines
    }

    private var unitLines: [String] {
        var table = TextTable([
            ("no.", .right), ("name", .left), ("discharges", .right), ("first s", .right), ("last s", .right),
            ("mean pps", .right), ("accuracy", .right),
        ])
        for unit in motorUnits {
            let text = { (value: Double?, decimals: Int) in value?.formatted(decimals: decimals) ?? "–" }
            table.add([
                String(unit.number), unit.name, String(unit.discharges), text(unit.firstSeconds, 3),
                text(unit.lastSeconds, 3), text(unit.meanRatePps, 2), text(unit.accuracy, 3),
            ])
        }
        return table.lines
    }

    /// Enough digits to tell channels apart, few enough to read.
    private func short(_ value: Double?) -> String {
        guard let value else { return "–" }
        return value.formatted(decimals: value.magnitude >= 100 ? 0 : value.magnitude >= 1 ? 1 : 3)
    }
}

extension String {
    /// `2048 Hz` → `2048`.
    fileprivate var dropUnit: String { hasSuffix(" Hz") ? String(dropLast(3)) : self }
}
