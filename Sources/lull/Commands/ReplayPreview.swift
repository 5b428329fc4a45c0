// `lull replay --preview`: what other numbers would have triggered in the last minute.

import Signals
import SpasmControl

/// Activity in the last minute as the settings found it, and as others would have.
struct ReplayPreview {
    let now, other: [PreviewedActivity]

    /// How much is remembered, in s.
    static let seconds = 60.0

    /// The settings with the numbers that were given as `name=number`; `nil` when there are none.
    static func settings(_ changes: [String], from settings: SpasmSettings) throws -> SpasmSettings? {
        var changed = settings
        for change in changes {
            let parts = change.split(separator: "=", omittingEmptySubsequences: false)
            guard parts.count == 2, let value = Double(parts[1]) else {
                throw UsageError(
                    description: "--preview is \(change); it takes a name and a number, such as enterSpreads=6")
            }
            changed = try changed.changing(String(parts[0]), to: value)
        }
        return changes.isEmpty ? nil : changed
    }

    /// Both, side by side.
    func lines(_ clock: SampleClock) -> [String] {
        var table = TextTable([("preview: would trigger at s", .right), ("until s", .right), ("found as it is", .left)])
        for activity in other {
            let isFound = now.contains { found in
                found.onset < activity.end ?? SampleIndex(.max) && activity.onset < found.end ?? SampleIndex(.max)
            }
            table.add([
                clock.seconds(at: activity.detected).formatted(decimals: 3),
                activity.end.map { clock.seconds(at: $0).formatted(decimals: 3) } ?? "end", isFound ? "yes" : "no",
            ])
        }
        return [
            "  preview of the last \(Int(Self.seconds)) s: triggers as it is \(now.count), with the other numbers \(other.count)"
        ] + (other.isEmpty ? [] : table.lines)
    }
}
