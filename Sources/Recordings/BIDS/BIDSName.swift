// Names of files in BIDS: `sub-01_task-ramp_emg.bdf` is entities, a suffix and an ending; and which sidecars belong to
// a file by the inheritance principle.

import Signals

/// A file's path taken apart as BIDS names files.
struct BIDSName: Hashable, Sendable {
    /// The folder with a `/` at its end; empty for the working folder.
    let folder: String
    /// `sub`, `01` and the like, in the order of the name.
    let entities: [Entity]
    /// The last word of the name: `emg`, `channels`, `events`.
    let suffix: String
    /// The ending with its point: `.bdf`.
    let ending: String

    /// A part of a name such as `task-ramp`.
    struct Entity: Hashable, Sendable {
        let key, value: String
    }

    init(_ path: String) {
        let slash = path.lastIndex(of: "/")
        folder = slash.map { String(path[...$0]) } ?? ""
        let name = slash.map { path[path.index(after: $0)...] } ?? path[...]
        let dot = name.firstIndex(of: ".") ?? name.endIndex
        ending = String(name[dot...])
        var parts = name[..<dot].split(separator: "_", omittingEmptySubsequences: false).map(String.init)
        suffix = parts.popLast() ?? ""
        entities = parts.map { part in
            guard let dash = part.firstIndex(of: "-") else { return Entity(key: part, value: "") }
            return Entity(key: String(part[..<dash]), value: String(part[part.index(after: dash)...]))
        }
    }

    /// The value of an entity.
    subscript(_ key: String) -> String? { entities.first { $0.key == key }?.value }

    /// The root of the dataset: the nearest folder upwards with a `dataset_description.json`, with a `/` at its end.
    var root: String? {
        folders(upTo: nil).first { FolderListing.isFile($0 + "dataset_description.json") }
    }

    /// The folder of the file and those above it, as far as `root`; without one, as far as the path goes.
    private func folders(upTo root: String?) -> [String] {
        var folders = [folder]
        while let last = folders.last, last != root, last.count > 1 {
            let inner = last.dropLast()
            guard let slash = inner.lastIndex(of: "/") else {
                // `sub-01/` lies in the working folder.
                folders.append("")
                break
            }
            folders.append(String(inner[...slash]))
        }
        return folders
    }

    /// The files of a kind that apply to this file, the nearest first: in its folder or above it, as far as the root of
    /// the dataset, with no entity that this file does not have. In each folder the most specific one comes first.
    ///
    /// - Throws: ``RecordingError`` when a folder cannot be read.
    func applicable(suffix: String, ending: String) throws(RecordingError) -> [String] {
        let mine = Set(entities)
        var found: [String] = []
        for place in root.map({ folders(upTo: $0) }) ?? [folder] {
            let names = try FolderListing.names(in: place.isEmpty ? "." : place).map { BIDSName(place + $0) }
            let fitting = names.filter {
                // Electrodes and coordinate systems may carry a `space` that the recording has not.
                $0.suffix == suffix && $0.ending == ending
                    && $0.entities.allSatisfy { mine.contains($0) || $0.key == "space" }
            }
            found += fitting.sorted { $0.entities.count > $1.entities.count }.map(\.path)
        }
        return found
    }

    /// The path.
    var path: String {
        folder
            + (entities.map { $0.value.isEmpty ? $0.key : "\($0.key)-\($0.value)" } + [suffix]).joined(separator: "_")
            + ending
    }

    /// The members of all JSON sidecars of a kind that apply, where the nearest has the last word.
    ///
    /// - Throws: ``RecordingError`` when one of them is no JSON object.
    func sidecar(_ suffix: String) throws(RecordingError) -> (members: [String: JSONValue], paths: [String]) {
        let paths = try applicable(suffix: suffix, ending: ".json")
        var members: [String: JSONValue] = [:]
        for path in paths.reversed() {
            guard case .object(let object) = try JSONValue.read(path) else {
                throw RecordingError(file: path, problem: "a sidecar is a JSON object, which begins with \"{\"")
            }
            members.merge(object) { $1 }
        }
        return (members, paths)
    }
}
