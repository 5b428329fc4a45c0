// A table that can be read by eye, by ear and on a small screen.

/// A table with a caption, named columns and a first column that names the rows.
struct Table: Hashable, Sendable {
    /// A column.
    struct Column: Hashable, Sendable {
        let title: String
        /// The class of its cells; empty for short texts.
        let kind: String

        static func text(_ title: String) -> Column { Column(title: title, kind: "") }
        static func number(_ title: String) -> Column { Column(title: title, kind: "number") }
        /// Short texts, some of them long and without a space to break at, such as a hash.
        static func value(_ title: String) -> Column { Column(title: title, kind: "value") }
        /// Sentences, which need room.
        static func words(_ title: String) -> Column { Column(title: title, kind: "words") }
    }

    let caption: String
    let columns: [Column]
    /// One text for every column.
    let rows: [[String]]
    /// What stands in place of the rows when there are none.
    let emptyText: String

    var element: Element {
        guard !rows.isEmpty else { return Element("p", ["class": "empty"]) { emptyText } }
        // The container scrolls, and can be reached by the keyboard to do so.
        return Element("div", ["class": "scroll", "role": "region", "aria-label": caption, "tabindex": "0"]) {
            Element("table") {
                Element("caption") { Element("span") { caption } }
                Element("thead") { Element("tr") { columns.map(header) } }
                Element("tbody") { rows.map(row) }
            }
        }
    }

    private func header(_ column: Column) -> Element {
        let cell = Element("th", ["scope": "col"]) { column.title }
        return column.kind.isEmpty ? cell : cell.with("class", column.kind)
    }

    private func row(_ texts: [String]) -> Element {
        Element("tr") {
            for (position, text) in texts.enumerated() { cell(text, columns[position], isFirst: position == 0) }
        }
    }

    private func cell(_ text: String, _ column: Column, isFirst: Bool) -> Element {
        let cell = isFirst ? Element("th", ["scope": "row"]) { text } : Element("td") { text }
        return column.kind.isEmpty ? cell : cell.with("class", column.kind)
    }
}

extension Table {
    /// A table of facts: name, value and, where any fact has one, note.
    static func facts(_ caption: String, _ facts: [Fact], empty: String) -> Table {
        let hasNotes = facts.contains { !$0.note.isEmpty }
        return Table(
            caption: caption,
            columns: [.text("Name"), .value("Value")] + (hasNotes ? [.words("Meaning")] : []),
            rows: facts.map { [$0.name, $0.value] + (hasNotes ? [$0.note] : []) },
            emptyText: empty)
    }
}
