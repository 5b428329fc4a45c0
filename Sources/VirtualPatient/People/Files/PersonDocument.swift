// The YAML side of reading a person: nodes, lines, and sentences about them.

import Yams

/// A parsed person file.
struct PersonDocument {
    /// The first key of every person file.
    static let layoutKey = "lull person"

    let file: String
    let root: Node.Mapping

    init(_ text: String, file: String) throws(PersonFileError) {
        self.file = file
        try Self.refuseAliases(in: text, file: file)
        let node: Node?
        do { node = try Yams.compose(yaml: text) } catch let error as YamlError {
            throw Self.explained(error, file: file)
        } catch {
            throw PersonFileError(file: file, "this is not YAML")
        }
        guard let node, !node.isEmpty else { throw PersonFileError(file: file, "the person file is empty") }
        guard case .mapping(let root) = node else {
            throw PersonFileError(
                file: file, line: node.mark?.line,
                "this is no person file: found is \(node.kindInWords), allowed is a mapping that begins with "
                    + "“\(Self.layoutKey): \(Person.layout)”")
        }
        self.root = root
    }

    /// Whether the file says that it is a person file, in a layout that is known.
    func checkLayout() throws(PersonFileError) {
        let key = Self.layoutKey
        guard let node = root.value(of: key) else {
            throw PersonFileError(
                file: file, line: 1, "this is no person file: “\(key): \(Person.layout)” is missing at its beginning")
        }
        guard node.scalar?.string == "\(Person.layout)" else {
            throw PersonFileError(
                file: file, line: node.mark?.line,
                "\(key) is \(node.valueInWords); allowed is \(Person.layout), the layout that this version reads")
        }
    }

    /// Refuses keys that do not belong, with the nearest one that does.
    func checkKeys(of mapping: Node.Mapping, allowed: [String], path: String) throws(PersonFileError) {
        for (node, _) in mapping {
            guard let key = node.scalar?.string else {
                throw PersonFileError(
                    file: file, line: node.mark?.line, "a key is \(node.kindInWords); allowed is a name")
            }
            guard !allowed.contains(key) else { continue }
            let place = path.isEmpty ? "" : "\(path): "
            let hint =
                key.nearest(in: allowed).map { "did you mean “\($0)”?" }
                ?? "allowed are \(allowed.map { "“\($0)”" }.joined(separator: ", "))"
            throw PersonFileError(
                file: file, line: node.mark?.line, "\(place)“\(key.shortened)” is not known; \(hint)")
        }
    }

    /// The mapping of a section; `nil` when the section is `off`, which is then noted in `person`.
    func mapping(of section: ParameterSection, for person: inout Person) throws(PersonFileError) -> Node.Mapping? {
        if section.name.isEmpty { return root }
        guard let node = root.value(of: section.name) else {
            throw PersonFileError(
                file: file, "the section “\(section.name)” is missing; every section is needed")
        }
        if case .mapping(let mapping) = node {
            if let presence = section.presence { presence.set(true, &person) }
            return mapping
        }
        if let presence = section.presence, node.scalar?.string == "off" {
            presence.set(false, &person)
            return nil
        }
        let allowed = section.presence == nil ? "indented lines of its own" : "indented lines of its own, or off"
        throw PersonFileError(
            file: file, line: node.mark?.line, "\(section.name) is \(node.valueInWords); allowed are \(allowed)")
    }

    /// Reads one parameter.
    func read(
        _ parameter: ParameterDescription, in section: ParameterSection, from mapping: Node.Mapping,
        to person: inout Person
    ) throws(PersonFileError) {
        let path = section.path(of: parameter)
        let example = "such as “\(parameter.name): \(parameter.text(in: person))”"
        guard let node = mapping.value(of: parameter.name) else {
            throw PersonFileError(
                file: file, line: section.name.isEmpty ? nil : line(ofKey: section.name),
                "\(path) is missing; every key is needed, \(example)")
        }
        guard case .scalar(let scalar) = node else {
            throw PersonFileError(
                file: file, line: node.mark?.line, "\(path) is \(node.kindInWords); allowed is one value, \(example)")
        }
        guard !(scalar.style == .plain && ["", "~", "null"].contains(scalar.string)) else {
            throw PersonFileError(
                file: file, line: node.mark?.line, "\(path) has no value; allowed is \(parameter.allowedWithReason)")
        }
        do { try parameter.set(scalar.string, in: &person) } catch {
            throw PersonFileError(
                file: file, line: node.mark?.line, "\(path) is \(error.found); allowed is \(error.allowed)")
        }
    }

