// Keeps the signals of a session while it runs.

public import Recordings
public import Signals

/// The signals of a session on their way to the disk.
///
/// A piece is handed to the system as soon as it lasts ``longestWait``, so that a program that is killed loses less than half
/// a second of signal; about once a second everything is forced out to the disk. It never leaves anything out.
public struct SessionRecorder: ~Copyable {
    /// How long samples wait in memory at most, in seconds of signal.
    public static let longestWait = 0.25
    /// After how many pieces the disk is asked to keep them.
    private static let piecesToForce = 4

    /// Where it all goes.
    public let folder: SessionFolder
    /// The frames that were handed to the system.
    public var keptFrames: Int { signals.keptFrames }
    private var signals: XDFSignalWriter
    private let pieceLength: Int
    private var pieces = 0

    /// Begins to record into a folder.
    ///
    /// - Throws: `RecordingError`.
    public init(_ folder: SessionFolder, channels: [Channel]) throws(RecordingError) {
        self.folder = folder
        signals = try XDFSignalWriter(path: folder.signals, channels: channels)
        pieceLength = max(1, signals.rate.samples(inSeconds: Self.longestWait))
    }

    /// Takes a block. What begins before the last one ended, or after it, is kept with its own time.
    ///
    /// - Throws: `RecordingError` when the disk is full or gone.
    public mutating func append(_ block: SampleBlock) throws(RecordingError) {
        block.values.withUnsafeBufferPointer { signals.append(start: block.start, frames: $0) }
        try flushIfDue()
    }

    /// Takes whole frames; otherwise as ``append(_:)``.
    ///
    /// - Throws: `RecordingError`.
    public mutating func append(start: SampleIndex, frames: UnsafeBufferPointer<Float>) throws(RecordingError) {
        signals.append(start: start, frames: frames)
        try flushIfDue()
    }

    /// Hands over what is left and ends the file.
    ///
    /// - Returns: the SHA-256 of the file, for the last line of the log: whoever changes a sample afterwards is found out.
    /// - Throws: `RecordingError`.
    public mutating func finish() throws(RecordingError) -> String {
        try signals.finish()
        return try SHA256.hexadecimal(ofFile: folder.signals)
    }

    private mutating func flushIfDue() throws(RecordingError) {
        guard signals.waitingFrames >= pieceLength else { return }
        try signals.flush()
        pieces += 1
        if pieces.isMultiple(of: Self.piecesToForce) { try signals.force() }
    }
}
