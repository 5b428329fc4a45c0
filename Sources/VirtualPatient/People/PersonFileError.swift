// What can be wrong with a person file, in one sentence each.

public import Signals

/// Why a person file cannot be used: file, line, what was found, what is allowed.
public struct PersonFileError: ExplainedError, Hashable {
    /// The file as it was named.
    public let file: String
    /// The line, counted from 1; `nil` when the whole file is meant.
    public let line: Int?
    /// What is wrong and what is allowed.
    public let problem: String
    /// Wrong data, or a file that is not there.
    public let category: ErrorCategory

    init(file: String, line: Int? = nil, _ problem: String, category: ErrorCategory = .data) {
        self.file = file
        self.line = line
        self.problem = problem
        self.category = category
    }

    /// The sentence.
    public var description: String { (line.map { "\(file), line \($0)" } ?? file) + ": " + problem }
}
