// The list of a study's recordings: who, under which condition, when, and what was done.

/// The recordings of a study, as a CSV names them: one row per file, with the columns `file`, `participant`, `condition`,
/// `kind`, and, where there are several, `time`. Other columns are left alone.
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
    }

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
        var entries: [Entry] = []
        var first: [String: Int] = [:]
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
            entries.append(
                Entry(
                    file: row[file], participant: row[participant], condition: row[condition],
                    time: time.map { row[$0] }, kind: known, line: line))
        }
        self.entries = entries
    }
}
