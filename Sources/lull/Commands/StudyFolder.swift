// A study's folder: which recordings it has, and whether they fit together.

import Recordings
import Signals
import Studies

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The recordings of a study, from its manifest or from the names of a BIDS dataset.
struct StudyFolder {
    let path: String
    private(set) var manifest: StudyManifest
    /// What a reader should know: recordings left out, and why.
    private(set) var notes: [String] = []
    /// The file that is the manifest, when there is one.
    let manifestFile: String?

    /// The names that a manifest may have.
    private static let names = ["study.csv", "manifest.csv"]

    /// Reads the list and says everything that does not fit, a sentence each.
    ///
    /// - Parameters:
    ///   - levels: the conditions, when they are known.
    ///   - incomplete: whether what is missing is left out instead of refused.
    init(_ folder: String, levels: [String]?, incomplete: Bool) throws {
        let path = folder.count > 1 && folder.last == "/" ? String(folder.dropLast()) : folder
        self.path = path
        let name = Self.names.first { FileManager.default.fileExists(atPath: path + "/" + $0) }
        manifestFile = name.map { path + "/" + $0 }
        if let name {
            manifest = try StudyManifest(csv: Self.text(of: path + "/" + name), source: name)
        } else {
            guard FileManager.default.fileExists(atPath: path + "/dataset_description.json") else {
                throw StudyError(
                    "\(folder): there is no study.csv (columns file, participant, condition, kind), and no "
                        + "dataset_description.json of a BIDS dataset", category: .noInput)
            }
            var others: [String] = []
            manifest = try StudyManifest(bids: Self.files(in: path), source: folder, others: &others)
            if !others.isEmpty {
                notes.append(
                    "Left out, because their task is neither a ramp nor VibStim: \(others.joined(separator: ", ")).")
            }
        }
        let problems = manifest.problems(levels: levels, listed: try Self.participants(of: path)) { file in
            FileManager.default.fileExists(atPath: Self.join(path, file))
        }
        let serious = problems.filter { !incomplete || !$0.isGap }
        if let last = serious.last {
            for problem in serious.dropLast() { Console.say("lull: \(problem.sentence)") }
            let hint = serious.allSatisfy(\.isGap) ? " (--incomplete leaves out what is missing)" : ""
            throw StudyError(last.sentence + hint)
        }
        notes += problems.map { "\($0.sentence)." }
        manifest = manifest.without(Set(problems.compactMap(\.file)))
        guard !manifest.entries.isEmpty else {
            throw StudyError("\(manifest.source): none of its recordings is there", category: .noInput)
        }
    }

    /// The path of a recording.
    func path(of entry: StudyManifest.Entry) -> String { Self.join(path, entry.file) }

    private static func join(_ folder: String, _ file: String) -> String {
        file.hasPrefix("/") ? file : folder + "/" + file
    }

    private static func text(of file: String) throws(StudyError) -> String {
        guard let bytes = FileManager.default.contents(atPath: file) else {
            throw StudyError("\(file): it cannot be read", category: .noInput)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The recordings of a dataset, where BIDS puts them: `sub-…/[ses-…/]emg/`.
    private static func files(in root: String) -> [String] {
        func names(_ folder: String) -> [String] {
            ((try? FileManager.default.contentsOfDirectory(atPath: root + "/" + folder)) ?? []).sorted()
        }
        return names("").filter { $0.hasPrefix("sub-") }.flatMap { person in
            ([person] + names(person).filter { $0.hasPrefix("ses-") }.map { person + "/" + $0 })
                .flatMap { place in names(place + "/emg").map { place + "/emg/" + $0 } }
        }
    }

    /// The participants that `participants.tsv` lists, without `sub-`, with their lines.
    private static func participants(of folder: String) throws -> [(name: String, line: Int)]? {
        let file = folder + "/participants.tsv"
        guard FileManager.default.fileExists(atPath: file) else { return nil }
        let lines = try text(of: file).split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.filter { $0 != "\r" } }
        return lines.enumerated().dropFirst().compactMap { number, line in
            guard let first = line.split(separator: "\t", omittingEmptySubsequences: false).first, !first.isEmpty else {
                return nil
            }
            return (first.hasPrefix("sub-") ? String(first.dropFirst(4)) : String(first), number + 1)
        }
    }
}
