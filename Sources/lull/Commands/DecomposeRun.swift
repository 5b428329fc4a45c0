// One decomposition from a recording to its files; `lull decompose` and, on the way, `lull assess ramp` are this.

import MotorUnits
import Recordings
import Reports
import Signals

/// A decomposition with its provenance.
struct DecomposeRun {
    let recording: Recording
    let decomposition: Decomposition
    let document: DecompositionFile
    let provenance: ResultProvenance
    /// The recording's own name, without folder and ending.
    private let stem: String

    /// Decomposes, saying on standard error how far it is; Ctrl-C ends the search and keeps what has been found.
    init(
        recording: Recording, path: String, decomposer: Decomposer, spans: [ClosedRange<Double>], grids: [Int]?
    ) throws {
        self.recording = recording
        stem = lull.stem(of: path)
        // Ahead of the work: a file that changes later must not lend its name to these results.
        provenance = ResultProvenance(
            software: "Lull \(Lull.version)", input: fileName(of: path),
            inputSHA256: try SHA256.hexadecimal(ofFile: Recording.dataFile(of: path)))
        let windows = try Self.windows(spans, of: recording)
        var line = ProgressLine()
        decomposition = try Interrupt.catching(
            "\nStopping: what has been found is being finished. Ctrl-C again ends without results.\n"
        ) {
            defer { line.finish() }
            return try decomposer.decompose(recording, windows: windows, grids: grids) { progress in
                line.update(
                    fraction: progress.fraction,
                    "\(progress.stage), \(counted(progress.unitCount, "unit")) found")
                return !Interrupt.isWished
            }
        }
        document = DecompositionFile(decomposition, of: recording, provenance: provenance)
        for remark in remarks { Console.say(remark) }
    }

    /// Takes up a decomposition that was made earlier, to write its files anew.
    init(recording: Recording, path: String, document: DecompositionFile) throws {
        self.recording = recording
        self.document = document
        stem = lull.stem(of: path)
        provenance = document.provenance
        decomposition = try document.decomposition(file: path)
    }

    private static func windows(_ spans: [ClosedRange<Double>], of recording: Recording) throws -> [Range<Int>] {
        guard !spans.isEmpty, let first = recording.channels(of: .emg).first else { return [] }
        let rate = recording.channels[first].rate
        let length = recording.samples.sampleCount(ofChannel: first)
        return try spans.map { span in
            let (start, end) = (rate.samples(inSeconds: span.lowerBound), rate.samples(inSeconds: span.upperBound))
            guard end <= length, start < end else {
                throw RecordingError(
                    .usage, file: recording.name,
                    problem: "--window \(span.lowerBound.formatted(decimals: 2)):"
                        + "\(span.upperBound.formatted(decimals: 2)) reaches beyond the recording, which lasts "
                        + "\(rate.seconds(length).formatted(decimals: 2)) s")
            }
            return start..<end
        }
    }

    /// What was left out or taken out, and whether it was stopped: one sentence each. What holds for every grid and window
    /// is said once.
    var remarks: [String] {
        var said: [(text: String, places: [String])] = []
        for stretch in decomposition.stretches {
            let place = placeName(of: stretch)
            for text in remarks(on: stretch) {
                if let known = said.firstIndex(where: { $0.text == text }) {
                    // Several parts of one window are one place.
                    if !said[known].places.contains(place) { said[known].places.append(place) }
                } else {
                    said.append((text, [place]))
                }
            }
        }
        let everywhere = Set(decomposition.stretches.map(placeName)).count
        let remarks = said.map { text, places in
            places.count == everywhere ? text : places.joined(separator: " and ") + ": " + text
        }
        return unplacedRemarks + remarks
            + (decomposition.isStoppedEarly ? ["stopped early: a longer search may find more"] : [])
    }

    /// Channels that are named after a grid without places, and whether they were left out for those that have some.
    private var unplacedRemarks: [String] {
        let used = Set(decomposition.stretches.flatMap { $0.channels + $0.leftOut.map(\.channel) })
        return recording.unplacedGrids.map { grid in
            used.isDisjoint(with: grid.channels)
                ? "left out: " + grid.sentence + " from a file that holds no other grid" : grid.sentence
        }
    }

