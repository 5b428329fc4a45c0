// Escaping and the shape of the text.

import Testing

@testable import Reports

@Suite("Markup")
struct MarkupTests {
    @Test("a label that is itself markup is shown as text")
    func escaping() {
        let label = "<script>alert(\"1\")</script>&'"
        let element = Element("p", ["title": label]) { label }
        #expect(
            element.text
                == "<p title=\"&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;\">"
                + "&lt;script&gt;alert(\"1\")&lt;/script&gt;&amp;'</p>\n")
    }

    @Test("characters that XML forbids are replaced, line ends in attributes are kept as references")
    func controlCharacters() {
        #expect(escaped("a\u{0}b\u{1B}c\u{FFFE}d\u{7F}", inAttribute: false) == "a\u{FFFD}b\u{FFFD}c\u{FFFD}d\u{FFFD}")
        #expect(escaped("a\nb\tc\r", inAttribute: true) == "a&#10;b&#9;c&#13;")
        #expect(escaped("a\nb", inAttribute: false) == "a\nb")
        #expect(escaped("ΔF ± µV 🧠", inAttribute: false) == "ΔF ± µV 🧠")
    }

    @Test("an empty paragraph is closed by a tag of its own, an empty line by a slash")
    func emptyElements() {
        #expect(Element("p").text == "<p></p>\n")
        #expect(Element("br").text == "<br/>")
        #expect(Element("line", ["x1": "0"]).text == "<line x1=\"0\"/>\n")
    }

    @Test("children may be written with if, for and lists, in order")
    func builder() {
        let element = Element("ul") {
            for number in 1...2 { Element("li") { "\(number)" } }
            if Bool(true) { "x" } else { "y" }
            [Element("li") { "last" }]
        }
        let flat = element.text.filter { $0 != "\n" }
        #expect(flat == "<ul><li>1</li><li>2</li>x<li>last</li></ul>")
    }
}
