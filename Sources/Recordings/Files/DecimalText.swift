// Decimal numbers between text and `Double`, without Foundation and without the locale.

import Glibc

/// Reads and writes decimal numbers.
enum DecimalText {
    /// Powers of ten that `Double` represents exactly.
    private static let powers: [Double] = [
        1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20,
        1e21, 1e22,
    ]

    /// The number that `bytes` spell, such as `-1.5e3`; `nil` for anything else, also for `nan`, `inf` and hexadecimals.
    ///
    /// Up to 15 digits and exponents up to ±22 are exact in one operation (Clinger 1990); all others go to `strtod`.
    static func parse(_ bytes: UnsafeBufferPointer<UInt8>, decimalMark: UInt8 = UInt8(ascii: ".")) -> Double? {
        var at = 0
        var mantissa: UInt64 = 0
        var digits = 0
        var exponent = 0
        var seen = false
        let isNegative = bytes.first == UInt8(ascii: "-")
        if isNegative || bytes.first == UInt8(ascii: "+") { at = 1 }
        while at < bytes.count, case let digit = bytes[at] &- 48, digit < 10 {
            seen = true
            if digits < 18 { mantissa = mantissa * 10 + UInt64(digit) } else { exponent += 1 }
            if mantissa > 0 { digits += 1 }
            at += 1
        }
        if at < bytes.count, bytes[at] == decimalMark {
            at += 1
            while at < bytes.count, case let digit = bytes[at] &- 48, digit < 10 {
                seen = true
                if digits < 18 {
                    mantissa = mantissa * 10 + UInt64(digit)
                    exponent -= 1
                }
                if mantissa > 0 { digits += 1 }
                at += 1
            }
        }
        guard seen else { return nil }
        if at < bytes.count, bytes[at] | 0x20 == UInt8(ascii: "e") {
            guard let shift = exponentDigits(bytes, from: at + 1) else { return nil }
            exponent += shift
            at = bytes.count
        }
        guard at == bytes.count else { return nil }
        if digits <= 15, abs(exponent) <= 22 {
            let whole = Double(mantissa)
            let value = exponent < 0 ? whole / powers[-exponent] : whole * powers[exponent]
            return isNegative ? -value : value
        }
        return slow(bytes, decimalMark)
    }

    private static func exponentDigits(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        var at = start
        let isNegative = at < bytes.count && bytes[at] == UInt8(ascii: "-")
        if isNegative || (at < bytes.count && bytes[at] == UInt8(ascii: "+")) { at += 1 }
        guard at < bytes.count else { return nil }
        var value = 0
        while at < bytes.count, case let digit = bytes[at] &- 48, digit < 10 {
            value = min(value * 10 + Int(digit), 100_000)
            at += 1
        }
        guard at == bytes.count else { return nil }
        return isNegative ? -value : value
    }

    private static func slow(_ bytes: UnsafeBufferPointer<UInt8>, _ decimalMark: UInt8) -> Double? {
        guard bytes.count < 1024 else { return nil }
        var text = bytes.map { CChar(bitPattern: $0 == decimalMark ? UInt8(ascii: ".") : $0) }
        text.append(0)
        // The C locale is never changed by Lull, so strtod reads a point.
        return strtod(text, nil)
    }

    /// The number that a text spells, spaces around it allowed.
    static func parse(_ text: some StringProtocol) -> Double? {
        var bytes = Array(text.utf8)[...]
        while bytes.first == 0x20 { bytes.removeFirst() }
        while bytes.last == 0x20 || bytes.last == 0 { bytes.removeLast() }
        return bytes.withUnsafeBufferPointer { parse($0) }
    }

    /// `scaled` / 10^`decimals` in full digits without trailing zeros, such as `-0.125`.
    static func text(_ scaled: Int, decimals: Int) -> String {
        var digits = String(scaled.magnitude)
        if decimals > 0 {
            if digits.utf8.count <= decimals {
                digits = String(repeating: "0", count: decimals + 1 - digits.utf8.count) + digits
            }
            let split = digits.index(digits.endIndex, offsetBy: -decimals)
            var fraction = digits[split...]
            while fraction.last == "0" { fraction.removeLast() }
            digits = digits[..<split] + (fraction.isEmpty ? "" : "." + fraction)
        }
        return scaled < 0 && digits != "0" ? "-" + digits : digits
    }

    /// A number with at most `decimals` decimal places; only for magnitudes below 10^(18 − `decimals`).
    static func text(_ value: Double, decimals: Int) -> String {
        let scaled = (value * powers[decimals]).rounded()
        guard abs(scaled) < 9e18 else { return "\(value)" }
        return text(Int(scaled), decimals: decimals)
    }
}
