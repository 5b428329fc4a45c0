// What does not fit in a list of recordings: said before hours of assessment, not after them.

extension StudyManifest {
    /// Something that does not fit.
    public struct Problem: Hashable, Sendable {
        /// One sentence with its line.
        public let sentence: String
        /// Something is missing, and the rest can be analysed without it; otherwise something is wrong.
        public let isGap: Bool
        /// The file that is not there.
        public var file: String?
    }

    /// Everything that does not fit: wrong conditions and unknown participants, and what is missing.
    ///
    /// - Parameters:
    ///   - levels: the conditions there are, when they are known.
    ///   - listed: the participants of `participants.tsv` with their lines, when there is one.
    ///   - isThere: whether a file is there.
    public func problems(
        levels: [String]? = nil, listed: [(name: String, line: Int)]? = nil, isThere: (String) -> Bool
    ) -> [Problem] {
        wrongConditions(levels) + strangers(listed) + missingFiles(isThere) + gaps + absent(listed)
    }

    private func wrongConditions(_ levels: [String]?) -> [Problem] {
        let conditions = conditions
        func wrong(_ entry: Entry, _ rest: String) -> Problem {
            Problem(sentence: "\(place(entry)): condition is “\(entry.condition)”\(rest)", isGap: false)
        }
        if let levels {
            return entries.filter { !levels.contains($0.condition) }.map {
                wrong($0, "; allowed are \(levels.joined(separator: ", "))")
            }
        }
        var problems: [Problem] = []
        for condition in conditions {
            let ours = entries.filter { $0.condition == condition }
            let twin = conditions.prefix { $0 != condition }.first { plain($0) == plain(condition) }
            if let twin {
                problems += ours.map { wrong($0, ", elsewhere it is spelt “\(twin)”; one spelling is allowed") }
                continue
            }
            // Among several people, a condition that only one of them has is a slip of the pen.
            let owners = Set(ours.map(\.participant))
            let others = conditions.filter { $0 != condition && Set(people(under: $0)).count > 1 }
            if owners.count == 1, participants.count >= 3, others.count >= 2 {
                problems += ours.map {
                    wrong($0, ", which only \($0.participant) has; the others have \(others.joined(separator: ", "))")
                }
            }
        }
        return problems
    }

    private func plain(_ name: String) -> String { name.lowercased().filter { $0.isLetter || $0.isNumber } }

    private func people(under condition: String) -> [String] {
        entries.filter { $0.condition == condition }.map(\.participant)
    }

    /// Recordings of people that the list of participants does not have.
    private func strangers(_ listed: [(name: String, line: Int)]?) -> [Problem] {
        guard let listed else { return [] }
        let names = Set(listed.map(\.name))
        return entries.filter { !names.contains($0.participant) }.map {
            Problem(
                sentence: "\(place($0)): participant is “\($0.participant)”, whom participants.tsv does not list",
                isGap: false)
        }
    }

    private func missingFiles(_ isThere: (String) -> Bool) -> [Problem] {
        entries.filter { !isThere($0.file) }.map {
            Problem(sentence: "\(place($0)): \($0.file) is not there", isGap: true, file: $0.file)
        }
    }

    /// Cells of the design that other people have. Where nobody has more than one condition, people are compared with
    /// others, and a condition is nothing that they lack.
    private var gaps: [Problem] {
        var problems: [Problem] = []
        for kind in Kind.allCases {
            let ours = entries.filter { $0.kind == kind }
            func cell(_ entry: Entry) -> [String] { [entry.condition, entry.time ?? ""] }
            let byPerson = Dictionary(grouping: ours, by: \.participant)
            let isWithin = byPerson.values.contains { Set($0.map(\.condition)).count > 1 }
            let times = Set(ours.map { $0.time ?? "" })
            var cells: [[String]] = []
            for entry in ours where !cells.contains(cell(entry)) { cells.append(cell(entry)) }
            for person in participants {
                guard let has = byPerson[person], let first = has.first else { continue }
                let expected = isWithin ? cells : cells.filter { $0[0] == first.condition && times.contains($0[1]) }
                for missing in expected where !has.contains(where: { cell($0) == missing }) {
                    problems.append(
                        Problem(
                            sentence: "\(place(first)): \(person) has no \(kind.rawValue) under \(missing[0])"
                                + (missing[1].isEmpty ? "" : " (\(missing[1]))") + ", as others have", isGap: true))
                }
            }
        }
        return problems
    }

    /// Listed people without a recording.
    private func absent(_ listed: [(name: String, line: Int)]?) -> [Problem] {
        let there = Set(participants)
        return (listed ?? []).filter { !there.contains($0.name) }.map {
            Problem(sentence: "participants.tsv:\($0.line): \($0.name) has no recording in \(source)", isGap: true)
        }
    }
}
