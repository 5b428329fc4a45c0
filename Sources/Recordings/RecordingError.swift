// What can be wrong with a file, each as one sentence that names the place.

public import Signals

/// What is wrong with a recording, where, and what is allowed.
public struct RecordingError: ExplainedError, Hashable {
    /// What kind of trouble it is: ``ErrorCategory/data`` for the content, ``ErrorCategory/noInput`` for a file that is
    /// not there or cannot be read, ``ErrorCategory/cannotCreate`` for an output.
    public let category: ErrorCategory
    /// The file, as the user named it.
    public let file: String
    /// Where in the file: a channel, a line, a byte, a variable; `nil` for the whole file.
    public let place: String?
    /// What is wrong and what is allowed, without a full stop.
    public let problem: String

    /// Creates an error.
    public init(_ category: ErrorCategory = .data, file: String, place: String? = nil, problem: String) {
        self.category = category
        self.file = file
        self.place = place.map(Self.oneLine)
        self.problem = Self.oneLine(problem)
    }

    /// Texts out of a damaged file may hold anything and be of any length; a sentence stays one line.
    private static func oneLine(_ text: String) -> String {
        let scalars = text.unicodeScalars.prefix(600).map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }
        return String(String.UnicodeScalarView(scalars)) + (text.unicodeScalars.count > 600 ? "…" : "")
    }

    /// One sentence: file, place, problem.
    public var description: String { file + (place.map { ", \($0)" } ?? "") + ": " + problem }
}