    private func remarks(on stretch: DecomposedStretch) -> [String] {
        var remarks = stretch.leftOut.map { left in
            "left out \(recording.placeName(ofChannel: left.channel)): \(left.reason)"
        }
        if let gaps = stretch.gaps { remarks.append(remark(on: gaps)) }
        if !stretch.mainsLines.isEmpty {
            let lines = stretch.mainsLines.map { $0.formatted(decimals: 0) }.joined(separator: ", ")
            // A recording that was read once is read again; if not, the strength is what we can do without.
            let strength = (try? stretch.mainsStrength(in: recording)) ?? 0
            remarks.append(
                "taken out: mains at \(lines) Hz"
                    + (strength < DecomposedStretch.drowning
                        ? ""
                        : ", \(strength.formatted(decimals: 0)) times as strong as the EMG that is left: the EMG is "
                            + "drowned; look at the contact of electrodes, reference and ground"))
        }
        remarks += gridRemarks(stretch)
        if stretch.training != stretch.window {
            let parts = decomposition.stretches.filter { ($0.grid, $0.window) == (stretch.grid, stretch.window) }.map {
                let seconds = [$0.training.lowerBound, $0.training.upperBound].map {
                    decomposition.rate.seconds($0).formatted(decimals: 1)
                }
                return "from \(seconds[0]) to \(seconds[1]) s"
            }
            remarks.append(
                "learnt \(parts.joined(separator: ", ")), and used on the whole; units that fire only where nothing was learnt "
                    + "are not found (--window decomposes such a part by itself)")
        }
        return remarks
    }

    private func remark(on gaps: [Range<Int>]) -> String {
        func seconds(_ samples: Int) -> String { decomposition.rate.seconds(samples).formatted(decimals: 2) }
        let named = gaps.prefix(3).map { "\(seconds($0.lowerBound)) to \(seconds($0.upperBound)) s" }
        return "left out \(named.joined(separator: ", "))"
            + (gaps.count > 3
                ? " and \(gaps.count - 3) more, \(seconds(gaps.reduce(0) { $0 + $1.count })) s together" : "")
            + ": most EMG channels hold no numbers there; units have a pause that may not be one"
    }

    /// Whether the channels are those that the grid's name promises.
    private func gridRemarks(_ stretch: DecomposedStretch) -> [String] {
        guard let grid = stretch.grid.map({ recording.grids[$0] }) else { return [] }
        var remarks: [String] = []
        if let whole = ElectrodeGrid.known(in: grid.name, firstChannel: 0)?.electrodeCount, grid.electrodeCount < whole
        {
            remarks.append("\(grid.name) has \(whole) electrodes, of which the recording has \(grid.electrodeCount)")
        }
        let placed = Set(recording.grids.flatMap { $0.channels.compactMap(\.self) })
        let loose = recording.channels(of: .emg).filter {
            !placed.contains($0) && recording.channels[$0].label.contains(grid.name)
        }
        if let first = loose.first {
            remarks.append(
                "left out \(counted(loose.count, "channel")) that \(loose.count == 1 ? "is" : "are") named after "
                    + "\(grid.name) but no electrode of it, such as \(recording.placeName(ofChannel: first))")
        }
        return remarks
    }

    private func placeName(of stretch: DecomposedStretch) -> String {
        let window = [stretch.window.lowerBound, stretch.window.upperBound].map {
            decomposition.rate.seconds($0).formatted(decimals: 1)
        }
        return (stretch.grid.map { "grid \($0 + 1), " } ?? "") + "\(window[0]) to \(window[1]) s"
    }

    /// Writes the page, the tables, the document, the BIDS events and the recording with its units.
    ///
    /// - Returns: the name of the recording's file.
    func write(to folder: OutputFolder, keep: Set<UnitVerdict>) throws -> String {
        let kept = recording.with(decomposition.units(keep), of: decomposition)
        let events = BIDSDischargeEvents(kept.motorUnits)
        let eventsName = BIDSDischargeEvents.stem(ofRecording: stem)
        let page = DecompositionPage(
            decomposition, document: document, force: try trace([.force, .torque]),
            requestedPath: try trace([.requestedPath]), subtitle: kept.summaryLine, remarks: remarks)
        // The one name that is taken.
        let name = stem == "decomposition" ? "decomposition-openhdemg.json" : stem + ".json"
        try folder.write(
            [
                ("index.html", page.html), ("decomposition.json", try document.json()),
                ("units.csv", document.unitsCSV(keep)),
                ("discharges.csv", document.dischargesCSV(keep)), (eventsName + ".tsv", events.table),
                (eventsName + ".json", events.sidecar),
            ], kept, name)
        return name
    }
}

extension DecomposeRun {
    /// The first channel of one of these kinds.
    private func trace(_ kinds: [ChannelKind]) throws -> ForceTrace? {
        let channel = recording.channels.indices.first { kinds.contains(recording.channels[$0].kind) }
        return try channel.map { try ForceTrace(of: recording, channel: $0) }
    }
}

/// A number with its noun: `1 unit`, `3 units`.
func counted(_ number: Int, _ noun: String) -> String { "\(number) \(noun)\(number == 1 ? "" : "s")" }
