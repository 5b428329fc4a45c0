// Days and times as people write them into a form. Pure: nobody's time zone, no clock.

/// A moment that was written down.
public enum FormDate {
    /// Seconds since 1970-01-01 00:00 UTC of `2026-11-27` (its beginning in UTC), `2026-11-27T09:30Z` or
    /// `2026-11-27T09:30+01:00`; `nil` for anything else.
    static func unixSeconds(_ text: String, needsTime: Bool) -> Int? {
        var rest = Array(text.utf8)[...]
        func digits(_ count: Int) -> Int? {
            guard rest.count >= count else { return nil }
            var value = 0
            for byte in rest.prefix(count) {
                guard (0x30...0x39).contains(byte) else { return nil }
                value = 10 * value + Int(byte - 0x30)
            }
            rest = rest.dropFirst(count)
            return value
        }
        func takes(_ character: Unicode.Scalar) -> Bool {
            guard rest.first == UInt8(ascii: character) else { return false }
            rest = rest.dropFirst()
            return true
        }
        guard let year = digits(4), takes("-"), let month = digits(2), takes("-"), let day = digits(2),
            (1970...2200).contains(year), (1...12).contains(month), (1...length(of: month, in: year)).contains(day)
        else { return nil }
        let midnight = days(year, month, day) * 86_400
        if rest.isEmpty { return needsTime ? nil : midnight }
        guard takes("T") || takes(" "), let hour = digits(2), takes(":"), let minute = digits(2), hour < 24, minute < 60
        else { return nil }
        let local = midnight + hour * 3600 + minute * 60
        if takes("Z") { return rest.isEmpty ? local : nil }
        let isEast = takes("+")
        guard isEast || takes("-"), let hours = digits(2), takes(":"), let minutes = digits(2), rest.isEmpty,
            hours <= 14, minutes < 60
        else { return nil }
        let offset = hours * 3600 + minutes * 60
        return isEast ? local - offset : local + offset
    }

    /// A moment as `2026-11-27T09:30Z`.
    public static func text(_ unixSeconds: Int) -> String {
        let (day, second) = (
            unixSeconds.floorDivided(by: 86_400), unixSeconds - unixSeconds.floorDivided(by: 86_400) * 86_400
        )
        var (year, month, left) = (1970, 1, day)
        guard left >= 0 else { return "before 1970" }
        while left >= (isLeap(year) ? 366 : 365) {
            left -= isLeap(year) ? 366 : 365
            year += 1
        }
        while left >= length(of: month, in: year) {
            left -= length(of: month, in: year)
            month += 1
        }
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(year)-\(two(month))-\(two(left + 1))T\(two(second / 3600)):\(two(second / 60 % 60))Z"
    }

    private static func isLeap(_ year: Int) -> Bool {
        year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
    }

    private static func length(of month: Int, in year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days since 1970-01-01.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        (1970..<year).reduce(0) { $0 + (isLeap($1) ? 366 : 365) }
            + (1..<month).reduce(0) { $0 + length(of: $1, in: year) } + day - 1
    }
}

extension Int {
    fileprivate func floorDivided(by divisor: Int) -> Int {
        let (quotient, rest) = quotientAndRemainder(dividingBy: divisor)
        return rest < 0 ? quotient - 1 : quotient
    }
}
