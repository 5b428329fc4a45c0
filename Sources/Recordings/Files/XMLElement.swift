// As much of XML as the descriptions of recordings need: elements, attributes and text, read and written.

import Signals

/// An element with what is in it; ``XMLReader`` makes it from a text.
struct XMLElement: Hashable, Sendable {
    let name: String
    var attributes: [String: String] = [:]
    var children: [XMLElement] = []
    var text = ""

    init(_ name: String, _ text: String = "", _ children: [XMLElement] = []) {
        self.name = name
        self.text = text
        self.children = children
    }

    /// The first child of a name.
    subscript(_ name: String) -> XMLElement? { children.first { $0.name == name } }

    /// The text of the first child of a name, without spaces around it; `nil` when there is none or it says nothing.
    func value(_ name: String) -> String? {
        guard let text = self[name]?.text.trimmingSpaces(), !text.isEmpty else { return nil }
        return text
    }

    /// All elements of a name below this one, in order.
    func all(_ name: String) -> [XMLElement] {
        children.flatMap { ($0.name == name ? [$0] : []) + $0.all(name) }
    }

    /// The element as XML: its text, then its children. Control characters, which XML cannot hold, become spaces.
    var xml: String {
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
