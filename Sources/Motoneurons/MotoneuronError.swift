// What can be wrong with a motoneuron, a pool or a saved state, in one sentence each.

public import Signals

/// Why a pool cannot be made or continued: names the cell, the quantity, the value found and what is allowed.
public struct MotoneuronError: ExplainedError, Hashable {
    /// Parameters and saved states are data.
    public var category: ErrorCategory { .data }
    /// The reason in one sentence.
    public let description: String

    init(_ description: String) { self.description = description }
}
