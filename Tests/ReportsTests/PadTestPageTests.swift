import Reports
import Testing

@Suite("the page of a pad test")
struct PadTestPageTests {
    private func pad(_ channel: Int, _ ratio: Double?, _ verdict: PadTestPage.Content.Verdict)
        -> PadTestPage.Content.Pad
    {
        PadTestPage.Content.Pad(
            channel: channel, felt: "5 mA", motor: "13 mA", borne: "17 mA", current: "13 mA", verdict: verdict,
            meaning: "stimulating this pad <does> something", reason: "because", thresholdsEnded: "17 mA was borne",
            ratio: ratio, low: ratio.map { $0 * 0.8 }, high: ratio.map { $0 * 1.2 },
            probability: ratio.map { _ in 0.002 },
            pairRatios: ratio.map { [$0 * 0.7, $0, $0 * 1.3] } ?? [], obstacles: verdict == .works ? [] : ["no & never"]
        )
    }

    private func content(_ pads: [PadTestPage.Content.Pad], best: Int?) -> PadTestPage.Content {
        PadTestPage.Content(
            person: "somebody <b>", place: "soleus, right side", pads: pads, best: best, noEffect: 0.8,
            facts: [Fact("Seed", "1")])
    }

    @Test("it says which pad may be armed and which not, and is well-formed whatever the pads are called")
    func wellFormed() throws {
        let page = PadTestPage(
            content([pad(2, 0.6, .works), pad(3, nil, .cannotTell), pad(1, 1.6, .worse)], best: 2))
        let document = ParsedDocument(page.html)
        #expect(faults(ofPage: page.html) == [])
        let text = document.named("body").map(\.text).joined(separator: " ")
        for words in [
            "Pad 2 calms the muscle", "0.60 times", "may be armed", "refused: no & never", "makes it worse",
            "Sham is no current", "somebody <b>",
        ] { #expect(text.contains(words), "\(words)") }
        let figure = try #require(page.figure)
        #expect(ParsedDocument(figure.svg).failure == nil)
        #expect(figure.description.contains("Pad 1: 1.60 (1.28 to 1.92), makes it worse"))
        // The pad without a test has no row in the figure.
        #expect(!figure.description.contains("Pad 3"))
    }

    @Test("without a pad that works it says so, and without any test there is no figure")
    func none() {
        let page = PadTestPage(content([pad(1, nil, .cannotTell)], best: nil))
        #expect(page.finding.hasPrefix("No pad may be armed for automatic use."))
        #expect(page.figure == nil)
        #expect(faults(ofPage: page.html) == [])
    }
}
