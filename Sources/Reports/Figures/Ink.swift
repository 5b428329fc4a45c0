// The colours of figures: distinguishable with any kind of colour vision, on white and on black.

/// What is drawn in a colour. A figure names the role; the colour follows from the reader's light or dark mode.
///
/// The colours of units are those of M. Okabe and K. Ito, "Color Universal Design" (2008; from memory, not verified), made darker on white and
/// lighter on black where they had less than the contrast of 3:1 that WCAG 2.2 asks of graphics.
enum Ink: Hashable, Sendable {
    /// Text and axes.
    case text
    /// Secondary text.
    case soft
    /// Grid lines.
    case grid
    /// The force and other signals without a colour of their own.
    case signal
    /// The n-th motor unit (or other thing to be told apart); colours repeat after ``Ink/unitCount``.
    case unit(Int)
    /// Bands behind signals where activity was detected.
    case band
    /// The background.
    case paper

    /// How many unit colours there are.
    static let unitCount = 7

    static let stimulation = Ink.unit(1)
    static let refusal = Ink.unit(3)
    static let envelope = Ink.unit(0)

    /// All of them, in the order of the style sheet.
    static let all: [Ink] =
        [.text, .soft, .grid, .signal, .band, .paper] + (0..<unitCount).map { .unit($0) }

    /// The name in class names and variables.
    var name: String {
        switch self {
        case .text: "text"
        case .soft: "soft"
        case .grid: "grid"
        case .signal: "signal"
        case .band: "band"
        case .paper: "paper"
        case .unit(let number): "unit\(number % Self.unitCount)"
        }
    }

    /// The colour on a light and on a dark background, `#RRGGBB`.
    var colours: (light: String, dark: String) {
        switch self {
        case .text: ("#1A1C1E", "#E6E8EA")
        case .soft: ("#5B6167", "#A4ABB2")
        case .grid: ("#E3E6E8", "#33383D")
        case .signal: ("#5B6167", "#A4ABB2")
        case .band: ("#F6E3C0", "#4A3C1C")
        case .paper: ("#FFFFFF", "#15181B")
        case .unit(let number):
            [
                ("#0072B2", "#56A9E0"), ("#D55E00", "#F28B45"), ("#00845F", "#2CC295"), ("#B8558F", "#DB95BB"),
                ("#A67600", "#E6B422"), ("#2E8FC4", "#8CCDF0"), ("#4A4A4A", "#C9C9C9"),
            ][number % Self.unitCount]
        }
    }

    /// The class for a line in this colour.
    var stroke: String { "s-" + name }
    /// The class for an area or a text in this colour.
    var fill: String { "f-" + name }
}
