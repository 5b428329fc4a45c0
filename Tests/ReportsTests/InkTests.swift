// Contrast of the colours, by the formula of WCAG 2.2.

import Testing

@testable import Reports

@Suite("Colours")
struct InkTests {
    @Test("text has a contrast of 4.5 to 1 or more, lines and dots one of 3 to 1, on light and on dark paper")
    func contrast() {
        var poor: [String] = []
        for isDark in [false, true] {
            let colour = { (ink: Ink) in isDark ? ink.colours.dark : ink.colours.light }
            for ink in [Ink.text, .soft] + (0..<Ink.unitCount).map({ .unit($0) }) {
                let needed = ink == .text || ink == .soft ? 4.5 : 3
                let found = Self.contrast(colour(ink), colour(.paper))
                if found < needed { poor.append("\(ink.name) \(isDark ? "dark" : "light"): \(found)") }
            }
        }
        #expect(poor == [])
    }

    @Test("the formula gives 21 for black on white")
    func formula() {
        #expect(abs(Self.contrast("#000000", "#FFFFFF") - 21) < 1e-9)
    }

    @Test("colours repeat after the last one, and every one is in the style sheet")
    func names() {
        #expect(Ink.unit(0).name == Ink.unit(Ink.unitCount).name)
        #expect(Set(Ink.all.map(\.name)).count == Ink.all.count)
        #expect(Ink.all.allSatisfy { FigureStyle.sheet.contains(".\($0.stroke){") })
    }

    private static func contrast(_ a: String, _ b: String) -> Double {
        let (x, y) = (luminance(a), luminance(b))
        return (max(x, y) + 0.05) / (min(x, y) + 0.05)
    }

    private static func luminance(_ colour: String) -> Double {
        let number = Int(colour.dropFirst(), radix: 16)!
        let parts = [16, 8, 0].map { shift -> Double in
            let c = Double((number >> shift) & 255) / 255
            return c <= 0.04045 ? c / 12.92 : power((c + 0.055) / 1.055)
        }
        return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    }

    /// x^2.4 = (x^12)^(1/5), by Newton's method.
    private static func power(_ x: Double) -> Double {
        let target = (0..<12).reduce(1.0) { product, _ in product * x }
        var y = 1.0
        for _ in 0..<200 { y -= (y * y * y * y * y - target) / (5 * y * y * y * y) }
        return y
    }
}
