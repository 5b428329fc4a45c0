// The one way in which pages and figures are written: a tree of elements, turned into text in one place. Text and
// attribute values are escaped there, so that no label from a file can become markup.

/// An element of HTML or SVG.
struct Element: Hashable, Sendable {
    /// A child: an element, text to be escaped, or text of our own that is written as it is (a style sheet).
    enum Node: Hashable, Sendable {
        case element(Element)
        case text(String)
        case verbatim(StaticText)
    }

    /// One attribute; they are written in the order in which they were given.
    struct Attribute: Hashable, Sendable {
        let name: String
        let value: String
    }

    let name: String
    var attributes: [Attribute]
    var children: [Node]

    init(
        _ name: String, _ attributes: KeyValuePairs<String, String> = [:],
        @MarkupBuilder _ children: () -> [Node] = { [] }
    ) {
        self.name = name
        self.attributes = attributes.map { Attribute(name: $0.key, value: $0.value) }
        self.children = children()
    }

    /// This element with one more attribute.
    func with(_ name: String, _ value: String) -> Element {
        var copy = self
        copy.attributes.append(Attribute(name: name, value: value))
        return copy
    }
}

/// Text that a programmer wrote and that holds none of the signs that markup must escape.
struct StaticText: Hashable, Sendable {
    let text: String

    init(_ text: String) {
        precondition(!text.utf8.contains { $0 == 0x3C || $0 == 0x26 }, "verbatim text holds neither < nor &")
        self.text = text
    }
}

/// Lets an element's children be written as statements: elements, strings, lists of elements, `if` and `for`.
@resultBuilder
enum MarkupBuilder {
    static func buildExpression(_ element: Element) -> [Element.Node] { [.element(element)] }
    static func buildExpression(_ elements: [Element]) -> [Element.Node] { elements.map { .element($0) } }
    static func buildExpression(_ text: String) -> [Element.Node] { [.text(text)] }
    static func buildExpression(_ text: StaticText) -> [Element.Node] { [.verbatim(text)] }
    static func buildExpression(_ nodes: [Element.Node]) -> [Element.Node] { nodes }
    static func buildBlock(_ parts: [Element.Node]...) -> [Element.Node] { parts.flatMap { $0 } }
    static func buildArray(_ parts: [[Element.Node]]) -> [Element.Node] { parts.flatMap { $0 } }
    static func buildOptional(_ part: [Element.Node]?) -> [Element.Node] { part ?? [] }
    static func buildEither(first part: [Element.Node]) -> [Element.Node] { part }
    static func buildEither(second part: [Element.Node]) -> [Element.Node] { part }
}
