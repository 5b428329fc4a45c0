// From the tree to text that is both HTML 5 and well-formed XML, so that any XML parser can check a page.

extension Element {
    /// The element and all that is in it.
    var text: String {
        var result = ""
        write(to: &result)
        return result
    }

    func write(to output: inout String) {
        output += "<" + name
        for attribute in attributes {
            output += " " + attribute.name + "=\""
            output += escaped(attribute.value, inAttribute: true)
            output += "\""
        }
        if children.isEmpty, Self.leaves.contains(name) {
            output += "/>"
        } else {
            output += ">"
            if Self.containers.contains(name) { output += "\n" }
            for child in children {
                switch child {
                case .element(let element): element.write(to: &output)
                case .text(let text): output += escaped(text, inAttribute: false)
                case .verbatim(let text): output += text.text
                }
            }
            output += "</" + name + ">"
        }
        if !Self.inline.contains(name) { output += "\n" }
    }

    /// Elements that HTML never closes, and SVG's shapes, which have no content here.
    private static let leaves: Set<String> = [
        "meta", "br", "hr", "link", "col", "line", "rect", "circle", "ellipse", "path", "polygon", "stop",
    ]
    /// Elements within a line of text: a line break after them would be a space that readers see.
    private static let inline: Set<String> = ["a", "strong", "em", "span", "tspan", "code", "sub", "sup", "br", "time"]
    /// Elements whose content starts on a line of its own.
    private static let containers: Set<String> = [
        "html", "head", "body", "header", "main", "footer", "section", "article", "figure", "svg", "g", "table",
        "thead", "tbody", "tr", "ul", "dl", "div", "nav", "details",
    ]
}

/// The text with the signs of markup replaced. Characters that XML 1.0 forbids become U+FFFD: a label with a control
/// character must not make the page unreadable.
func escaped(_ text: String, inAttribute: Bool) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
        switch scalar {
        case "&": result += "&amp;"
        case "<": result += "&lt;"
        case ">": result += "&gt;"
        case "\"" where inAttribute: result += "&quot;"
        case "'" where inAttribute: result += "&#39;"
        case "\n" where inAttribute, "\t" where inAttribute, "\r": result += "&#\(scalar.value);"
        case "\n", "\t": result.unicodeScalars.append(scalar)
        case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{FFFE}", "\u{FFFF}": result += "\u{FFFD}"
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result
}
