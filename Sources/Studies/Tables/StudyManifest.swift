// The list of a study's recordings: who, under which condition, when, and what was done.

/// The recordings of a study, as a CSV names them: one row per file, with the columns `file`, `participant`, `condition`,
/// `kind`, and, where there are several, `time` and `trial`. `vibration` and `trains` are the schedule of a VibStim recording
/// without markers. Other columns are left alone.
public struct StudyManifest: Hashable, Sendable {
    /// What was recorded, and so how it is assessed.
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        /// A ramp contraction: ΔF.
        case ramp
        /// Vibration with electrical stimulation: VibStim.
        case vibstim
    }

    /// One recording.
    public struct Entry: Hashable, Sendable {
        /// The file, as the manifest has it; relative paths begin at the manifest's folder.
        public let file: String
        /// Who was recorded.
        public let participant: String
        /// Under which condition.
        public let condition: String
        /// When, such as `pre`; nil where the study has no times.
        public let time: String?
        /// What was recorded.
        public let kind: Kind
        /// The line of the manifest, so that every value can be traced to it.
        public let line: Int
        /// Which of several recordings of the same kind at the same time, such as `2`; nil where there is one.
        public var trial: String?
        /// When the tendon was vibrated, such as `10:43` (s); nil where the recording's own markers say it.
        public var vibration: String?
        /// When trains of stimulation were given, such as `20:22 24:26` (s).
        public var trains: String?
    }

    /// The name of the manifest, for sentences.
    public let source: String

    /// The recordings in the order of the manifest; never empty.
    public let entries: [Entry]

    /// Reads a manifest.
    ///
    /// - Throws: ``StudyError`` with the line of what is wrong: a column or a field that is missing, a kind that is not
    ///   known, or a file that stands there twice and would be counted twice.
    public init(csv text: String, source: String) throws(StudyError) {
        let table = try StudyTable(csv: text, source: source)
        let file = try table.position(of: "file")
        let participant = try table.position(of: "participant")
        let condition = try table.position(of: "condition")
        let kind = try table.position(of: "kind")
        let time = table.columns.firstIndex(of: "time")
        func optional(_ column: String, in row: [String]) -> String? {
            table.columns.firstIndex(of: column).map { row[$0] }.flatMap { $0.isEmpty ? nil : $0 }
        }
        var entries: [Entry] = []
        var first: [String: Int] = [:]
        var cells: [[String]: Int] = [:]
        for (row, line) in zip(table.rows, table.lines) {
            for place in [file, participant, condition] + (time.map { [$0] } ?? []) where row[place].isEmpty {
                throw StudyError("\(source):\(line): \(table.columns[place]) is empty; every recording needs one")
            }
            guard let known = Kind(rawValue: row[kind]) else {
                throw StudyError("\(source):\(line): kind is “\(row[kind])”; allowed are ramp and vibstim")
            }
            if let earlier = first[row[file]] {
                throw StudyError("\(source):\(line): \(row[file]) stands on line \(earlier) too; allowed is once")
            }
            first[row[file]] = line
            let entry = Entry(
                file: row[file], participant: row[participant], condition: row[condition], time: time.map { row[$0] },
                kind: known, line: line, trial: optional("trial", in: row), vibration: optional("vibration", in: row),
                trains: optional("trains", in: row))
            if let earlier = cells[entry.cell] {
                throw StudyError(
                    "\(source):\(line): this is the same as line \(earlier), \(entry.words); where there are several, number "
                        + "them in a column trial")
            }
            cells[entry.cell] = line
            entries.append(entry)
        }
        self.entries = entries
        self.source = source
    }
}

extension StudyManifest.Entry {
    /// What tells this recording from the others.
    var cell: [String] { [participant, condition, time ?? "", kind.rawValue, trial ?? ""] }

    /// What it is in words: `a ramp of P03 under relaxation (pre)`.
    public var words: String {
        "a \(kind.rawValue) of \(participant) under \(condition)" + (time.map { " (\($0))" } ?? "")
            + (trial.map { ", trial \($0)" } ?? "")
    }
}

extension StudyManifest {
    /// Where an entry stands: `study.csv:7`, or its file where the names of files are the manifest.
    public func place(_ entry: Entry) -> String { entry.line > 0 ? "\(source):\(entry.line)" : entry.file }

    /// The participants in the order in which they appear.
    public var participants: [String] { unique(\.participant) }
    /// The conditions in the order in which they appear.
    public var conditions: [String] { unique(\.condition) }
    /// The times in the order in which they appear; none in a study without.
    public var times: [String] { unique(\.time).compactMap(\.self) }

    func unique<Value: Hashable>(_ part: (Entry) -> Value) -> [Value] {
        var seen: Set<Value> = []
        return entries.map(part).filter { seen.insert($0).inserted }
    }

    /// The same study without some of its recordings.
    public func without(_ left: Set<String>) -> StudyManifest {
        StudyManifest(entries: entries.filter { !left.contains($0.file) }, source: source)
    }

    init(entries: [Entry], source: String) {
        self.entries = entries
        self.source = source
    }
}
