// Time in spasm of each night, as bars: the one figure that a phone shows whole.

/// Lays out and draws the bars.
struct StoryBars {
    private let content: StoryPage.Content

    private let width = 460.0
    private let left = 8.0
    private let right = 452.0
    private let pitch = 58.0

    init(_ content: StoryPage.Content) { self.content = content }

    /// Colour of a night, everywhere on the page.
    static func ink(_ night: Int) -> Ink { [.unit(6), .stimulation, .unit(2)][night % 3] }

    var figure: Figure {
        let most = max(1, content.nights.map(\.spasmSeconds).max() ?? 1)
        var parts: [Element] = []
        var top = 8.0
        for (number, night) in content.nights.enumerated() {
            parts.append(label(capitalised(night.name), x: left, y: top + 12, classes: "strong"))
            parts.append(
                label(
                    "\(fixed(night.spasmSeconds, 0)) s of \(fixed(night.seconds, 0)) s", x: right, y: top + 12,
                    classes: "right"))
            var (track, bar) = (PathData(), PathData())
            track.rectangle(left: left, top: top + 20, right: right, bottom: top + 40)
            parts.append(track.element(Ink.grid.fill))
            let length = (right - left) * night.spasmSeconds / most
            if length > 0 {
                bar.rectangle(left: left, top: top + 20, right: left + max(1.5, length), bottom: top + 40)
                parts.append(bar.element(Self.ink(number).fill))
            }
            top += pitch
        }
        return Figure(
            identifier: "story-bars", title: "Time in spasm in each night", description: description, width: width,
            height: top, content: parts)
    }

    private var description: String {
        content.nights.map {
            "\(capitalised($0.name)): \(fixed($0.spasmSeconds, 1)) of \(fixed($0.seconds, 0)) seconds in spasm."
        }
        .joined(separator: " ")
    }
}

/// The text with a capital at its beginning.
func capitalised(_ text: String) -> String { text.prefix(1).uppercased() + text.dropFirst() }
