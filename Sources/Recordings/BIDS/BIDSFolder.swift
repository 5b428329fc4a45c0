// From a folder to the one recording in it.

import Signals

/// A folder of a BIDS dataset: the whole dataset, a participant's or a session's.
struct BIDSFolder {
    /// The folder with a `/` at its end.
    let path: String

    init(_ path: String) { self.path = path.hasSuffix("/") ? path : path + "/" }

    /// The path of the only EMG recording in the folder.
    ///
    /// - Throws: ``RecordingError`` with ``ErrorCategory/noInput`` when the folder belongs to no dataset, or when it holds no
    ///   recording or several; the sentence lists them.
    func recording() throws(RecordingError) -> String {
        guard BIDSName(path).root != nil else {
            throw RecordingError(
                .noInput, file: path,
                problem: "this folder holds no dataset_description.json, so it is no BIDS dataset; name one file in it")
        }
        var found: [String] = []
        var sidecars: [String] = []
        try search(path, depth: 0, &found, &sidecars)
        if found.count == 1 { return found[0] }
        let names = { (paths: [String]) in
            paths.prefix(8).map { String($0.dropFirst(path.count)) }.joined(separator: ", ")
                + (paths.count > 8 ? " and \(paths.count - 8) more" : "")
        }
        if found.isEmpty {
            let more = sidecars.isEmpty ? "" : "; \(names(sidecars)) describes one that is not there"
            throw RecordingError(
                .noInput, file: path, problem: "the dataset holds no file that ends in _emg.edf or _emg.bdf" + more)
        }
        throw RecordingError(
            .noInput, file: path,
            problem: "the dataset holds \(found.count) recordings; name one of them: \(names(found))")
    }

    /// Looks where BIDS puts recordings: `sub-…/[ses-…/]emg/`. Derivatives and sources are other things.
    private func search(
        _ folder: String, depth: Int, _ found: inout [String], _ sidecars: inout [String]
    ) throws(RecordingError) {
        for name in try FolderListing.names(in: folder) {
            let path = folder + name
            if name.hasSuffix("_emg.edf") || name.hasSuffix("_emg.bdf") {
                found.append(path)
            } else if name.hasPrefix("sub-"), name.hasSuffix("_emg.json") {
                sidecars.append(path)
            } else if depth < 3, name == "emg" || name.hasPrefix("sub-") || name.hasPrefix("ses-"),
                FolderListing.isFolder(path)
            {
                try search(path + "/", depth: depth + 1, &found, &sidecars)
            }
        }
    }
}
