// Values of parameters as text, and text as values.

extension ParameterDescription {
    /// The value in a person as it is written in a file, such as `35 ms`.
    public func text(in person: Person) -> String {
        switch kind {
        case .number(let quantity):
            "\(quantity.written(quantity.place.get(person)).description) \(quantity.unit.symbol)"
        case .whole(let whole): "\(whole.place.get(person))"
        case .flag(let flag): flag.place.get(person) ? "on" : "off"
        case .option(let choice): choice.get(person)
        case .text(let words): words.place.get(person)
        }
    }

    /// The number as it is written in a file, without its unit; `nil` where the value is no number.
    public func number(in person: Person) -> Double? {
        switch kind {
        case .number(let quantity): quantity.written(quantity.place.get(person)).value
        case .whole(let whole): Double(whole.place.get(person))
        case .flag, .option, .text: nil
        }
    }

    /// Reads a value as it is written in a file, and puts it into `person`.
    ///
    /// - Throws: what was found and what is allowed.
    func set(_ text: String, in person: inout Person) throws(ValueProblem) {
        let trimmed = text.trimmingBlanks
        var isUnderstood = true
        switch kind {
        case .number(let quantity):
            let written = try Self.number(trimmed, unit: quantity.unit, allowed: allowedWithReason)
            quantity.place.set(written.shifted(by: quantity.scale).value, &person)
        case .whole(let whole):
            let value = Int(trimmed)
            isUnderstood = value != nil
            if let value { whole.place.set(value, &person) }
        case .flag(let flag):
            isUnderstood = trimmed == "on" || trimmed == "off"
            flag.place.set(trimmed == "on", &person)
        case .option(let choice):
            isUnderstood = choice.words.contains(trimmed)
            choice.set(trimmed, &person)
        case .text(let words):
            words.place.set(text, &person)
        }
        guard isUnderstood else { throw ValueProblem(found: "“\(trimmed.shortened)”", allowed: allowedWithReason) }
        try check(in: person)
    }

    /// Whether the value in `person` is allowed.
    func check(in person: Person) throws(ValueProblem) {
        let isAllowed: Bool
        switch kind {
        case .number(let quantity):
            let value = quantity.place.get(person)
            guard value.isFinite else { throw ValueProblem(found: "not a finite number", allowed: allowedWithReason) }
            isAllowed = quantity.allowed.contains(value)
        case .whole(let whole): isAllowed = whole.range.contains(whole.place.get(person))
        case .flag, .option: isAllowed = true
        case .text(let words):
            let value = words.place.get(person)
            guard words.isLabel ? value.isLabel : value.isLine else {
                throw ValueProblem(found: "“\(value.shortened)”", allowed: allowedWithReason)
            }
            isAllowed = true
        }
        guard isAllowed else { throw ValueProblem(found: text(in: person), allowed: allowedWithReason) }
    }

    private static func number(
        _ text: String, unit: ParameterUnit, allowed: String
    ) throws(ValueProblem) -> DecimalText {
        guard let (number, rest) = DecimalText.prefix(of: text[...]) else {
            throw ValueProblem(found: "“\(text.shortened)”", allowed: "a number with its unit, \(allowed)")
        }
        let spelling = String(rest).trimmingBlanks
        if spelling.isEmpty {
            throw ValueProblem(
                found: "\(text.shortened) without a unit",
                allowed: "\(allowed), written with the unit, such as \(number.description) \(unit.symbol)")
        }
        guard let exponent = unit.exponent(from: spelling) else {
            let hint = spelling.first == "," ? ", with a decimal point" : ""
            throw ValueProblem(found: "“\(text.shortened)”", allowed: "\(allowed)\(hint)")
        }
        return number.shifted(by: exponent)
    }
}

/// What was found instead of a value, and what is allowed.
struct ValueProblem: Error, Hashable {
    let found: String
    let allowed: String
}

extension String {
    /// Without blanks at both ends.
    var trimmingBlanks: String {
        var part = self[...]
        while part.first?.isWhitespace == true { part.removeFirst() }
        while part.last?.isWhitespace == true { part.removeLast() }
        return String(part)
    }

    /// At most 40 characters and no line breaks, for a sentence.
    var shortened: String {
        let line = String(
            map { $0.isNewline || $0.unicodeScalars.contains { $0.value < 32 || $0.value == 127 } ? " " : $0 })
        return line.count > 40 ? line.prefix(39) + "…" : line
    }

    /// Fit for a name of a person and of its files.
    var isLabel: Bool {
        (1...60).contains(count) && first != " " && last != " "
            && allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || " -_".contains($0)) }
    }

    /// Fit for a comment on one line.
    var isLine: Bool {
        count <= 400
            && unicodeScalars.allSatisfy { scalar in
                // Control characters, line separators and the byte-order mark have no place in a sentence, and YAML has
                // rules of its own for them.
                scalar.value >= 32 && !(0x7f...0x9f).contains(scalar.value)
                    && ![0x2028, 0x2029, 0xfeff, 0xfffe, 0xffff].contains(scalar.value)
            }
    }
}
