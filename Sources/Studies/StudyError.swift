// Why a study cannot be read, run or analysed.

public import Signals

/// A mistake in a study, in one sentence.
public struct StudyError: ExplainedError, Hashable {
    /// What is wrong, where, and what is allowed.
    public let description: String
    /// Whose mistake it is.
    public let category: ErrorCategory

    /// A mistake with its sentence.
    public init(_ description: String, category: ErrorCategory = .data) {
        self.description = description
        self.category = category
    }
}
