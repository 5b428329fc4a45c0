// A recording as MATLAB files of the programs of the field: OTBiolab+'s export, MUedit's and DEMUSE's.

import Signals

/// Writes a recording of one rate and length as one of three MATLAB files.
///
/// - OTBiolab+: all channels with their names and units; motor units as columns of marks, ``markDelay`` samples late, as
///   OTBiolab+ writes and its readers expect.
/// - MUedit: EMG grid by grid in the order of the electrodes, force, path, auxiliary channels, pulse trains and discharges
///   (from 1). Neither MUedit nor DEMUSE says in which unit the EMG is; it stays in the recording's.
/// - DEMUSE: the first grid as a cell array of places, one reference signal, pulse trains and discharges (from 1).
struct MatlabWriter {
    /// By how many samples OTBiolab+ delays marks: its extension factor.
    static let markDelay = 8

    private let recording: Recording
    private let rate: SampleRate
    private let length: Int

    init(_ recording: Recording) throws(RecordingError) {
        self.recording = recording
        guard !recording.channels.isEmpty else {
            throw RecordingError(
                file: recording.name, problem: "the recording has no channels, which these MATLAB files need")
        }
        rate = try recording.commonRate(for: recording.channels.indices)
        let counts = recording.channels.indices.map { recording.samples.sampleCount(ofChannel: $0) }
        length = counts[0]
        if let odd = counts.firstIndex(where: { $0 != length }) {
            throw RecordingError(
                file: recording.name, place: recording.placeName(ofChannel: odd),
                problem: "\(counts[odd]) samples, \(recording.placeName(ofChannel: 0)) has \(length); "
                    + "a matrix needs channels of one length")
        }
        for unit in recording.motorUnits where unit.discharges.rate != rate {
            throw RecordingError(
                file: recording.name, place: "motor unit \(unit.name)",
                problem: "the rate is \(unit.discharges.rate), that of the channels is \(rate); one rate is needed")
        }
    }

    // MARK: OTBiolab+

    /// `Data`, `Description`, `SamplingFrequency`, `Time`, `OTBFile`.
    func otbiolab() throws(RecordingError) -> [MatVariable] {
        let kept = recording.channels.indices.filter { recording.channels[$0].kind != .dischargeMarks }
        var values: [Float] = []
        values.reserveCapacity((kept.count + recording.motorUnits.count) * length)
        var texts: [String] = []
        for channel in kept {
            values += try recording.allSamples(ofChannel: channel)
            let described = recording.channels[channel]
            texts.append(described.label + "[\(Self.otbUnit(described.unit))]")
        }
        for (k, unit) in recording.motorUnits.enumerated() {
            var marks = [Float](repeating: 0, count: length)
            for t in unit.discharges.samples where t + Self.markDelay < length { marks[t + Self.markDelay] = 1 }
            values += marks
            texts.append("Decomposition of (\(k + 1))[a.u]")
        }
        let size = [length, texts.count]
        let data = MatVariable(name: "", dimensions: size, value: .floats(values))
        let time = MatVariable(
            name: "", dimensions: [length, 1], value: .doubles((0..<length).map { rate.seconds($0) }))
        return [
            .cells("Data", rows: 1, columns: 1, [data]),
            .cells("Description", rows: texts.count, columns: 1, texts.map { .text("", $0) }),
            .number("SamplingFrequency", rate.hertz), .cells("Time", rows: 1, columns: 1, [time]),
            .cells("OTBFile", rows: 1, columns: 1, [.text("", recording.name)]),
        ]
    }

    private static func otbUnit(_ unit: SignalUnit) -> String {
        switch unit {
        case .microvolt: "uV"
        case .percentMVC: " %(MVC)"
        case .arbitrary: "a.u"
        default: unit.symbol
        }
    }

    // MARK: MUedit

