// The little XML of XDF's headers and footers: elements with text or elements inside; attributes mean nothing there.

import Signals

/// An XML element.
struct XDFElement: Hashable, Sendable {
    var name: String
    var text = ""
    var children: [XDFElement] = []

    /// The first child of a name.
    subscript(_ name: String) -> XDFElement? { children.first { $0.name == name } }

    /// The text of the first child of a name, where it says something.
    func text(_ name: String) -> String? {
        guard let text = self[name]?.text.trimmingSpaces(), !text.isEmpty else { return nil }
        return text
    }

    /// The root element of a document; `nil` when it is not well-formed.
    init?(_ bytes: some Collection<UInt8>) {
        var parser = Parser(bytes: Array(bytes))
        guard let root = parser.document() else { return nil }
        self = root
    }

    init(_ name: String, _ text: String = "", _ children: [XDFElement] = []) {
        self.name = name
        self.text = text
        self.children = children
    }

    /// The element as XML.
    var xml: String {
        "<\(name)>" + Self.escaped(text) + children.map(\.xml).joined() + "</\(name)>"
    }

    private static func escaped(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case _ where scalar.value < 0x20 && scalar != "\n" && scalar != "\t": result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
    }

    private struct Parser {
        let bytes: [UInt8]
        var at = 0
        private static let deepest = 64

        init(bytes: [UInt8]) { self.bytes = bytes }

        mutating func document() -> XDFElement? {
            guard skipOther(), let root = element(depth: 0) else { return nil }
            return root
        }

        private func starts(_ text: String) -> Bool { bytes[at...].starts(with: text.utf8) }

        /// Goes behind the next `end`.
        private mutating func skip(to end: String) -> Bool {
            let mark = Array(end.utf8)
            while at + mark.count <= bytes.count {
                if bytes[at..<(at + mark.count)].elementsEqual(mark) {
                    at += mark.count
                    return true
                }
                at += 1
            }
            return false
        }

        /// Goes behind the `>` of a tag; inside quotes one is text.
        private mutating func skipAttributes() -> Bool {
            var quote: UInt8?
            while at < bytes.count {
                let byte = bytes[at]
                at += 1
                if let open = quote {
                    if byte == open { quote = nil }
                } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
                    quote = byte
                } else if byte == UInt8(ascii: ">") {
                    return true
                }
            }
            return false
        }

        /// Skips everything up to an element: white space, declarations, comments.
        private mutating func skipOther() -> Bool {
            while at < bytes.count {
                if starts("<!--") {
                    guard skip(to: "-->") else { return false }
                } else if starts("<?") || starts("<!") {
                    guard skip(to: ">") else { return false }
                } else if bytes[at] == UInt8(ascii: "<") {
                    return true
                } else {
                    at += 1
                }
            }
            return false
        }

        /// An element, its `<` being next.
        private mutating func element(depth: Int) -> XDFElement? {
            guard depth < Self.deepest else { return nil }
            at += 1
            let start = at
            while at < bytes.count, ![0x20, 0x09, 0x0A, 0x0D, 0x2F, 0x3E].contains(bytes[at]) { at += 1 }
            var element = XDFElement(String(decoding: bytes[start..<at], as: UTF8.self))
            guard !element.name.isEmpty, skipAttributes() else { return nil }
            if bytes[at - 2] == UInt8(ascii: "/") { return element }
            var text: [UInt8] = []
            while at < bytes.count {
                if starts("</") {
                    at += 2
                    guard starts(element.name), skip(to: ">") else { return nil }
                    element.text = Self.unescaped(text)
                    return element
                } else if starts("<!--") {
                    guard skip(to: "-->") else { return nil }
                } else if starts("<![CDATA[") {
                    let from = at + 9
                    guard skip(to: "]]>") else { return nil }
                    text += bytes[min(from, at - 3)..<(at - 3)]
                } else if bytes[at] == UInt8(ascii: "<") {
                    guard let child = self.element(depth: depth + 1) else { return nil }
                    element.children.append(child)
                } else {
                    text.append(bytes[at])
                    at += 1
                }
            }
            return nil
        }

        private static func unescaped(_ bytes: [UInt8]) -> String {
            let text = String(decoding: bytes, as: UTF8.self)
            guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
            var result = ""
            var rest = text[...]
            while let mark = rest.firstIndex(of: "&") {
                result += rest[..<mark]
                rest = rest[mark...]
                let end = rest.prefix(12).firstIndex(of: ";")
                guard let end, let scalar = entity(rest[rest.index(after: mark)..<end]) else {
                    result.append("&")
                    rest = rest.dropFirst()
                    continue
                }
                result.unicodeScalars.append(scalar)
                rest = rest[rest.index(after: end)...]
            }
            return result + rest
        }

        private static func entity(_ name: Substring) -> Unicode.Scalar? {
            switch name {
            case "amp": return "&"
            case "lt": return "<"
            case "gt": return ">"
            case "quot": return "\""
            case "apos": return "'"
            default: break
            }
            guard name.hasPrefix("#") else { return nil }
            let digits = name.dropFirst()
            let value = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
            return value.flatMap(Unicode.Scalar.init)
        }
    }
}
