// The annotations of EDF+ and BDF+: time-stamped lists of text ("TAL"), `+onset␕duration␔text␔text␔␀`.

import Signals

/// One annotation: when, for how long, what; in seconds after the file's start time.
struct EDFAnnotation: Sendable, Hashable {
    var onset: Double
    var duration: Double
    var text: String
}

/// The bytes of one annotation signal in one record, taken apart.
struct EDFAnnotationList {
    /// The onset of the first list, which is that of the record when it is the first annotation signal.
    private(set) var firstOnset: Double?
    /// The annotations with a text.
    private(set) var annotations: [EDFAnnotation] = []

    /// Parses the bytes of an annotation signal; `nil` when they break the grammar.
    init?(_ bytes: some Collection<UInt8>) {
        for list in bytes.split(separator: 0) {
            var parts = list.split(separator: 0x14, omittingEmptySubsequences: false)
            // A list ends with ␔, so the part behind the last one is empty.
            guard parts.count >= 2, parts.removeLast().isEmpty else { return nil }
            let times = parts.removeFirst().split(separator: 0x15, omittingEmptySubsequences: false)
            guard let sign = times[0].first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), times.count <= 2,
                let onset = Self.seconds(times[0]), abs(onset) < 1e12
            else { return nil }
            var duration = 0.0
            if times.count == 2, !times[1].isEmpty {
                guard let stated = Self.seconds(times[1]), stated >= 0, stated < 1e12 else { return nil }
                duration = stated
            }
            if firstOnset == nil { firstOnset = onset }
            for text in parts where !text.isEmpty {
                annotations.append(
                    EDFAnnotation(onset: onset, duration: duration, text: String(decoding: text, as: UTF8.self)))
            }
        }
    }

    private static func seconds(_ bytes: some Collection<UInt8>) -> Double? {
        Array(bytes).withUnsafeBufferPointer { DecimalText.parse($0) }
    }

    /// The bytes of an annotation. Control characters in the text become spaces, as the grammar needs them.
    static func bytes(onset: String, duration: String? = nil, text: String) -> [UInt8] {
        var bytes = Array((onset.hasPrefix("-") ? onset : "+" + onset).utf8)
        if let duration { bytes += [0x15] + Array(duration.utf8) }
        bytes.append(0x14)
        bytes += text.utf8.map { $0 < 0x20 ? 0x20 : $0 }
        return bytes + [0x14, 0]
    }
}
