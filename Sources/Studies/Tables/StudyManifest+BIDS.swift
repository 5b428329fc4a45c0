// The manifest that the names of a BIDS dataset already are.

extension StudyManifest {
    /// Reads the recordings from the names of a BIDS dataset's files (BIDS 1.11, EMG): `sub-` is the participant, `task-` says
    /// ramp or vibstim, `acq-` is the condition and `ses-` the time, `run-` the trial. A dataset without `acq-` has its
    /// conditions as sessions.
    ///
    /// - Parameters:
    ///   - files: paths in the dataset; those that are no recording (`_emg.bdf`, `_emg.edf`) are passed over.
    ///   - others: receives the recordings of other tasks, which are left out.
    /// - Throws: ``StudyError`` for a name that lacks a part, two recordings of the same, or no recording at all.
    public init(bids files: [String], source: String, others: inout [String]) throws(StudyError) {
        let found = files.sorted().filter { $0.hasSuffix("_emg.bdf") || $0.hasSuffix("_emg.edf") }
            .map { (file: $0, entities: Self.entities(of: $0)) }
        let hasAcquisitions = found.contains { $0.entities["acq"] != nil }
        var entries: [Entry] = []
        var cells: [[String]: String] = [:]
        for (file, entities) in found {
            guard let participant = entities["sub"], let task = entities["task"]?.lowercased() else {
                throw StudyError("\(file): the name has no sub- or no task-; BIDS asks for both")
            }
            guard let kind: Kind = task.contains("vib") ? .vibstim : task.contains("ramp") ? .ramp : nil else {
                others.append(file)
                continue
            }
            guard let condition = entities[hasAcquisitions ? "acq" : "ses"] else {
                throw StudyError(
                    hasAcquisitions
                        ? "\(file): the name has no acq-, which is the condition of the other recordings"
                        : "\(file): the name has neither acq- nor ses-, so that its condition is not known; rename it, or write "
                            + "study.csv")
            }
            let entry = Entry(
                file: file, participant: participant, condition: condition,
                time: hasAcquisitions ? entities["ses"] : nil, kind: kind, line: 0, trial: entities["run"])
            if let earlier = cells[entry.cell] {
                throw StudyError("\(file): this is the same as \(earlier), \(entry.words); number them with run-")
            }
            cells[entry.cell] = file
            entries.append(entry)
        }
        guard !entries.isEmpty else {
            throw StudyError(
                "\(source): no recording of a ramp or of VibStim was found (…_task-ramp…_emg.bdf, …_task-vibstim…_emg.bdf)"
            )
        }
        if let odd = entries.first(where: { $0.time == nil }), entries.contains(where: { $0.time != nil }) {
            throw StudyError("\(odd.file): the name has no ses-, which is the time of the other recordings")
        }
        self.init(entries: entries, source: source)
    }

    /// The parts of a name: `sub-01_ses-pre_task-ramp_emg.bdf` gives sub 01, ses pre, task ramp.
    static func entities(of path: String) -> [String: String] {
        let name = path.split(separator: "/").last ?? ""
        var entities: [String: String] = [:]
        for part in name.split(separator: "_") {
            let pair = part.split(separator: "-", maxSplits: 1)
            if pair.count == 2 { entities[String(pair[0])] = String(pair[1]) }
        }
        return entities
    }
}
