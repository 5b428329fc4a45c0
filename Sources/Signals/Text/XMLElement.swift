// As much of XML as the descriptions of recordings and streams need: elements, attributes and text, read and written.

/// An element with what is in it; ``XMLReader`` makes it from a text.
package struct XMLElement: Hashable, Sendable {
    package let name: String
    package var attributes: [String: String] = [:]
    package var children: [XMLElement] = []
    package var text = ""

    package init(_ name: String, _ text: String = "", _ children: [XMLElement] = []) {
        self.name = name
        self.text = text
        self.children = children
    }

    /// The first child of a name.
    package subscript(_ name: String) -> XMLElement? { children.first { $0.name == name } }

    /// The text of the first child of a name, without spaces around it; `nil` when there is none or it says nothing.
    package func value(_ name: String) -> String? {
        guard let text = self[name]?.text.trimmingSpaces(), !text.isEmpty else { return nil }
        return text
    }

    /// All elements of a name below this one, in order.
    package func all(_ name: String) -> [XMLElement] {
        children.flatMap { ($0.name == name ? [$0] : []) + $0.all(name) }
    }

    /// The element as XML: its text, then its children. Control characters, which XML cannot hold, become spaces.
    package var xml: String {
        let words = attributes.sorted { $0.key < $1.key }.map { " \($0.key)=\"\(Self.escaped($0.value))\"" }
        return "<\(name)\(words.joined())>" + Self.escaped(text) + children.map(\.xml).joined() + "</\(name)>"
    }

    private static func escaped(_ text: String) -> String {
        text.unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case _ where scalar.value < 0x20 && scalar != "\n" && scalar != "\t": result += " "
            default: result.unicodeScalars.append(scalar)
            }
        }
    }
}
