// A person from YAML. Everything that is wrong becomes one sentence with file and line.

import Glibc
import Signals

extension Person {
    /// The largest person file that is read, in bytes; ours have about 30,000.
    private static let sizeLimit = 1_000_000

    /// Reads a person file.
    ///
    /// - Throws: ``PersonFileError`` when it is not there, is no person file, or holds a value that cannot be.
    public init(contentsOf path: String) throws(PersonFileError) {
        guard let file = fopen(path, "rb") else {
            throw PersonFileError(
                file: path, "the person file cannot be read (\(String(cString: strerror(errno))))", category: .noInput)
        }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: Self.sizeLimit + 1)
        let count = fread(&bytes, 1, bytes.count, file)
        guard ferror(file) == 0 else {
            throw PersonFileError(
                file: path, "the person file cannot be read (\(String(cString: strerror(errno))))", category: .noInput)
        }
        guard count <= Self.sizeLimit else {
            throw PersonFileError(file: path, "this is no person file: it has more than \(Self.sizeLimit) bytes")
        }
        guard let text = String(validating: bytes[..<count], as: UTF8.self) else {
            throw PersonFileError(file: path, "this is no person file: it is not text in UTF-8")
        }
        try self.init(yaml: text, file: path)
    }

    /// Reads a person from the text of a person file.
    ///
    /// - Parameter file: how sentences call the file.
    /// - Throws: ``PersonFileError`` with the line when something cannot be.
    public init(yaml text: String, file: String) throws(PersonFileError) {
        self.init()
        let document = try PersonDocument(text, file: file)
        try document.checkLayout()
        var tops = Self.sections.map(\.name)
        tops[0] = PersonDocument.layoutKey
        try document.checkKeys(of: document.root, allowed: tops + Self.sections[0].parameters.map(\.name), path: "")
        for section in Self.sections {
            guard let mapping = try document.mapping(of: section, for: &self) else { continue }
            if !section.name.isEmpty {
                try document.checkKeys(of: mapping, allowed: section.parameters.map(\.name), path: section.name)
            }
            for parameter in section.parameters { try document.read(parameter, in: section, from: mapping, to: &self) }
        }
        do { try check() } catch {
            throw PersonFileError(file: file, line: document.line(of: error), error.error.description)
        }
    }
}