    /// The line of what a finding is about.
    func line(of finding: PersonFinding) -> Int? {
        guard let name = finding.name else { return line(ofKey: finding.section) }
        if finding.section.isEmpty { return line(ofKey: name) }
        guard case .mapping(let mapping)? = root.value(of: finding.section) else { return line(ofKey: finding.section) }
        return mapping.value(of: name)?.mark?.line
    }

    private func line(ofKey key: String) -> Int? { root.first { $0.key.scalar?.string == key }?.key.mark?.line }
}

extension PersonDocument {
    /// Aliases are refused before the text is parsed: a few lines of them can unfold to more than any memory holds.
    private static func refuseAliases(in text: String, file: String) throws(PersonFileError) {
        var line = 1
        var previous: Unicode.Scalar = "\n"
        var isComment = false
        var starred = false
        for scalar in text.unicodeScalars {
            if starred, !scalar.properties.isWhitespace {
                throw PersonFileError(
                    file: file, line: line, "aliases (*name) are not used in person files; write the value itself")
            }
            if scalar == "#", previous.properties.isWhitespace { isComment = true }
            starred =
                scalar == "*" && !isComment
                && (previous.properties.isWhitespace || "[{,:?-".unicodeScalars.contains(previous))
            if scalar == "\n" {
                line += 1
                isComment = false
            }
            previous = scalar
        }
    }

    /// What the YAML parser says, in one sentence.
    private static func explained(_ error: YamlError, file: String) -> PersonFileError {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            PersonFileError(file: file, line: mark.line, "this is not YAML: \(problem.oneLine)")
        case .reader(let problem, _, _, _): PersonFileError(file: file, "this is not YAML: \(problem.oneLine)")
        case .duplicatedKeysInMapping(let keys, let context):
            PersonFileError(
                file: file, line: context.mark.line,
                "the key “\((keys.min() ?? "").shortened)” is there twice; allowed is once")
        default: PersonFileError(file: file, "this is not YAML")
        }
    }
}

extension Node {
    fileprivate var isEmpty: Bool {
        if case .scalar(let scalar) = self { scalar.style == .plain && scalar.string.isEmpty } else { false }
    }

    fileprivate var kindInWords: String {
        switch self {
        case .scalar(let scalar): "“\(scalar.string.shortened)”"
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .alias: "an alias"
        }
    }

    fileprivate var valueInWords: String { isEmpty ? "without a value" : kindInWords }
}

extension Node.Mapping {
    /// The value of a key that is text; also of keys that YAML would read as something else, such as `on`.
    fileprivate func value(of key: String) -> Node? { first { $0.key.scalar?.string == key }?.value }
}

extension String {
    /// Without line breaks and full stops at the end.
    fileprivate var oneLine: String {
        var words = split(whereSeparator: \.isWhitespace).joined(separator: " ")
        while words.last == "." { words.removeLast() }
        return words
    }

    /// The word that is most like this one; `nil` when none is.
    func nearest(in words: [String]) -> String? {
        let key = Array(separatedWords.lowercased().prefix(80))
        let distances = words.map { (word: $0, distance: Self.distance(key, Array($0.lowercased()))) }
        guard let best = distances.min(by: { $0.distance < $1.distance }),
            best.distance <= Swift.max(2, best.word.count / 3)
        else { return nil }
        return best.word
    }

    /// How many characters must be put in, left out, exchanged or swapped with their neighbour (optimal string alignment).
    private static func distance(_ a: [Character], _ b: [Character]) -> Int {
        var rows = [[Int]](repeating: [Int](repeating: 0, count: b.count + 1), count: a.count + 1)
        for i in 0...a.count { rows[i][0] = i }
        for j in 0...b.count { rows[0][j] = j }
        guard !a.isEmpty, !b.isEmpty else { return Swift.max(a.count, b.count) }
        for i in 1...a.count {
            for j in 1...b.count {
                let change = a[i - 1] == b[j - 1] ? 0 : 1
                rows[i][j] = Swift.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + change)
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                    rows[i][j] = Swift.min(rows[i][j], rows[i - 2][j - 2] + 1)
                }
            }
        }
        return rows[a.count][b.count]
    }
}
