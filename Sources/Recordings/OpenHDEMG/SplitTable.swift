// pandas' `orient="split"`: {"columns": […], "index": […], "data": [[row], [row], …]}.

import Signals

/// A data frame of numbers, column by column.
struct SplitTable: Sendable {
    var labels: [String] = []
    var columns: [[Float]] = []
    var rows = 0

    /// Reads a table. Its rows must be in the order of an index that counts up, as openhdemg writes them.
    ///
    /// With `isLenient`, columns that are not numbers are kept as NaN.
    init(_ scanner: inout JSONScanner, name: String, isLenient: Bool = false) throws(RecordingError) {
        var isDataRead = false
        var indexCount: Int?
        try scanner.expect("{", "to begin the table \(name)")
        while try !scanner.take("}") {
            let key = try scanner.string()
            try scanner.expect(":", "after a key")
            switch key {
            case "columns": labels = try Self.labels(&scanner)
            case "index": indexCount = try Self.index(&scanner, name: name, isLenient: isLenient)
            case "data":
                try readRows(&scanner, name: name, isLenient: isLenient)
                isDataRead = true
            default: throw scanner.error("\"\(key)\" is no part of the table \(name); it has columns, index and data")
            }
            if try !scanner.take(",") {
                try scanner.expect("}", "to end the table \(name)")
                break
            }
        }
        guard isDataRead else { throw scanner.error("the table \(name) has no data") }
        if let indexCount, indexCount != rows {
            throw scanner.error("the table \(name) has \(rows) rows and an index of \(indexCount)")
        }
        if rows > 0 && labels.count != columns.count {
            throw scanner.error("the table \(name) has \(columns.count) columns and \(labels.count) names for them")
        }
        if rows == 0 { columns = Array(repeating: [], count: labels.count) }
    }

    private static func labels(_ scanner: inout JSONScanner) throws(RecordingError) -> [String] {
        var labels: [String] = []
        try scanner.expect("[", "to begin the columns")
        while try !scanner.take("]") {
            try scanner.skipSpace()
            if scanner.current == 0x22 {
                labels.append(try scanner.string())
            } else {
                labels.append(DecimalText.text(try scanner.number(), decimals: 6))
            }
            guard labels.count <= 100_000 else { throw scanner.error("more than 100,000 columns") }
            if try !scanner.take(",") {
                try scanner.expect("]", "to end the columns")
                break
            }
        }
        return labels
    }

    private static func index(
        _ scanner: inout JSONScanner, name: String, isLenient: Bool
    ) throws(RecordingError) -> Int {
        var count = 0
        var previous = -Double.infinity
        try scanner.expect("[", "to begin the index")
        while try !scanner.take("]") {
            try scanner.skipSpace()
            if scanner.current == 0x22, isLenient {
                _ = try scanner.string()
            } else {
                let value = try scanner.number()
                guard value > previous else {
                    throw scanner.error("the index of \(name) does not count up, so its rows are not in order")
                }
                previous = value
            }
            count += 1
            if try !scanner.take(",") {
                try scanner.expect("]", "to end the index")
                break
            }
        }
        return count
    }

    private mutating func readRows(
        _ scanner: inout JSONScanner, name: String, isLenient: Bool
    ) throws(RecordingError) {
        try scanner.expect("[", "to begin the data of \(name)")
        if try scanner.take("]") { return }
        repeat {
            try scanner.expect("[", "to begin row \(rows + 1) of \(name)")
            var column = 0
            if try !scanner.take("]") {
                repeat {
                    if rows == 0 && column < 100_000 { columns.append([]) }
                    guard column < columns.count else {
                        throw scanner.error("row \(rows + 1) of \(name) has more than \(columns.count) numbers")
                    }
                    columns[column].append(try Self.cell(&scanner, isLenient: isLenient))
                    column += 1
                } while try scanner.take(",")
                try scanner.expect("]", "to end row \(rows + 1) of \(name)")
            }
            guard column == columns.count else {
                throw scanner.error("row \(rows + 1) of \(name) has \(column) numbers, the first has \(columns.count)")
            }
            rows += 1
        } while try scanner.take(",")
        try scanner.expect("]", "to end the data of \(name)")
    }

    private static func cell(_ scanner: inout JSONScanner, isLenient: Bool) throws(RecordingError) -> Float {
        guard isLenient else { return Float(try scanner.number()) }
        try scanner.skipSpace()
        if scanner.current == 0x22 {
            _ = try scanner.string()
            return .nan
        }
        return Float(try scanner.number())
    }
}
