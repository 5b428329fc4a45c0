// Errors are for people: one sentence that says what is wrong, where, and what is allowed.

/// What kind of trouble an error is; the command line turns it into an exit code of sysexits.
public enum ErrorCategory: Int32, Hashable, Sendable {
    /// The command was given in a way that cannot work (64).
    case usage = 64
    /// The data are not what they should be (65).
    case data = 65
    /// The input is not there or cannot be read (66).
    case noInput = 66
    /// Something that the work needs is not available, such as a device (69).
    case unavailable = 69
    /// Lull itself has gone wrong (70).
    case software = 70
    /// The output cannot be written (73).
    case cannotCreate = 73
    /// Reading or writing failed on the way (74).
    case inputOutput = 74
    /// A safety rule or a permission refused it (77).
    case noPermission = 77
}

/// An error that a person can act on. `description` is one sentence: what is wrong, where (file, line, channel, field),
/// what was found, and what is allowed.
public protocol ExplainedError: Error, Sendable, CustomStringConvertible {
    /// What kind of trouble it is.
    var category: ErrorCategory { get }
}
