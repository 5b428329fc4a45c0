// One line of a form, and what can be read out of it.

/// One line of a form.
struct FormField {
    let file: String
    /// Where it stands, such as `pulse: current`.
    let path: String
    /// The line, from 1; `nil` for a line that may be missing and is.
    let line: Int?
    /// What was written; empty when nothing was.
    let text: String

    /// Whether nothing was written.
    var isEmpty: Bool { text.isEmpty }
    /// Whether “none” was written.
    var isNone: Bool { text == "none" }

    /// What is wrong with it.
    func refusal(_ allowed: String) -> FormError {
        let found = isEmpty ? "is not filled in" : "is “\(text.prefix(60))”"
        return FormError(file: file, line: line, "\(path) \(found); allowed is \(allowed)")
    }

    /// A word or a name.
    func words(_ meaning: String) throws(FormError) -> String {
        guard !isEmpty, text.unicodeScalars.count <= 200 else { throw refusal("\(meaning), up to 200 characters") }
        return text
    }

    /// One of some words.
    func choice<Value>(_ values: [(name: String, value: Value)]) throws(FormError) -> Value {
        guard let found = values.first(where: { $0.name == text }) else {
            throw refusal(values.map(\.name).joined(separator: " or "))
        }
        return found.value
    }

    /// A whole number.
    func integer(_ range: ClosedRange<Int>) throws(FormError) -> Int {
        guard let value = Int(text), range.contains(value) else {
            throw refusal("a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return value
    }

    /// A number with its unit, such as `14 mA`; an empty unit for a plain number.
    ///
    /// - Parameter range: what can be written down at all; what is allowed, limits say.
    func number(_ unit: String, _ range: ClosedRange<Double>) throws(FormError) -> Double {
        let parts = text.split(separator: " ")
        let unitFound = parts.count > 1 ? parts[1].replacing("us", with: "µs").replacing("cm2", with: "cm²") : ""
        guard parts.count == (unit.isEmpty ? 1 : 2), unitFound == unit, let value = Double(parts[0]), value.isFinite,
            range.contains(value)
        else {
            let ends = "from \(Self.short(range.lowerBound)) to \(Self.short(range.upperBound))"
            throw refusal(unit.isEmpty ? "a number \(ends)" : "a number with its unit, \(ends) \(unit)")
        }
        return value
    }

    /// A number with its unit, or `none`.
    func numberOrNone(_ unit: String, _ range: ClosedRange<Double>) throws(FormError) -> Double? {
        if isNone { return nil }
        do { return try number(unit, range) } catch {
            throw FormError(file: file, line: line, error.problem + ", or none")
        }
    }

    private static func short(_ value: Double) -> String { value == value.rounded() ? "\(Int(value))" : "\(value)" }
}
