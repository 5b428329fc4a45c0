// What a folder in the layout of BIDS-EMG holds (BIDS 1.11.0, 2026): who, what was done, and one recording each.

/// Recordings with everything that a stranger needs to understand them, ready to be written as a BIDS-EMG folder.
///
/// ``write(to:)`` gives `sub-…/emg/sub-…_task-…_emg.bdf` with its `_emg.json`, `_channels.tsv`, `_electrodes.tsv`,
/// `_coordsystem.json` and `_events.tsv` for each recording, `dataset_description.json`, `participants.tsv` and `README`.
/// Known discharges, which BIDS has no place for yet, go into a derivative: `_desc-groundtruth_events.tsv`.
///
/// Only the descriptions have to fit into memory: samples are read from each recording's ``SampleStore`` while writing.
public struct BIDSDataset: Sendable {
    /// The name of the dataset.
    public var name: String
    /// Who made it.
    public var authors: [String] = []
    /// Under which licence it may be used, such as `CC0`.
    public var license = "CC0"
    /// The program that made it.
    public var software: BIDSSoftware
    /// The text of the file `README`.
    public var readme: String
    /// The people in it.
    public var participants: [BIDSParticipant]
    /// What the columns of `participants.tsv` mean; every participant has one value for each.
    public var participantColumns: [BIDSColumn] = []
    /// The recordings.
    public var recordings: [BIDSRecording]

    /// Creates a dataset.
    public init(
        name: String, software: BIDSSoftware, readme: String, participants: [BIDSParticipant],
        recordings: [BIDSRecording]
    ) {
        self.name = name
        self.software = software
        self.readme = readme
        self.participants = participants
        self.recordings = recordings
    }

    /// The text as BIDS allows it in file names: its ASCII letters and digits; `x` when nothing is left.
    public static func label(_ text: String) -> String {
        let kept = text.unicodeScalars.filter(isLabelCharacter)
        return kept.isEmpty ? "x" : String(String.UnicodeScalarView(kept))
    }

    static func isLabelCharacter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
    }
}

/// A program, for `GeneratedBy`.
public struct BIDSSoftware: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// Its version.
    public var version: String
    /// How it was called, or another word on what it did.
    public var description: String

    /// Creates a program's description.
    public init(name: String, version: String, description: String = "") {
        self.name = name
        self.version = version
        self.description = description
    }
}

/// A column of a table with its meaning.
public struct BIDSColumn: Hashable, Sendable {
    /// Its name, in lower case with `_`.
    public var name: String
    /// What it means.
    public var description: String

    /// Creates a column.
    public init(_ name: String, _ description: String) {
        self.name = name
        self.description = description
    }
}

/// A person in the dataset.
public struct BIDSParticipant: Hashable, Sendable {
    /// The label after `sub-`: ASCII letters and digits.
    public var label: String
    /// A value for each of ``BIDSDataset/participantColumns``.
    public var values: [String]

    /// Creates a participant.
    public init(label: String, values: [String] = []) {
        self.label = label
        self.values = values
    }
}
