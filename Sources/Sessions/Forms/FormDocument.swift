// A form as YAML (or JSON, which YAML contains): sections of fields, each one line with one value.

import Glibc
import Signals
import Yams

/// A parsed form: every key is known, every key is there, no value is more than one line of text.
struct FormDocument {
    let file: String
    /// The fields by their path, such as `pulse: current`.
    private var fields: [String: FormField] = [:]

    /// The largest form that is read, in bytes; ours have about 4,000.
    static let sizeLimit = 200_000

    /// What a section of a form holds.
    struct Section {
        /// Its name; empty for what stands outside of any section.
        let name: String
        /// The keys that it has.
        let keys: [String]
        /// Whether a key may be missing.
        var mayLack = false
    }

    /// The text of a form.
    static func text(of path: String) throws(FormError) -> String {
        func unreadable() -> FormError {
            FormError(
                file: path, "the file cannot be read (\(String(cString: strerror(errno))))", category: .noInput)
        }
        guard let file = fopen(path, "rb") else { throw unreadable() }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: sizeLimit + 1)
        let count = fread(&bytes, 1, bytes.count, file)
        guard ferror(file) == 0 else { throw unreadable() }
        guard count <= sizeLimit else {
            throw FormError(file: path, "this is no form: it has more than \(sizeLimit) bytes")
        }
        guard let text = String(validating: bytes[..<count], as: UTF8.self) else {
            throw FormError(file: path, "this is no form: it is not text in UTF-8")
        }
        return text
    }

    /// Reads a form that begins with `key: 1`.
    init(_ text: String, file: String, key: String, sections: [Section]) throws(FormError) {
        self.file = file
        try Self.refuseAliases(in: text, file: file)
        let node: Node?
        do { node = try Yams.compose(yaml: text) } catch let error as YamlError {
            throw Self.explained(error, file: file)
        } catch {
            throw FormError(file: file, "this is not YAML")
        }
        guard case .mapping(let root)? = node, let form = Self.value(of: key, in: root) else {
            throw FormError(
                file: file, line: 1, "“\(key): 1” is missing, so this is another kind of file or an empty one")
        }
        guard form.scalar?.string == "1" else {
            throw FormError(
                file: file, line: form.mark?.line,
                "\(key) is \(Self.words(form)); allowed is 1, which this version reads")
        }
        let outside = sections.first { $0.name.isEmpty }
        let names = [key] + (outside?.keys ?? []) + sections.map(\.name).filter { !$0.isEmpty }
        try Self.check(root, names, in: "", file)
        for section in sections {
            guard !section.name.isEmpty else {
                try take(section, root, line: 1)
                continue
            }
            guard let node = Self.value(of: section.name, in: root) else {
                throw FormError(file: file, "the section “\(section.name)” is missing; every section is needed")
            }
            guard case .mapping(let mapping) = node else {
                throw FormError(
                    file: file, line: node.mark?.line,
                    "\(section.name) is \(Self.words(node)); allowed are indented lines of its own: "
                        + section.keys.joined(separator: ", "))
            }
            try Self.check(mapping, section.keys, in: section.name, file)
            try take(section, mapping, line: node.mark?.line)
        }
    }

    /// A field; one that may be missing and is, is empty.
    func field(_ section: String, _ key: String) -> FormField {
        let path = section.isEmpty ? key : "\(section): \(key)"
        return fields[path] ?? FormField(file: file, path: path, line: nil, text: "")
    }

    private mutating func take(_ section: Section, _ mapping: Node.Mapping, line: Int?) throws(FormError) {
        for key in section.keys {
            let path = section.name.isEmpty ? key : "\(section.name): \(key)"
            guard let node = Self.value(of: key, in: mapping) else {
                guard section.mayLack else {
                    throw FormError(file: file, line: line, "\(path) is missing; every line of the form is needed")
                }
                continue
            }
            guard case .scalar(let scalar) = node else {
                throw FormError(
                    file: file, line: node.mark?.line, "\(path) is \(Self.words(node)); allowed is one value")
            }
            let isEmpty = scalar.style == .plain && ["", "~", "null"].contains(scalar.string)
            fields[path] = FormField(
                file: file, path: path, line: node.mark?.line,
                text: isEmpty ? "" : scalar.string.split(whereSeparator: \.isWhitespace).joined(separator: " "))
        }
    }

    /// Refuses keys that do not belong: what somebody wrote and nobody reads could be what matters.
    private static func check(
        _ mapping: Node.Mapping, _ allowed: [String], in section: String, _ file: String
    ) throws(FormError) {
        for (node, _) in mapping {
            let place = section.isEmpty ? "" : "\(section): "
            guard let key = node.scalar?.string, allowed.contains(key) else {
                throw FormError(
                    file: file, line: node.mark?.line,
                    "\(place)\(words(node)) is not a line of this form; allowed are "
                        + allowed.joined(separator: ", "))
            }
        }
    }

    /// The value of a key that is text; also of keys that YAML would read as something else.
    private static func value(of key: String, in mapping: Node.Mapping) -> Node? {
        mapping.first { $0.key.scalar?.string == key }?.value
    }

    private static func words(_ node: Node) -> String {
        switch node {
        case .scalar(let scalar): scalar.string.isEmpty ? "without a value" : "“\(scalar.string.prefix(60))”"
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .alias: "an alias"
        }
    }

    /// Aliases are refused before the text is parsed: a few lines of them can unfold to more than any memory holds.
    private static func refuseAliases(in text: String, file: String) throws(FormError) {
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            var previous: Unicode.Scalar = " "
            for scalar in line.unicodeScalars {
                let isApart = previous.properties.isWhitespace || "[{,:?-".unicodeScalars.contains(previous)
                if scalar == "#", previous.properties.isWhitespace { break }
                if scalar == "*", isApart {
                    throw FormError(
                        file: file, line: number + 1,
                        "a value begins with *, which YAML takes for an alias; write it without")
                }
                previous = scalar
            }
        }
    }

    /// What the YAML parser says, in one sentence.
    private static func explained(_ error: YamlError, file: String) -> FormError {
        func words(_ problem: String) -> String {
            problem.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }
        return switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            FormError(file: file, line: mark.line, "this is not YAML: \(words(problem))")
        case .reader(let problem, _, _, _): FormError(file: file, "this is not YAML: \(words(problem))")
        case .duplicatedKeysInMapping(let keys, let context):
            FormError(file: file, line: context.mark.line, "“\(keys.min() ?? "")” is there twice; allowed is once")
        default: FormError(file: file, "this is not YAML")
        }
    }
}
