// A bank as text, and back.

public import Recordings
import Signals

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension SeparationBank {
    /// The bank as JSON text, keys sorted, a line end at the end.
    ///
    /// - Throws: what the encoder throws; it does not for a bank that was learnt.
    public func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }

    /// Reads a bank.
    ///
    /// - Throws: ``RecordingError`` when the file is not there, or its parts do not fit one another.
    public init(contentsOf path: String) throws(RecordingError) {
        func wrong(_ problem: String) -> RecordingError { RecordingError(file: path, problem: problem) }
        let bytes: Data
        do { bytes = try Data(contentsOf: URL(fileURLWithPath: path)) } catch {
            throw RecordingError(.noInput, file: path, problem: "the file is not there or cannot be read")
        }
        do { self = try JSONDecoder().decode(SeparationBank.self, from: bytes) } catch {
            throw wrong("this is no bank of separation filters: it cannot be read as one")
        }
        let width = channels.count * copies
        guard rate != nil, copies > 0, step > 0, scale > 0, distance > 0, before >= 0, after >= 0, !channels.isEmpty,
            !units.isEmpty, units.allSatisfy({ $0.weights.count == width }),
            leakage.count == units.count * units.count * (before + 1 + after)
        else { throw wrong("this bank of separation filters contradicts itself: its parts differ in size") }
    }
}
