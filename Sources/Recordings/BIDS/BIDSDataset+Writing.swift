// From a dataset to its folder.

import Glibc
import Signals

extension BIDSDataset {
    /// The version of BIDS that the folder follows.
    static let version = "1.11.0"

    /// Writes the folder's files; the folder must be there. Each file appears whole, but the folder as a whole does not:
    /// write into a new one and rename it.
    ///
    /// - Returns: the paths of the BDF+ files, from the folder, in the order of the recordings.
    /// - Throws: ``RecordingError`` when something has a name that BIDS does not allow, or cannot be written.
    @discardableResult
    public func write(to folder: String) throws(RecordingError) -> [String] {
        try check(folder)
        try Self.write(readme, folder + "/README")
        try Self.write(description(nil), folder + "/dataset_description.json")
        try Self.write(participantsTable, folder + "/participants.tsv")
        try Self.write(
            .columns([BIDSColumn("participant_id", "The person's label.")] + participantColumns),
            folder + "/participants.json")
        for derivative in Set(recordings.filter { !$0.truth.isEmpty }.map(\.derivative)) {
            let place = "derivatives/\(derivative.rawValue)"
            try Self.makeFolders(place, in: folder)
            try Self.write(description(derivative), "\(folder)/\(place)/dataset_description.json")
        }
        var paths: [String] = []
        for recording in recordings { paths.append(try recording.write(to: folder)) }
        return paths
    }

    private func check(_ folder: String) throws(RecordingError) {
        let labels = participants.map(\.label) + recordings.flatMap { [$0.participant, $0.task] }
        for label in labels where label.isEmpty || !label.unicodeScalars.allSatisfy(Self.isLabelCharacter) {
            throw RecordingError(
                .usage, file: folder, problem: "the label “\(label)” is not of ASCII letters and digits, as BIDS needs")
        }
        for participant in participants where participant.values.count != participantColumns.count {
            throw RecordingError(
                .usage, file: folder, place: "participant \(participant.label)",
                problem: "\(participant.values.count) values for \(participantColumns.count) columns")
        }
        for recording in recordings {
            let place = "sub-\(recording.participant), task \(recording.task)"
            guard participants.contains(where: { $0.label == recording.participant }) else {
                throw RecordingError(.usage, file: folder, place: place, problem: "the participant is not in the list")
            }
            guard recording.channels.count == recording.recording.channels.count else {
                throw RecordingError(
                    .usage, file: folder, place: place,
                    problem: "\(recording.channels.count) channels are described, there are "
                        + "\(recording.recording.channels.count)")
            }
        }
    }

    private func description(_ derivative: BIDSDerivative?) -> BIDSJSON {
        .known([
            ("Name", .text(derivative.map { "\(name): \($0.words)" } ?? name)), ("BIDSVersion", .text(Self.version)),
            ("DatasetType", .text(derivative == nil ? "raw" : "derivative")), ("License", .text(license)),
            ("Authors", authors.isEmpty ? nil : .list(authors.map { .text($0) })),
            (
                "GeneratedBy",
                .list([
                    .known([
                        ("Name", .text(software.name)), ("Version", .text(software.version)),
                        ("Description", .text(software.description)),
                    ])
                ])
            ),
        ])
    }

    private var participantsTable: String {
        participants.reduce(into: bidsLine(["participant_id"] + participantColumns.map(\.name))) {
            $0 += bidsLine(["sub-" + $1.label] + $1.values)
        }
    }

    static func write(_ json: BIDSJSON, _ path: String) throws(RecordingError) { try write(json.text() + "\n", path) }

    static func write(_ text: String, _ path: String) throws(RecordingError) {
        let output = try OutputFile(path)
        try output.write(Array(text.utf8))
        try output.finish()
    }

    static func makeFolders(_ path: String, in folder: String) throws(RecordingError) {
        var built = folder
        for part in path.split(separator: "/") {
            built += "/" + part
            try makeFolder(built)
        }
    }

    static func makeFolder(_ path: String) throws(RecordingError) {
        guard mkdir(path, 0o777) == 0 || errno == EEXIST else {
            throw RecordingError(
                .cannotCreate, file: path, problem: "the folder cannot be made (\(systemMessage(errno)))")
        }
    }
}
