// The files of one recording.

import Signals

extension BIDSRecording {
    /// Writes the recording's files; the path of the BDF+ file from the dataset's folder comes back.
    func write(to dataset: String) throws(RecordingError) -> String {
        let folder = "sub-\(participant)/emg"
        let stem = "\(folder)/sub-\(participant)_task-\(task)"
        try BIDSDataset.makeFolders(folder, in: dataset)
        try recording.write(to: "\(dataset)/\(stem)_emg.bdf", as: .bdf)
        try BIDSDataset.write(sidecar, "\(dataset)/\(stem)_emg.json")
        try BIDSDataset.write(channelTable, "\(dataset)/\(stem)_channels.tsv")
        if !electrodes.isEmpty {
            let place = "\(dataset)/\(folder)/sub-\(participant)"
            try BIDSDataset.write(electrodeTable, place + "_electrodes.tsv")
            try BIDSDataset.write(coordinateSystem, place + "_coordsystem.json")
        }
        if !recording.events.isEmpty {
            try BIDSDataset.write(eventTable, "\(dataset)/\(stem)_events.tsv")
            try BIDSDataset.write(.columns(Self.eventColumns), "\(dataset)/\(stem)_events.json")
        }
        if !truth.isEmpty { try writeTruth(stem, to: dataset) }
        return stem + "_emg.bdf"
    }

    private func count(_ kind: ChannelKind) -> BIDSJSON { .number(Double(recording.channels(of: kind).count)) }

    private var sidecar: BIDSJSON {
        let c = circumstances
        // BIDS wants an object for each filter, or n/a.
        let filters = { (text: String) -> BIDSJSON in
            text.isEmpty ? .text("n/a") : .object([("Filters", .object([("Description", .text(text))]))])
        }
        return .known([
            ("TaskName", .text(task)), ("TaskDescription", .text(c.taskDescription)),
            ("Instructions", .text(c.instructions)), ("EMGPlacementScheme", .text("Other")),
            ("EMGPlacementSchemeDescription", .text(c.placement)), ("EMGReference", .text(c.reference)),
            ("SamplingFrequency", recording.rate.map { .number($0.hertz) }),
            ("PowerLineFrequency", c.powerLineFrequency.map { .number($0) } ?? .text("n/a")),
            ("RecordingType", .text("continuous")),
            ("RecordingDuration", .number(recording.duration)), ("HardwareFilters", filters(c.hardwareFilters)),
            ("SoftwareFilters", filters(c.softwareFilters)), ("EMGChannelCount", count(.emg)),
            ("TriggerChannelCount", count(.trigger)), ("Manufacturer", .text(c.manufacturer)),
            ("ManufacturersModelName", .text(c.model)), ("SoftwareVersions", .text(c.softwareVersions)),
            ("ElectrodeType", .text(c.electrodeType)),
            ("InterelectrodeDistance", c.interelectrodeDistance.map { .number($0) }),
        ])
    }

    /// The names are those in the BDF+ file, so that both can be put together by name.
    private var channelTable: String {
        let names = EDFWriterText.shortLabels(recording.channels)
        var text = bidsLine([
            "name", "type", "units", "description", "sampling_frequency", "signal_electrode", "reference", "group",
            "target_muscle", "interelectrode_distance", "status",
        ])
        for (k, channel) in recording.channels.enumerated() {
            let more = channels[k]
            let distance = channel.kind == .emg ? circumstances.interelectrodeDistance : nil
            text += bidsLine([
                names[k], Self.type(of: channel.kind), channel.unit.symbol, more.description,
                DecimalText.text(channel.rate.hertz, decimals: 6), more.electrode, more.reference, more.group,
                more.muscle, distance.map { DecimalText.text($0, decimals: 3) } ?? "", "good",
            ])
        }
        return text
    }

    private static func type(of kind: ChannelKind) -> String {
        switch kind {
        case .emg: "EMG"
        case .trigger: "TRIG"
        case .ecg: "ECG"
        case .force, .torque, .requestedPath, .source, .dischargeMarks, .vibration, .stimulation, .other: "MISC"
        }
    }

    private var electrodeTable: String {
        var text = bidsLine(["name", "x", "y", "type", "group"])
        for electrode in electrodes {
            text += bidsLine([
                electrode.name, DecimalText.text(electrode.x, decimals: 4), DecimalText.text(electrode.y, decimals: 4),
                circumstances.electrodeType, electrode.group,
            ])
        }
        return text
    }

    private var coordinateSystem: BIDSJSON {
        .object([
            ("EMGCoordinateSystem", .text("Other")), ("EMGCoordinateUnits", .text("mm")),
            ("EMGCoordinateSystemDescription", .text(coordinates)),
        ])
    }

    private static let eventColumns = [
        BIDSColumn("onset", "When it began, in seconds after the first sample."),
        BIDSColumn("duration", "How long it lasted, in seconds; 0 for a moment."),
        BIDSColumn("sample", "When it began, as a sample of the EMG channels, from 0."),
        BIDSColumn("trial_type", "What happened."),
    ]

    private var eventTable: String {
        var text = bidsLine(Self.eventColumns.map(\.name))
        guard let rate = recording.rate else { return text }
        for event in recording.events {
            text += bidsLine([
                Self.seconds(event.start.rawValue, rate), Self.seconds(event.duration, rate),
                String(event.start.rawValue), event.label,
            ])
        }
        return text
    }

    private func writeTruth(_ stem: String, to dataset: String) throws(RecordingError) {
        let folder = "derivatives/\(derivative.rawValue)"
        try BIDSDataset.makeFolders("\(folder)/sub-\(participant)/emg", in: dataset)
        let place = "\(dataset)/\(folder)/\(stem)_desc-\(derivative.rawValue)_events"
        try BIDSDischargeEvents(truth).write(to: place + ".tsv", sidecar: place + ".json")
    }

    private static func seconds(_ samples: Int, _ rate: SampleRate) -> String {
        DecimalText.text(rate.seconds(samples), decimals: 7)
    }
}
