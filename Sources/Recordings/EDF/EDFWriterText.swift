// Texts that fit into EDF's header: printable ASCII of fixed width.

import Signals

enum EDFWriterText {
    /// The text in printable ASCII: µ and · as people write them without, anything else as `?`.
    static func ascii(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\u{B5}", "\u{3BC}": result += "u"
            case "\u{B7}": break
            case " "..."~": result.unicodeScalars.append(scalar)
            default: result += "?"
            }
        }
        return result
    }

    /// ASCII of at most `width` characters; a longer text loses its middle, as the end often holds a number.
    static func fitted(_ text: String, _ width: Int) -> String {
        let plain = ascii(text)
        guard plain.utf8.count > width else { return plain }
        let half = (width - 3) / 2
        return plain.prefix(width - 3 - half) + "..." + plain.suffix(half)
    }

    /// One line: control characters become spaces.
    static func line(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 ? " " : $0 })).trimmingSpaces()
    }

    /// A label of at most 16 characters for each channel, all different. A channel keeps its own label where that fits
    /// and says what the channel measures; the others are numbered within their kind, such as `EMG 12`.
    static func shortLabels(_ channels: [Channel]) -> [String] {
        var used: Set<String> = []
        var numbers: [ChannelKind: Int] = [:]
        return channels.map { channel in
            let number = numbers[channel.kind, default: 0] + 1
            numbers[channel.kind] = number
            let own = channel.label
            let fits = ascii(own) == own && (1...16).contains(own.utf8.count) && own.trimmingSpaces() == own
            let isClear = EDFText.kind(shortLabel: own, label: own, unit: channel.unit) == channel.kind
            var label = fits && isClear ? own : "\(EDFText.word(for: channel.kind)) \(number)"
            var attempt = 1
            while !used.insert(label).inserted {
                attempt += 1
                label = "\(EDFText.word(for: channel.kind)) \(number)-\(attempt)"
            }
            return label
        }
    }

    /// EDF+ wants four words: code, sex, birth date, name; X where unknown.
    static func person(_ text: String?) -> String {
        guard let text, !text.isEmpty else { return "X X X X" }
        let words = ascii(text).split(separator: " ")
        return words.count >= 4 ? words.joined(separator: " ") : words.joined(separator: "_") + " X X X"
    }

    /// A start that came from an EDF file; otherwise the date that EDF+ gives to unknown ones.
    static func start(_ text: String?) -> (date: String, time: String) {
        let parts = (text ?? "").split(separator: " ").map(String.init)
        let isDotted = { (part: String) in
            let bytes = Array(part.utf8)
            return bytes.count == 8 && bytes[2] == 0x2E && bytes[5] == 0x2E
                && bytes.enumerated().allSatisfy { $0 == 2 || $0 == 5 || (0x30...0x39).contains($1) }
        }
        guard parts.count == 2, parts.allSatisfy(isDotted) else { return ("01.01.85", "00.00.00") }
        return (parts[0], parts[1])
    }
}
