// MATLAB's files of version 5, written: the published format (MathWorks, “MAT-File Format”), not compressed.

import Signals

/// Writes variables as a MATLAB file of version 5, which MATLAB, SciPy and libmatio read.
enum MatV5Writer {
    /// MATLAB's version 5 has no room for a variable of 2 GiB or more.
    private static let largest = Int(Int32.max)

    /// Writes the file; it appears when it is complete.
    static func write(_ variables: [MatVariable], to path: String) throws(RecordingError) {
        let output = try OutputFile(path)
        var header = Array("MATLAB 5.0 MAT-file, written by Lull".utf8)
        header += [UInt8](repeating: 0x20, count: 116 - header.count)
        header += [UInt8](repeating: 0, count: 8) + [0x00, 0x01] + Array("IM".utf8)
        try output.write(header)
        for variable in variables {
            guard size(variable) <= largest else {
                throw RecordingError(
                    .cannotCreate, file: path, place: "variable \(variable.name)",
                    problem:
                        "it needs \(size(variable)) bytes; a MATLAB file of version 5 has room for \(largest) in one "
                        + "variable, so write another format or a shorter recording")
            }
            try write(variable, to: output)
        }
        try output.finish()
    }

    // MARK: Elements

    private static func write(_ variable: MatVariable, to output: OutputFile) throws(RecordingError) {
        try tag(.matrix, size(variable) - 8, to: output)
        try element(.uint32, words([UInt32(variable.value.matlabClass), 0]), to: output)
        try element(.int32, words(variable.dimensions.map { UInt32($0) }), to: output)
        try element(.int8, Array(variable.name.utf8), to: output)
        switch variable.value {
        case .floats(let values): try numbers(.single, values, to: output)
        case .doubles(let values):
            // MATLAB itself keeps whole numbers as integers, whatever their class, and some readers ask for that.
            if let whole = whole(values) {
                try numbers(.int32, whole, to: output)
            } else {
                try numbers(.double, values, to: output)
            }
        case .text(let lines): try element(.uint16, codeUnits(lines), to: output)
        case .cells(let cells): for cell in cells { try write(cell, to: output) }
        case .elements(let elements):
            // The length of a name comes in the short form of an element, as MATLAB itself writes it.
            try output.write(words([4 << 16 | Tag.int32.rawValue, UInt32(fieldNameLength)]))
            try element(.int8, fieldNames(elements), to: output)
            for field in elements.joined() {
                try write(MatVariable(name: "", dimensions: field.dimensions, value: field.value), to: output)
            }
        case .unread: preconditionFailure("only values that hold something are written")
        }
    }

    private enum Tag: UInt32 {
        case int8 = 1
        case uint16 = 4
        case int32 = 5
        case uint32 = 6
        case single = 7
        case double = 9
        case matrix = 14
    }

    private static func tag(_ tag: Tag, _ bytes: Int, to output: OutputFile) throws(RecordingError) {
        try output.write(words([tag.rawValue, UInt32(bytes)]))
    }

    private static func element(_ kind: Tag, _ bytes: [UInt8], to output: OutputFile) throws(RecordingError) {
        try tag(kind, bytes.count, to: output)
        try output.write(bytes)
        try output.write([UInt8](repeating: 0, count: padded(bytes.count) - bytes.count))
    }

    /// Numbers piece by piece, so that a long recording is not in memory twice.
    private static func numbers<Value: Numeric & BitwiseCopyable>(
        _ kind: Tag, _ values: [Value], to output: OutputFile
    ) throws(RecordingError) {
        let bytes = values.count * MemoryLayout<Value>.size
        try tag(kind, bytes, to: output)
        for start in stride(from: 0, to: values.count, by: 1 << 16) {
            let part = values[start..<min(start + 1 << 16, values.count)]
            // Little-endian, as every machine is that Lull runs on.
            try output.write(part.withUnsafeBytes { Array($0) })
        }
        try output.write([UInt8](repeating: 0, count: padded(bytes) - bytes))
    }

    // MARK: Sizes and bytes

