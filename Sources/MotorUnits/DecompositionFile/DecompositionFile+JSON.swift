// The document as text, and back.

public import Recordings
import Signals

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension DecompositionFile {
    /// The document as JSON text: indented, keys sorted, a line end at the end. The same result gives the same bytes.
    ///
    /// - Throws: what the encoder throws; it does not for a decomposition.
    public func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }

    /// Reads a document from its JSON text.
    ///
    /// - Parameter file: the name that an error begins with.
    /// - Throws: ``RecordingError`` when it is no such document.
    public init(json text: some Collection<UInt8>, file: String) throws(RecordingError) {
        let decoder = JSONDecoder()
        decoder.nonConformingFloatDecodingStrategy = .convertFromString(
            positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
        do {
            self = try decoder.decode(DecompositionFile.self, from: Data(text))
        } catch let error as DecodingError {
            throw RecordingError(file: file, place: error.place, problem: "this is no decomposition: \(error.words)")
        } catch {
            throw RecordingError(file: file, problem: "this is no decomposition: it cannot be read as JSON")
        }
        _ = try decomposition(file: file)
    }

    /// Reads a document that `lull decompose` wrote.
    ///
    /// - Throws: ``RecordingError`` when it is not there or no such document.
    public init(contentsOf path: String) throws(RecordingError) {
        let bytes: Data
        do { bytes = try Data(contentsOf: URL(fileURLWithPath: path)) } catch {
            throw RecordingError(.noInput, file: path, problem: "the file is not there or cannot be read")
        }
        try self.init(json: bytes, file: path)
    }
}

extension DecodingError {
    private var context: Context? {
        switch self {
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .keyNotFound(_, let context),
            .dataCorrupted(let context):
            context
        @unknown default: nil
        }
    }

    /// Where it is, such as `units.3.filter`.
    fileprivate var place: String? {
        let path = (context?.codingPath ?? []).map { $0.intValue.map { "\($0 + 1)" } ?? $0.stringValue }
        return path.isEmpty ? nil : path.joined(separator: ".")
    }

    /// What is wrong, in a clause.
    fileprivate var words: String {
        switch self {
        case .keyNotFound(let key, _): "\(key.stringValue) is missing"
        case .typeMismatch: "a value of another type is expected here"
        case .valueNotFound: "a value is expected here"
        case .dataCorrupted(let context): context.codingPath.isEmpty ? "it is not JSON" : context.debugDescription
        @unknown default: "it cannot be read"
        }
    }
}
