// What every page and figure must pass, read by an XML parser that is not ours.

import Foundation

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// An element as the parser saw it, flattened.
struct ParsedElement: Hashable {
    let name: String
    let attributes: [String: String]
    let parent: String
    /// All text inside, that of children included.
    var text = ""
}

/// The elements of a document in order, or why it is not well-formed.
final class ParsedDocument: NSObject, XMLParserDelegate {
    private(set) var elements: [ParsedElement] = []
    private(set) var failure: String?
    private var open: [Int] = []

    init(_ text: String) {
        super.init()
        let parser = XMLParser(data: Data(text.utf8))
        parser.delegate = self
        if !parser.parse() { failure = "line \(parser.lineNumber): \(String(describing: parser.parserError))" }
    }

    func named(_ name: String) -> [ParsedElement] { elements.filter { $0.name == name } }

    func parser(
        _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?, qualifiedName qName: String?,
        attributes attributeDict: [String: String] = [:]
    ) {
        let parent = open.last.map { elements[$0].name } ?? ""
        open.append(elements.count)
        elements.append(ParsedElement(name: elementName, attributes: attributeDict, parent: parent))
    }

    func parser(
        _ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?, qualifiedName qName: String?
    ) {
        open.removeLast()
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
        for index in open { elements[index].text += string }
    }
}

/// The rules that a page breaks; none for a good one.
func faults(ofPage html: String) -> [String] {
    var faults = faults(ofMarkup: html)
    let document = ParsedDocument(html)
    if !html.hasPrefix("<!DOCTYPE html>\n") { faults.append("no document type") }
    if document.named("html").first?.attributes["lang"] != "en" { faults.append("no language") }
    if document.named("h1").count != 1 { faults.append("\(document.named("h1").count) main headings") }
    let levels = document.elements.compactMap {
        $0.name.count == 2 && $0.name.first == "h" ? Int($0.name.dropFirst()) : nil
    }
    if zip(levels, levels.dropFirst()).contains(where: { $1 > $0 + 1 }) { faults.append("headings skip a level") }
    if document.named("table").count != document.named("caption").count { faults.append("a table without caption") }
    for cell in document.named("th") where !["col", "row"].contains(cell.attributes["scope"] ?? "") {
        faults.append("a heading cell without scope: \(cell.text)")
    }
    for name in ["script", "img", "iframe", "object", "link", "form"] where !document.named(name).isEmpty {
        faults.append("a \(name) element")
    }
    let targets = Set(document.elements.compactMap { $0.attributes["id"] })
    for link in document.named("a") {
        let target = link.attributes["href"] ?? ""
        if !target.hasPrefix("#") || !targets.contains(String(target.dropFirst())) {
            faults.append("a link to \(target)")
        }
    }
    if !(document.named("footer").first?.text.contains("not a medical device") ?? false) {
        faults.append("no word that this is not a medical device")
    }
    return faults
}

/// The rules that a page or an SVG file breaks.
func faults(ofMarkup text: String) -> [String] {
    let document = ParsedDocument(text)
    if let failure = document.failure { return ["not well-formed: \(failure)"] }
    var faults: [String] = []
    let identifiers = document.elements.compactMap { $0.attributes["id"] }
    if Set(identifiers).count != identifiers.count { faults.append("an identifier twice") }
    for svg in document.named("svg") {
        if svg.attributes["role"] != "img" { faults.append("a figure without a role") }
        for reference in (svg.attributes["aria-labelledby"] ?? "none").split(separator: " ") {
            let named = document.elements.first { $0.attributes["id"] == String(reference) }
            if named?.text.isEmpty ?? true { faults.append("a figure without \(reference)") }
        }
    }
    let references = text.components(separatedBy: "http").count - 1
    let names = text.components(separatedBy: "\"http://www.w3.org/").count - 1
    let policies = text.components(separatedBy: "http-equiv").count - 1
    if references != names + policies { faults.append("an address outside the page") }
    let geometry = Set(["d", "x", "y", "cx", "cy", "r", "width", "height", "viewBox"])
    for (name, value) in document.elements.filter({ $0.name != "meta" }).flatMap(\.attributes)
    where geometry.contains(name) && (value.contains("n") || value.contains("i")) {
        faults.append("a \(name) that is no number")
    }
    for forbidden in ["url(", "@import", "javascript:"] where text.contains(forbidden) { faults.append(forbidden) }
    return faults
}
