// The one reader and writer of XML: what is written is read back, by ours and by Foundation's parser; the rest is refused.

import Foundation
import Signals
import TestSupport
import Testing

@testable import Recordings

#if canImport(FoundationXML)
    import FoundationXML
#endif

@Suite("XML")
struct XMLTests {
    /// An element with children of its own, down to `depth`.
    private func anything(_ depth: Int, _ random: inout SeededGenerator) -> Signals.XMLElement {
        let letters = ["a", "µ", "<", "&", "\"", "'", ">", " ", "\n", "&amp;", "]]>", "é", "𝄞"]
        func text(_ random: inout SeededGenerator) -> String {
            (0..<Int.random(in: 0...5, using: &random)).map { _ in letters.randomElement(using: &random) ?? "" }
                .joined()
        }
        var element = Signals.XMLElement("e\(Int.random(in: 0...9, using: &random))", text(&random))
        // An attribute's line ends become spaces in other readers, as XML wants.
        for k in 0..<Int.random(in: 0...2, using: &random) {
            element.attributes["k\(k)"] = text(&random).replacingOccurrences(of: "\n", with: " ")
        }
        if depth > 0 {
            for _ in 0..<Int.random(in: 0...3, using: &random) { element.children.append(anything(depth - 1, &random)) }
        }
        return element
    }

    @Test("an element that is written is read back", arguments: 0..<50)
    func roundTrip(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let element = anything(4, &random)
        #expect(try XMLReader.root(of: element.xml.utf8) == element)
    }

    @Test("Foundation's parser reads the same names, attributes and texts as ours", arguments: 0..<20)
    func foundation(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        let element = anything(4, &random)
        let parser = XMLParser(data: Data("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\(element.xml)".utf8))
        let theirs = Collector()
        parser.delegate = theirs
        #expect(parser.parse())
        #expect(theirs.root == element)
    }

    @Test("declarations, comments, CDATA, single quotes, a byte order mark and numbered characters are understood")
    func dialects() throws {
        let text =
            "\u{FEFF}<?xml version='1.0'?>\n<!-- a <b> -->\n<a k='1 > 0'>x<![CDATA[ <y> &amp; ]]>&#181;&#xB5;<b/><!-- -->\n</a>\n"
        let root = try XMLReader.root(of: text.utf8)
        #expect(root.attributes == ["k": "1 > 0"])
        #expect(root.text == "x <y> &amp; µµ\n")
        #expect(root.children == [Signals.XMLElement("b")])
    }

    @Test(
        "what is not well-formed is refused, and the clause says why",
        arguments: [
            ("", "it has no element"), ("<a>", "it ends within <a>"), ("<a></b>", "<a> ends with </b>"),
            ("<a k=1/>", "the value of k is not quoted"), ("<a k/>", "the attribute k has no value"),
            ("<a>&</a>", "a & stands alone"), ("<a>&x;</a>", "the entity &x; is not known"),
            ("<a>&#xD800;</a>", "the entity &#xD800; is not known"), ("<!DOCTYPE a><a/>", "a document type"),
            ("words", "an element is missing at byte 0"), ("< a/>", "a name is missing at byte 1"),
            ("<a><!-- </a>", "it ends within “-->”"), ("<a><![CDATA[", "it ends within “]]>”"),
        ])
    func flaws(text: String, words: String) {
        do {
            let root = try XMLReader.root(of: text.utf8)
            Issue.record("\(text) was read as \(root)")
        } catch { #expect(error.words.contains(words), "\(error.words)") }
    }

    @Test("a mutated text is refused, or read as something that is written and read back equally", arguments: 0..<20)
    func mutated(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(1000 + seed))
        let whole = Array(anything(4, &random).xml.utf8)
        for _ in 0..<100 {
            var bytes = whole
            for _ in 0..<3 {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            bytes.removeLast(Int.random(in: 0...(bytes.count / 2), using: &random))
            guard let read = try? XMLReader.root(of: bytes) else { continue }
            let again = try XMLReader.root(of: read.xml.utf8)
            #expect(try XMLReader.root(of: again.xml.utf8) == again)
            #expect(again.children.count == read.children.count)
        }
    }
}

/// Builds our elements from Foundation's events.
private final class Collector: NSObject, XMLParserDelegate {
    private var open: [Signals.XMLElement] = []
    var root: Signals.XMLElement?

    func parser(
        _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
        attributes: [String: String]
    ) {
        var element = Signals.XMLElement(name)
        element.attributes = attributes
        open.append(element)
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
        if !open.isEmpty { open[open.count - 1].text += text }
    }

    func parser(_ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?) {
        let element = open.removeLast()
        if open.isEmpty { root = element } else { open[open.count - 1].children.append(element) }
    }
}
