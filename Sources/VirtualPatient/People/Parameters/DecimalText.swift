// Numbers as decimal text: scaling by powers of ten without rounding, and writing that reads back bit for bit.

/// A decimal number as text: digits times a power of ten.
struct DecimalText: Hashable, Sendable {
    private var isNegative: Bool
    /// The significant digits; at least one.
    private var digits: String
    /// The power of ten of the last digit.
    private var exponent: Int

    /// Reads a number at the beginning of `text`: sign, digits, point, exponent. `nil` when there is none.
    ///
    /// - Returns: the number and what follows it.
    static func prefix(of text: Substring) -> (number: DecimalText, rest: Substring)? {
        var rest = text
        var number = DecimalText(isNegative: false, digits: "", exponent: 0)
        if let sign = rest.first, "+-−".contains(sign) {
            number.isNegative = sign != "+"
            rest.removeFirst()
        }
        let whole = rest.prefix { $0.isASCII && $0.isNumber }
        rest = rest[whole.endIndex...]
        number.digits += whole
        if rest.first == ".", let next = rest.dropFirst().first, next.isASCII, next.isNumber {
            let part = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
            rest = rest[part.endIndex...]
            number.digits += part
            number.exponent = -part.count
        }
        guard !number.digits.isEmpty else { return nil }
        if rest.first == "e" || rest.first == "E" {
            let after = rest.dropFirst()
            let sign = after.first.map { "+-".contains($0) } == true ? String(after.prefix(1)) : ""
            let power = after.dropFirst(sign.count).prefix { $0.isASCII && $0.isNumber }
            if !power.isEmpty {
                // Five digits are far beyond every Double; more would only overflow.
                number.exponent += Int(sign + power.prefix(5)) ?? 0
                rest = rest[power.endIndex...]
            }
        }
        return (number, rest)
    }

    private init(isNegative: Bool, digits: String, exponent: Int) {
        self.isNegative = isNegative
        self.digits = digits
        self.exponent = exponent
    }

    /// The shortest decimal that reads back as `value`, which is finite.
    init(_ value: Double) {
        let text = value.description
        self = Self.prefix(of: text[...])?.number ?? DecimalText(isNegative: false, digits: "0", exponent: 0)
    }

    /// The number times ten to the power of `places`; exact.
    func shifted(by places: Int) -> DecimalText {
        var result = self
        result.exponent += places
        return result
    }

    /// The nearest Double; infinite when it is too large.
    var value: Double { Double("\(isNegative ? "-" : "")\(digits)e\(exponent)") ?? .nan }

    /// The number without needless zeros, with a power of ten only where it would be hard to read without.
    var description: String {
        var significant = digits.drop { $0 == "0" }
        var power = exponent
        while significant.last == "0" {
            significant.removeLast()
            power += 1
        }
        guard !significant.isEmpty else { return "0" }
        let sign = isNegative ? "-" : ""
        let magnitude = significant.count + power
        guard (-5...15).contains(magnitude) else {
            let tail = significant.dropFirst()
            return "\(sign)\(significant.prefix(1))\(tail.isEmpty ? "" : ".\(tail)")e\(magnitude - 1)"
        }
        if power >= 0 { return sign + significant + String(repeating: "0", count: power) }
        if magnitude <= 0 { return "\(sign)0." + String(repeating: "0", count: -magnitude) + significant }
        return "\(sign)\(significant.prefix(magnitude)).\(significant.dropFirst(magnitude))"
    }
}
