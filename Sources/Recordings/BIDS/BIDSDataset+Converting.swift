// Any recording as a dataset of its own: what is known goes in, what is not is said to be unknown.

import Signals

extension BIDSDataset {
    /// What stands where nobody said how the electrodes were placed; BIDS wants a text there.
    static let unknownPlacement = "not known to the program that wrote this file"

    /// A dataset of one recording that came from elsewhere.
    ///
    /// Motor units go into the BDF+ file as annotations and, as other programs want them, into a derivative
    /// `…_desc-decomposed_events.tsv`. Electrodes are written for the grids, each with coordinates of its own.
    ///
    /// - Parameters:
    ///   - recording: The recording. Channels that last longer or shorter than the EMG are made to fit, as in any BDF file.
    ///   - participant: The label of the person; other characters than ASCII letters and digits are left out.
    ///   - task: What the person did, in one word; likewise.
    ///   - software: The program that writes.
    public init(converting recording: Recording, participant: String, task: String, software: BIDSSoftware) {
        let recording = recording.prepared(for: .bids)
        let source = recording.name.split(separator: "/").last.map(String.init) ?? recording.name
        let (person, task) = (Self.label(participant), Self.label(task))
        let facts = recording.metadata
        var circumstances = BIDSCircumstances(
            placement: facts["placement"] ?? Self.unknownPlacement,
            reference: facts["reference"] ?? "n/a", powerLineFrequency: nil)
        circumstances.manufacturer = facts["manufacturer"] ?? ""
        circumstances.model = facts["device"] ?? ""
        circumstances.hardwareFilters = facts["filters"] ?? ""
        let distances = Set(recording.grids.map(\.interElectrodeDistance))
        if distances.count == 1 { circumstances.interelectrodeDistance = distances.first }
        var lines = recording.channels.map { BIDSChannel($0.label) }
        var electrodes: [BIDSElectrode] = []
        for (k, grid) in recording.grids.enumerated() {
            // Two grids of one product need two names.
            let twins = recording.grids[..<k].count { $0.name == grid.name }
            let group = twins == 0 ? grid.name : "\(grid.name)-\(twins + 1)"
            for place in grid.channels.indices {
                guard let channel = grid.channels[place] else { continue }
                let name = "G\(k + 1)E\(place + 1)"
                let (row, column) = place.quotientAndRemainder(dividingBy: grid.columns)
                electrodes.append(
                    BIDSElectrode(
                        name: name, x: Double(row) * grid.interElectrodeDistance,
                        y: Double(column) * grid.interElectrodeDistance, group: group))
                lines[channel].electrode = name
                lines[channel].group = group
            }
        }
        for channel in lines.indices where recording.channels[channel].kind == .emg {
            lines[channel].muscle = facts["muscle"] ?? ""
        }
        var entry = BIDSRecording(
            participant: person, task: task, recording: recording, circumstances: circumstances, channels: lines)
        entry.electrodes = electrodes
        entry.coordinates =
            "In the plane of each grid, in mm from its first place: x along its rows, y along its columns. Grids have "
            + "coordinates of their own; where they lie on the body is not known."
        entry.truth = recording.motorUnits.map { BIDSKnownUnit($0, muscle: facts["muscle"] ?? "") }
        entry.derivative = .decomposed
        self.init(
            name: "\(source), converted", software: software,
            readme: """
                \(source)
                \(String(repeating: "=", count: source.unicodeScalars.count))

                One recording, converted from \(recording.format) by \(software.name) \(software.version).
                What the source did not say is left out or n/a: placement, reference, mains frequency, the person.

                """,
            participants: [BIDSParticipant(label: person)], recordings: [entry])
        license = "n/a"
    }
}
