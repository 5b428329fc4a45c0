// A person as YAML, written for people who edit it: every value with its unit, meaning, allowed range and source.

extension Person {
    /// The version of the layout of person files.
    static let layout = 1

    /// The person as a YAML file that ``init(yaml:file:)`` reads back to an equal value.
    public func yaml() -> String {
        var lines = [
            "# A person for Lull's virtual patient. Change a value, keep its unit; every key is needed.",
            "# Above each value: what it is, what is allowed, and where it comes from.",
            "",
            "lull person: \(Self.layout)",
        ]
        for section in Self.sections {
            lines.append("")
            guard !section.name.isEmpty else {
                lines += section.parameters.flatMap { written($0, indentation: "") }
                continue
            }
            lines += Self.comment(section.meaning, indentation: "")
            if section.isPresent(in: self) {
                lines.append("\(section.name):")
                lines += section.parameters.flatMap { written($0, indentation: "  ") }
            } else {
                lines.append("\(section.name): off")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func written(_ parameter: ParameterDescription, indentation: String) -> [String] {
        var explanation = parameter.meaning
        switch parameter.kind {
        case .text: break
        default: explanation += "; \(parameter.allowedWithReason)"
        }
        if !parameter.source.isEmpty { explanation += " [\(parameter.source)]" }
        let text = parameter.text(in: self)
        let value = if case .text = parameter.kind { Self.quoted(text) } else { text }
        return Self.comment(explanation, indentation: indentation) + ["\(indentation)\(parameter.name): \(value)"]
    }

    /// Lines of at most 100 characters.
    private static func comment(_ text: String, indentation: String) -> [String] {
        var lines: [String] = []
        var line = indentation + "#"
        for word in text.split(separator: " ") {
            if line.count + 1 + word.count > 100, line.count > indentation.count + 1 {
                lines.append(line)
                line = indentation + "#"
            }
            line += " " + word
        }
        return lines + [line]
    }

    /// Text in double quotes. Asterisks are escaped, because the reader refuses aliases before it looks at quotes.
    private static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "*": result += "\\x2A"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
