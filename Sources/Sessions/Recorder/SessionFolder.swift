// Where everything of a session is kept: one folder, written while the session runs.

import Devices
import Glibc
public import Recordings
public import Signals

/// A session's folder: `signals.xdf`, `events.jsonl`, and after its end `bids/`.
///
/// The first two grow while the session runs and are all that is needed to play it again; the dataset in `bids/` is made
/// from them when it has ended.
public struct SessionFolder: Hashable, Sendable {
    /// Its path.
    public let path: String
    /// The signals, as they come.
    public var signals: String { path + "/signals.xdf" }
    /// The event log.
    public var events: String { path + "/events.jsonl" }
    /// The log of a recording without a session: what the source said of its samples.
    public var recordingLog: String { path + "/recording.jsonl" }
    /// The dataset for other programs (BIDS-EMG, BDF+).
    public var dataset: String { path + "/bids" }

    /// Makes a folder for a new session. One that is there already must be empty: no session is ever written over.
    ///
    /// - Throws: ``SessionError``.
    public static func create(_ path: String) throws(SessionError) -> SessionFolder {
        let folder = SessionFolder(path)
        var built = path.hasPrefix("/") ? "/" : ""
        for part in folder.path.split(separator: "/") {
            built += built.isEmpty || built == "/" ? part : "/" + part
            guard mkdir(built, 0o777) == 0 || errno == EEXIST else {
                throw SessionError(
                    .cannotCreate, path, "the folder cannot be made (\(String(cString: strerror(errno)))); name another"
                )
            }
        }
        for file in [folder.signals, folder.events, folder.recordingLog, folder.dataset] where access(file, F_OK) == 0 {
            throw SessionError(
                .cannotCreate, path,
                "there is a session or a recording in this folder already, and none is written over; name a new one")
        }
        return folder
    }

    /// Names the folder of a session that was kept.
    public init(_ path: String) { self.path = path.count > 1 && path.last == "/" ? String(path.dropLast()) : path }

    /// Whether there is a session or a recording at a path.
    public static func exists(_ path: String) -> Bool {
        let folder = SessionFolder(path)
        return [folder.signals, folder.events, folder.recordingLog].contains { (file: String) in access(file, F_OK) == 0
        }
    }

    /// Whether a path looks like a session's folder.
    public static func isSession(_ path: String) -> Bool { access(SessionFolder(path).events, F_OK) == 0 }

    /// Makes the dataset from the signals: BDF+ in the layout of BIDS-EMG.
    ///
    /// - Parameter software: who writes it.
    /// - Throws: `RecordingError`, such as when samples are missing: BDF has no place for a gap, and none is filled.
    public func writeDataset(
        person: String, task: String = "session", software: BIDSSoftware
    ) throws(RecordingError) {
        var recording = try Recording.open(signals)
        recording.name = "signals.xdf"
        let dataset = BIDSDataset(converting: recording, participant: person, task: task, software: software)
        guard mkdir(self.dataset, 0o777) == 0 else {
            throw RecordingError(
                .cannotCreate, file: self.dataset,
                problem: "the folder cannot be made (\(String(cString: strerror(errno))))")
        }
        try dataset.write(to: self.dataset)
    }
}

/// Why a session cannot be kept or read.
public struct SessionError: ExplainedError, Hashable {
    /// What kind of trouble it is.
    public let category: ErrorCategory
    /// Where, and what is wrong, in one sentence.
    public let description: String

    init(_ category: ErrorCategory, _ path: String, _ problem: String) {
        self.category = category
        description = "\(path): \(problem)"
    }
}
