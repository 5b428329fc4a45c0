// Numbers as text with a fixed number of decimals, correctly rounded, without Foundation (whose formatting alone would
// cost a large part of the start-up time).

/// How a number is written.
enum NumberStyle {
    /// For coordinates and other machine-read text: ASCII, `-1.5`; zeros at the end of the decimals are left out.
    case coordinate
    /// For people: a true minus sign, all decimals, groups of three digits from 10 000 on.
    case reading
}

/// Writes `value` with `decimals` (0…15) digits after the point.
///
/// The result is the decimal number nearest to the exact binary value; a tie goes to the even digit, as C's `printf`
/// does. A value that rounds to zero has no sign. Values that are not finite give "–" for people and "0" for
/// coordinates, so that a figure stays well-formed whatever the data hold.
func fixed(_ value: Double, _ decimals: Int, style: NumberStyle = .reading) -> String {
    precondition((0...15).contains(decimals), "between 0 and 15 decimals")
    guard value.isFinite else { return style == .reading ? "\u{2013}" : "0" }
    guard let scaled = ScaledInteger(magnitude: value.magnitude, decimals: decimals) else { return "\(value)" }
    var digits = String(scaled.value)
    if digits.utf8.count <= decimals {
        digits = String(repeating: "0", count: decimals + 1 - digits.utf8.count) + digits
    }
    var whole = String(digits.dropLast(decimals))
    var fraction = String(digits.suffix(decimals))
    let isNegative = value < 0 && scaled.value != 0
    switch style {
    case .coordinate:
        while fraction.last == "0" { fraction.removeLast() }
        return (isNegative ? "-" : "") + whole + (fraction.isEmpty ? "" : "." + fraction)
    case .reading:
        whole = grouped(whole)
        return (isNegative ? "\u{2212}" : "") + whole + (fraction.isEmpty ? "" : "." + fraction)
    }
}

/// A whole number for people: `66 560`, with narrow spaces that do not break.
func whole(_ value: Int) -> String {
    (value < 0 ? "\u{2212}" : "") + grouped(String(value.magnitude))
}

/// A number that may be missing; "–" stands for it.
func fixed(_ value: Double?, _ decimals: Int) -> String { fixed(value ?? .nan, decimals) }

/// A coordinate in hundredths of a pixel.
func px(_ value: Double) -> String { fixed(value, 2, style: .coordinate) }

/// Digits in groups of three from five digits on; four digits stay together, as the SI brochure allows.
private func grouped(_ digits: String) -> String {
    guard digits.utf8.count > 4 else { return digits }
    var result = ""
    for (position, digit) in digits.enumerated() {
        if position > 0, (digits.utf8.count - position).isMultiple(of: 3) { result += "\u{202F}" }
        result.append(digit)
    }
    return result
}

/// |value| · 10^decimals, rounded to an integer exactly: a double is m · 2^e with a 53-bit m, and m · 10^15 fits in 128
/// bits, so that the shift by e can look at every bit that it drops.
private struct ScaledInteger {
    let value: UInt128

    /// `nil` when the number is too large for 128 bits.
    init?(magnitude: Double, decimals: Int) {
        var power: UInt128 = 1
        for _ in 0..<decimals { power *= 10 }
        let exponent = magnitude == 0 ? 0 : max(Int(magnitude.exponent), -1022) - 52
        // Exact: scaling by a power of two drops no bit of a normal number, and this is an integer by construction.
        let significand = UInt128(magnitude.scaledBy(exponent: exponent))
        if exponent >= 0 {
            guard exponent + 53 + 50 < 128 else { return nil }
            value = (significand << UInt128(exponent)) * power
        } else {
            let product = significand * power
            let shift = -exponent
            guard shift < 128 else {
                value = 0
                return
            }
            let quotient = product >> UInt128(shift)
            let rest = product - (quotient << UInt128(shift))
            let half: UInt128 = 1 << UInt128(shift - 1)
            let roundsUp = rest > half || (rest == half && !quotient.isMultiple(of: 2))
            value = roundsUp ? quotient + 1 : quotient
        }
    }
}

extension Double {
    /// significand of magnitude with exponent removed: self / 2^exponent.
    fileprivate func scaledBy(exponent: Int) -> Double {
        // Two steps keep the factors in range for the smallest and the largest exponents.
        let half = exponent / 2
        return self * Double(sign: .plus, exponent: -half, significand: 1)
            * Double(sign: .plus, exponent: -(exponent - half), significand: 1)
    }
}
