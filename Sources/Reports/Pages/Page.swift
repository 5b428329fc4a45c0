// The frame of every page: one file that needs nothing else, readable on paper, on a phone and by ear.

/// A page: a title, a sentence below it, and sections. No script, no link to anything outside.
struct Page: Hashable, Sendable {
    /// A part of the page with a heading.
    struct Section: Hashable, Sendable {
        let identifier: String
        let heading: String
        let content: [Element.Node]

        init(_ identifier: String, _ heading: String, @MarkupBuilder _ content: () -> [Element.Node]) {
            self.identifier = identifier
            self.heading = heading
            self.content = content()
        }
    }

    let title: String
    let subtitle: String
    let sections: [Section]

    /// The whole file; UTF-8, and well-formed XML as well as HTML.
    var html: String {
        let root = Element("html", ["lang": "en", "xmlns": "http://www.w3.org/1999/xhtml"]) {
            head
            body
        }
        return "<!DOCTYPE html>\n" + root.text
    }

    private var head: Element {
        Element("head") {
            Element("meta", ["charset": "utf-8"])
            Element("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
            // Nothing may be loaded from anywhere, even if a mistake of ours asked for it.
            Element(
                "meta",
                ["http-equiv": "Content-Security-Policy", "content": "default-src 'none'; style-src 'unsafe-inline'"])
            Element("title") { title }
            Element("style") { StaticText(PageStyle.sheet) }
        }
    }

    private var body: Element {
        Element("body") {
            Element("a", ["class": "skip", "href": "#content"]) { "Skip to the content" }
            Element("header") {
                Element("h1") { title }
                Element("p", ["class": "subtitle"]) { subtitle }
                Element("nav", ["aria-label": "Sections"]) {
                    Element("ul") {
                        for section in sections {
                            Element("li") { Element("a", ["href": "#" + section.identifier]) { section.heading } }
                        }
                    }
                }
            }
            Element("main", ["id": "content"]) {
                for section in sections {
                    Element("section", ["id": section.identifier, "aria-labelledby": section.identifier + "-heading"]) {
                        Element("h2", ["id": section.identifier + "-heading"]) { section.heading }
                        section.content
                    }
                }
            }
            Element("footer") {
                Element("p") {
                    "Made by Lull, research software. It is not a medical device: do not diagnose, treat or stimulate a "
                    "person on the strength of this page."
                }
            }
        }
    }
}

/// A figure in a page with its caption below; wide figures scroll on small screens instead of shrinking to nothing.
func captioned(_ figure: Figure, _ caption: String, isWide: Bool = true) -> Element {
    Element("figure", ["class": isWide ? "wide" : "small"]) {
        Element(
            "div", isWide ? ["class": "scroll", "role": "region", "aria-label": figure.title, "tabindex": "0"] : [:]
        ) {
            figure.element
        }
        Element("figcaption") { caption }
    }
}

/// A paragraph.
func paragraph(_ text: String, _ classes: String = "") -> Element {
    classes.isEmpty ? Element("p") { text } : Element("p", ["class": classes]) { text }
}
