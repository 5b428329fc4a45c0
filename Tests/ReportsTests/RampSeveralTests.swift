// The page of a recording with several contractions.

import Testing

@testable import Reports

@Suite("The ramp page of several contractions")
struct RampSeveralTests {
    private var page: RampPage {
        var first = RampPage.Content.example
        first.performance = "The force peaked at 20 % MVC."
        first.performanceError = 2.5
        first.composite = "Against a composite control unit, nothing."
        for k in first.units.indices {
            first.units[k].shape = .init(
                heightPercent: 24, height: 1.2, angle: 197, acceleration: 0.5, attenuation: nil,
                exclusions: k == 0 ? ["peak rate after peak force"] : [])
            first.units[k].deltaFInterval = 1...2
        }
        for k in first.pairs.indices where first.pairs[k].isAccepted { first.pairs[k].deltaFInterval = 1.5...2.5 }
        var second = first
        second.units = []
        second.pairs = []
        return RampPage(first, [second, .example])
    }

    @Test("it is well-formed, and each contraction has a part of its own with figures of its own names")
    func wellFormed() {
        let html = page.html
        #expect(faults(ofPage: html) == [])
        let sections = ParsedDocument(html).named("h2").map(\.text)
        #expect(
            sections.filter { $0.hasPrefix("Contraction ") } == ["Contraction 1", "Contraction 2", "Contraction 3"])
        #expect(html.contains("3 contractions in this recording"))
        #expect(html.contains("id=\"c1-ramp-overview") && html.contains("id=\"c3-ramp-overview"))
        #expect(page.html == html)
    }

    @Test("intervals, shapes and their exclusions, the composite and the performance are on it")
    func words() {
        let cells = ParsedDocument(page.html).named("td").map(\.text)
        for text in ["1.50 to 2.50", "1.00 to 2.00", "24.0", "peak rate after peak force", "2.5"] {
            #expect(cells.contains(text), "\(text)")
        }
        #expect(page.html.contains("The force peaked at 20 % MVC.") && page.html.contains("Against a composite"))
        // Without any interval or shape, their columns and tables are left out.
        let plain = RampPage(.example).html
        #expect(!plain.contains("95 % interval") && !plain.contains("Brace height"))
    }
}
