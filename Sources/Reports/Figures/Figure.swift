// A finished figure: usable as a file of its own or inside a page.

/// A figure with what a screen reader says of it.
public struct Figure: Hashable, Sendable {
    /// A name that is unique in its page; made of ASCII letters, digits and `-`.
    public let identifier: String
    /// One line: what the figure shows.
    public let title: String
    /// What a reader who cannot see it should know.
    public let description: String
    /// Width in pixels at normal size; the figure scales.
    public let width: Double
    /// Height in pixels at normal size.
    public let height: Double
    let content: [Element]

    init(
        identifier: String, title: String, description: String, width: Double, height: Double, content: [Element]
    ) {
        self.identifier = identifier
        self.title = title
        self.description = description
        self.width = width
        self.height = height
        self.content = content
    }

    /// The figure as an SVG file that needs nothing else.
    public var svg: String {
        let paper = Element(
            "rect", ["class": Ink.paper.fill, "width": px(width), "height": px(height)])
        let style = Element("style") { StaticText(FigureStyle.sheet) }
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + element(before: [style, paper]).text
    }

    /// The figure as it stands in a page, whose style sheet it uses.
    var element: Element { element(before: []) }

    private func element(before: [Element]) -> Element {
        Element(
            "svg",
            [
                "xmlns": "http://www.w3.org/2000/svg", "class": "fig", "id": identifier, "role": "img",
                "aria-labelledby": "\(identifier)-title \(identifier)-desc",
                "viewBox": "0 0 \(px(width)) \(px(height))", "width": px(width), "height": px(height),
            ]
        ) {
            Element("title", ["id": "\(identifier)-title"]) { title }
            Element("desc", ["id": "\(identifier)-desc"]) { description }
            before
            content
        }
    }
}
