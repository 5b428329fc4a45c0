// What can be wrong with a form that somebody filled in, in one sentence.

public import Signals

/// Why a prescription or the answers of a screening cannot be used: file, line, field, what was found, what is allowed.
public struct FormError: ExplainedError, Hashable {
    /// The file as it was named.
    public let file: String
    /// The line, counted from 1; `nil` when the whole file is meant.
    public let line: Int?
    /// What is wrong and what is allowed.
    public let problem: String
    /// Wrong data, a file that is not there, or a safety rule that refused.
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