    private static let fieldNameLength = 32

    private static func padded(_ bytes: Int) -> Int { (bytes + 7) & ~7 }

    /// The bytes of a variable with its tag.
    private static func size(_ variable: MatVariable) -> Int {
        let rank = padded(4 * variable.dimensions.count)
        let content =
            switch variable.value {
            case .floats(let values): 8 + padded(4 * values.count)
            case .doubles(let values): 8 + padded((whole(values) == nil ? 8 : 4) * values.count)
            case .text(let lines): 8 + padded(codeUnits(lines).count)
            case .cells(let cells): cells.reduce(0) { $0 + size($1) }
            case .elements(let elements):
                8 + 8 + padded(fieldNames(elements).count)
                    + elements.joined().reduce(0) {
                        $0 + size(MatVariable(name: "", dimensions: $1.dimensions, value: $1.value))
                    }
            case .unread: 0
            }
        return 8 + 16 + 8 + rank + 8 + padded(variable.name.utf8.count) + content
    }

    /// The numbers as integers, if all of them are.
    private static func whole(_ values: [Double]) -> [Int32]? {
        let whole = values.compactMap { Int32(exactly: $0) }
        return whole.count == values.count ? whole : nil
    }

    private static func fieldNames(_ elements: [[MatVariable]]) -> [UInt8] {
        (elements.first ?? []).flatMap { field in
            let name = Array(field.name.utf8.prefix(fieldNameLength - 1))
            return name + [UInt8](repeating: 0, count: fieldNameLength - name.count)
        }
    }

    private static func codeUnits(_ lines: [String]) -> [UInt8] {
        // MATLAB's rows of characters are equally long and lie column after column.
        let rows = lines.map { Array($0.utf16) }
        let width = rows.map(\.count).max() ?? 0
        return (0..<width).flatMap { column in
            rows.flatMap { row in
                let unit = column < row.count ? row[column] : 0x20
                return [UInt8(truncatingIfNeeded: unit), UInt8(truncatingIfNeeded: unit >> 8)]
            }
        }
    }

    private static func words(_ values: [UInt32]) -> [UInt8] {
        values.flatMap { value in (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) } }
    }
}

extension MatValue {
    /// MATLAB's number for the class.
    fileprivate var matlabClass: Int {
        switch self {
        case .cells: 1
        case .elements: 2
        case .text: 4
        case .doubles: 6
        case .floats: 7
        case .unread: 0
        }
    }
}

extension MatVariable {
    /// One number.
    static func number(_ name: String, _ value: Double) -> MatVariable {
        MatVariable(name: name, dimensions: [1, 1], value: .doubles([value]))
    }

    /// A row of numbers.
    static func row(_ name: String, _ values: [Double]) -> MatVariable {
        MatVariable(name: name, dimensions: [values.isEmpty ? 0 : 1, values.count], value: .doubles(values))
    }

    /// A line of text.
    static func text(_ name: String, _ text: String) -> MatVariable {
        MatVariable(name: name, dimensions: [text.isEmpty ? 0 : 1, text.utf16.count], value: .text([text]))
    }

    /// Lines of text as rows of one matrix of characters.
    static func lines(_ name: String, _ lines: [String]) -> MatVariable {
        MatVariable(name: name, dimensions: [lines.count, lines.map(\.utf16.count).max() ?? 0], value: .text(lines))
    }

    /// A cell array, column after column.
    static func cells(_ name: String, rows: Int, columns: Int, _ cells: [MatVariable]) -> MatVariable {
        MatVariable(name: name, dimensions: [rows, columns], value: .cells(cells))
    }

    /// Channels as the rows of a matrix.
    static func rows(_ name: String, _ channels: [[Float]]) -> MatVariable {
        let count = channels.first?.count ?? 0
        var values = [Float](repeating: 0, count: channels.count * count)
        for (row, channel) in channels.enumerated() {
            for (column, value) in channel.enumerated() { values[column * channels.count + row] = value }
        }
        return MatVariable(name: name, dimensions: [channels.count, count], value: .floats(values))
    }
}
