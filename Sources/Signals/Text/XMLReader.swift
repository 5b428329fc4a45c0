// XML from others, into elements. No document types, so no entities that could grow without bound and nothing that could be
// fetched from elsewhere.

/// What is wrong with a text that should be XML, in a clause.
package struct XMLFlaw: Error { package let words: String }

/// Reads a text into a tree.
package struct XMLReader {
    private let bytes: [UInt8]
    private var position = 0
    private static let deepest = 64
    private static let endOfName = Set("=/>\"'<".utf8)

    /// The root element of a text.
    package static func root(of bytes: some Collection<UInt8>) throws(XMLFlaw) -> XMLElement {
        var reader = XMLReader(bytes: Array(bytes))
        if reader.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { reader.position = 3 }
        try reader.skipProlog()
        return try reader.element(depth: 0)
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private func at(_ text: String) -> Bool { bytes[position...].starts(with: text.utf8) }

    private mutating func skip(past end: String) throws(XMLFlaw) {
        while position < bytes.count {
            if at(end) {
                position += end.utf8.count
                return
            }
            position += 1
        }
        throw XMLFlaw(words: "it ends within “\(end)”")
    }

    private mutating func skipSpace() {
        while position < bytes.count, bytes[position] <= 32 { position += 1 }
    }

    private mutating func skipProlog() throws(XMLFlaw) {
        while true {
            skipSpace()
            guard position < bytes.count else { throw XMLFlaw(words: "it has no element") }
            if at("<?") {
                try skip(past: "?>")
            } else if at("<!--") {
                try skip(past: "-->")
            } else if at("<!") {
                throw XMLFlaw(words: "it declares a document type, which is not read")
            } else {
                return
            }
        }
    }

    private mutating func name() throws(XMLFlaw) -> String {
        let start = position
        while position < bytes.count, bytes[position] > 32, !Self.endOfName.contains(bytes[position]) {
            position += 1
        }
        guard position > start else { throw XMLFlaw(words: "a name is missing at byte \(position)") }
        return String(decoding: bytes[start..<position], as: UTF8.self)
    }

    private mutating func element(depth: Int) throws(XMLFlaw) -> XMLElement {
        guard depth < Self.deepest else {
            throw XMLFlaw(words: "its elements are nested more than \(Self.deepest) deep")
        }
        guard at("<") else { throw XMLFlaw(words: "an element is missing at byte \(position)") }
        position += 1
        var element = XMLElement(try name())
        while true {
            skipSpace()
            guard position < bytes.count else { throw XMLFlaw(words: "it ends within <\(element.name)>") }
            if at("/>") {
                position += 2
                return element
            }
            if at(">") {
                position += 1
                break
            }
            let key = try name()
            skipSpace()
            guard at("=") else { throw XMLFlaw(words: "the attribute \(key) has no value") }
            position += 1
            skipSpace()
            guard position < bytes.count, bytes[position] == 34 || bytes[position] == 39 else {
                throw XMLFlaw(words: "the value of \(key) is not quoted")
            }
            let quote = bytes[position]
            position += 1
            let start = position
            while position < bytes.count, bytes[position] != quote { position += 1 }
            guard position < bytes.count else { throw XMLFlaw(words: "the value of \(key) does not end") }
            element.attributes[key] = try Self.plain(bytes[start..<position])
            position += 1
        }
        try content(of: &element, depth: depth)
        return element
    }

    private mutating func content(of element: inout XMLElement, depth: Int) throws(XMLFlaw) {
        while true {
            guard position < bytes.count else { throw XMLFlaw(words: "it ends within <\(element.name)>") }
            if at("</") {
                position += 2
                let end = try name()
                guard end == element.name else { throw XMLFlaw(words: "<\(element.name)> ends with </\(end)>") }
                try skip(past: ">")
                return
            }
            if at("<!--") {
                try skip(past: "-->")
            } else if at("<![CDATA[") {
                let start = position + 9
                try skip(past: "]]>")
                element.text += String(decoding: bytes[start..<(position - 3)], as: UTF8.self)
            } else if at("<?") {
                try skip(past: "?>")
            } else if at("<") {
                element.children.append(try self.element(depth: depth + 1))
            } else {
                let start = position
                while position < bytes.count, bytes[position] != 60 { position += 1 }
                element.text += try Self.plain(bytes[start..<position])
            }
        }
    }

    /// Text with the five entities of XML and numbered characters put in.
    private static func plain(_ bytes: ArraySlice<UInt8>) throws(XMLFlaw) -> String {
        guard bytes.contains(38) else { return String(decoding: bytes, as: UTF8.self) }
        let known = ["amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'"]
        let parts = String(decoding: bytes, as: UTF8.self).split(separator: "&", omittingEmptySubsequences: false)
        var text = String(parts[0])
        for part in parts.dropFirst() {
            guard let end = part.firstIndex(of: ";") else { throw XMLFlaw(words: "a & stands alone") }
            let entity = String(part[..<end])
            if let plain = known[entity] {
                text += plain
            } else if entity.hasPrefix("#"),
                let code = entity.hasPrefix("#x") ? UInt32(entity.dropFirst(2), radix: 16) : UInt32(entity.dropFirst()),
                let scalar = Unicode.Scalar(code)
            {
                text.unicodeScalars.append(scalar)
            } else {
                throw XMLFlaw(words: "the entity &\(entity.prefix(20)); is not known")
            }
            text += part[part.index(after: end)...]
        }
        return text
    }
}
