// Where the numbers of a result come from; the caller knows it, the analysis does not.

/// What a result must carry so that it can be made again: software, input, and (in the result itself) all parameters.
public struct ResultProvenance: Hashable, Sendable, Codable {
    /// The program and its version, such as `Lull 0.1.0`.
    public var software: String
    /// The input's name as the user gave it.
    public var input: String
    /// The SHA-256 of the input, in hexadecimal; `nil` when it was not a file.
    @NullWhenAbsent public var inputSHA256: String?

    /// Creates provenance.
    public init(software: String, input: String, inputSHA256: String? = nil) {
        self.software = software
        self.input = input
        self.inputSHA256 = inputSHA256
    }
}
