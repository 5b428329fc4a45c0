// The two kinds of text in BIDS: JSON with its keys in our order, and tables with tabs.

/// A JSON value that keeps the order of its keys, so that a file reads as its author meant it.
indirect enum BIDSJSON {
    case text(String)
    case number(Double)
    case list([BIDSJSON])
    case object([(key: String, value: BIDSJSON)])

    /// The value as indented text.
    func text(indent: String = "") -> String {
        let deeper = indent + "  "
        switch self {
        case .text(let text): return text.json
        // Numbers come from checked sources; JSON has no word for one that is not finite.
        case .number(let number): return number.isFinite ? DecimalText.text(number, decimals: 9) : "null"
        case .list(let values):
            guard !values.isEmpty else { return "[]" }
            return "[\n" + values.map { deeper + $0.text(indent: deeper) }.joined(separator: ",\n") + "\n\(indent)]"
        case .object(let members):
            guard !members.isEmpty else { return "{}" }
            let lines = members.map { deeper + $0.key.json + ": " + $0.value.text(indent: deeper) }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(indent)}"
        }
    }
}

extension BIDSJSON {
    /// An object of what is known: empty texts and missing numbers are left out.
    static func known(_ members: [(String, BIDSJSON?)]) -> BIDSJSON {
        .object(
            members.compactMap { key, value in
                if case .text("")? = value { return nil }
                return value.map { (key, $0) }
            })
    }

    /// The description of a table's columns, which stands beside it.
    static func columns(_ columns: [BIDSColumn]) -> BIDSJSON {
        .object(columns.map { ($0.name, .object([("Description", .text($0.description))])) })
    }
}

/// A line of a table: tabs between, no tabs or line ends inside, `n/a` for nothing.
func bidsLine(_ cells: [String]) -> String {
    let clean = cells.map { cell in
        let spaced = String(String.UnicodeScalarView(cell.unicodeScalars.map { $0.value < 0x20 ? " " : $0 }))
        return spaced.isEmpty ? "n/a" : spaced
    }
    return clean.joined(separator: "\t") + "\n"
}