    /// The struct `signal`.
    func muedit() throws(RecordingError) -> [MatVariable] {
        let grids = knownGrids
        let placed = grids.flatMap(\.order)
        let emg = recording.channels(of: .emg)
        let loose = emg.filter { !Set(placed).contains($0) }
        let path = recording.channels.indices.first {
            recording.channels[$0].unit == .percentMVC && [.force, .torque].contains(recording.channels[$0].kind)
        }
        let target = recording.channels(of: .requestedPath).first
        let used = Set(emg + recording.channels(of: .source) + recording.channels(of: .dischargeMarks))
        let auxiliary = recording.channels.indices.filter { !used.contains($0) && $0 != path && $0 != target }
        let names = grids.isEmpty ? [] : grids.map(\.grid.name)
        let units = unitsByGrid(count: max(1, grids.count))
        var trains: [MatVariable] = []
        for group in units { trains.append(.rows("", try sources(of: group))) }
        let most = units.map(\.count).max() ?? 0
        var times: [MatVariable] = []
        for k in 0..<most {
            for group in units { times.append(k < group.count ? discharges(of: group[k]) : .row("", [])) }
        }
        let fields: [MatVariable] = [
            .rows("data", try samples(of: grids.isEmpty ? emg : placed)), .number("fsamp", rate.hertz),
            .number("nChan", Double(grids.isEmpty ? emg.count : placed.count)), .number("ngrid", Double(names.count)),
            texts("gridname", names), texts("muscle", names.map { _ in recording.metadata["muscle"] ?? "" }),
            .rows("auxiliary", try samples(of: auxiliary)),
            texts("auxiliaryname", auxiliary.map { recording.channels[$0].label }),
            .rows("emgnotgrid", try samples(of: grids.isEmpty ? [] : loose)),
            .rows("path", try samples(of: path.map { [$0] } ?? [])),
            .rows("target", try samples(of: target.map { [$0] } ?? [])),
            .text("device_name", recording.metadata["device"] ?? "unknown"),
            .cells("Pulsetrain", rows: 1, columns: trains.count, trains),
            .cells("Dischargetimes", rows: units.count, columns: most, times),
        ]
        return [MatVariable(name: "signal", dimensions: [1, 1], value: .elements([fields]))]
    }

    /// Grids whose name tells where each electrode is, all of whose electrodes are there; with the channels in the order
    /// of the electrodes.
    private var knownGrids: [(grid: ElectrodeGrid, order: [Int])] {
        recording.grids.compactMap { grid in
            guard let plan = ElectrodeGrid.known(in: grid.name, firstChannel: 0),
                plan.channels.count == grid.channels.count
            else { return nil }
            var order = [Int?](repeating: nil, count: plan.electrodeCount)
            for (place, electrode) in plan.channels.enumerated() {
                if let electrode { order[electrode] = grid.channels[place] }
            }
            let channels = order.compactMap { $0 }
            return channels.count == order.count ? (grid, channels) : nil
        }
    }

    // MARK: DEMUSE

    /// `SIG`, `fsamp`, `IED`, `IPTs`, `MUPulses`, `ref_signal`, `SIGlength`.
    func demuse() throws(RecordingError) -> [MatVariable] {
        let emg = recording.channels(of: .emg)
        let grid = recording.grids.first
        guard grid != nil || !emg.isEmpty else {
            throw RecordingError(
                file: recording.name,
                problem: "the recording has no EMG channel, without which DEMUSE's file holds nothing"
            )
        }
        let rows = grid?.rows ?? emg.count
        let columns = grid?.columns ?? 1
        var cells: [MatVariable] = []
        for column in 0..<columns {
            for row in 0..<rows {
                let channel = grid.map { $0.channels[row * columns + column] } ?? emg[row]
                cells.append(.rows("", try samples(of: channel.map { [$0] } ?? [])))
            }
        }
        let kinds: [ChannelKind] = [.force, .torque, .requestedPath]
        let reference = kinds.lazy.compactMap { recording.channels(of: $0).first }.first
        let units = recording.motorUnits
        return [
            .cells("SIG", rows: rows, columns: columns, cells), .number("fsamp", rate.hertz),
            .number("IED", grid?.interElectrodeDistance ?? 0), .rows("IPTs", try sources(of: units)),
            .cells("MUPulses", rows: units.isEmpty ? 0 : 1, columns: units.count, units.map(discharges)),
            .rows("ref_signal", try samples(of: reference.map { [$0] } ?? [])),
            .number("SIGlength", rate.seconds(length)),
        ]
    }

    // MARK: Parts

    private func samples(of channels: [Int]) throws(RecordingError) -> [[Float]] {
        var samples: [[Float]] = []
        for channel in channels { samples.append(try recording.allSamples(ofChannel: channel)) }
        return samples
    }

    /// The pulse trains of units; none unless every unit has one, because rows and units belong together.
    private func sources(of units: [RecordedMotorUnit]) throws(RecordingError) -> [[Float]] {
        let channels = units.compactMap(\.sourceChannel)
        return channels.count == units.count ? try samples(of: channels) : []
    }

    private func unitsByGrid(count: Int) -> [[RecordedMotorUnit]] {
        var groups = Array(repeating: [RecordedMotorUnit](), count: count)
        for unit in recording.motorUnits { groups[min(count - 1, max(0, unit.grid ?? 0))].append(unit) }
        return groups
    }

    private func discharges(of unit: RecordedMotorUnit) -> MatVariable {
        .row("", unit.discharges.samples.map { Double($0 + 1) })
    }

    private func texts(_ name: String, _ texts: [String]) -> MatVariable {
        .cells(name, rows: texts.isEmpty ? 0 : 1, columns: texts.count, texts.map { .text("", $0) })
    }
}
