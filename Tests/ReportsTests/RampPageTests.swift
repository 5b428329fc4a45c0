// The ramp page: what it says, that it says it safely, and that it says so when there is nothing.

import Testing

@testable import Reports

@Suite("The ramp page")
struct RampPageTests {
    @Test("page and figures are well-formed, self-contained and labelled")
    func wellFormed() {
        let page = RampPage(.example)
        #expect(faults(ofPage: page.html) == [])
        #expect(([page.overviewFigure] + page.pairFigures).flatMap { faults(ofMarkup: $0.svg) } == [])
    }

    @Test("the same content gives the same bytes")
    func deterministic() {
        #expect(RampPage(.example).html == RampPage(.example).html)
        #expect(RampPage(.example).overviewFigure.svg == RampPage(.example).overviewFigure.svg)
    }

    @Test("hostile names from a file stay text everywhere")
    func hostileNames() {
        let evil = "</title><script>alert('x')</script>&\"\u{1}"
        var content = RampPage.Content.example
        content.recordingName = evil
        content.subtitle = evil
        content.smoothing = evil
        content.force?.name = evil
        content.force?.unit = evil
        content.remarks = [evil]
        content.parameters = [Fact(evil, evil, note: evil)]
        content.provenance = [Fact(evil, evil)]
        for index in content.units.indices {
            content.units[index].name = evil
            content.units[index].note = evil
        }
        content.pairs[1].rejections = [evil]
        let page = RampPage(content)
        #expect(faults(ofPage: page.html) == [])
        #expect(faults(ofMarkup: page.overviewFigure.svg) == [])
        let title = ParsedDocument(page.html).named("title").first { $0.parent == "head" }?.text
        #expect(title == "Ramp contraction: </title><script>alert('x')</script>&\"\u{FFFD}")
    }

    @Test("the finding states ΔF of every test unit, the number of controls and the mean")
    func finding() {
        #expect(
            RampPage(.example).finding
                == "\u{394}F was 2.00 pps for B (1 control unit) and 3.10 pps for C (1 control unit). "
                + "The mean over 2 test units is 2.55 pps. Of 3 pairs, 2 met the rules.")
    }

    @Test("many test units are summed up by their mean and range")
    func findingOfMany() {
        var content = RampPage.Content.example
        content.units += content.units + content.units
        for index in content.units.indices { content.units[index].deltaF = index == 0 ? nil : Double(index) }
        #expect(
            RampPage(content).finding.hasPrefix(
                "\u{394}F could be computed for 8 of 9 motor units: mean 4.50 pps, from 1.00 to 8.00 pps."))
    }

    @Test("a unit that is only a number is spoken of as a motor unit, one with a name by its name")
    func names() {
        var unit = RampPage.Content.example.units[0]
        unit.name = "12"
        #expect(unit.spokenName() == "motor unit 12")
        unit.name = "MU 12 of grid 2"
        #expect(unit.spokenName(upTo: 6) == "MU 12\u{2026}")
    }

    @Test("without units, with one, and without accepted pairs, the finding says so")
    func findingOfNothing() {
        var content = RampPage.Content.example
        for index in content.pairs.indices { content.pairs[index].rejections = ["too close"] }
        #expect(RampPage(content).finding.hasPrefix("None of the 3 pairs of motor units met the rules"))
        #expect(RampPage(content).pairFigures == [])
        content.pairs = []
        content.units.removeLast(2)
        #expect(RampPage(content).finding.contains("one motor unit"))
        #expect(faults(ofPage: RampPage(content).html) == [])
        content.units = []
        #expect(RampPage(content).finding.contains("no motor units"))
        #expect(faults(ofPage: RampPage(content).html) == [])
    }

    @Test("empty content gives a page that says what is missing")
    func empty() {
        let page = RampPage(.init(recordingName: "", time: 0...1, units: [], pairs: [], smoothing: ""))
        let text = ParsedDocument(page.html).named("body").first?.text ?? ""
        let missing = [
            "There is nothing to draw", "There are no pairs", "There are no motor units", "No parameters were stated",
            "No provenance was stated",
        ].filter { !text.contains($0) }
        #expect(missing == [])
        #expect(faults(ofPage: page.html) == [])
        #expect(faults(ofMarkup: page.overviewFigure.svg) == [])
    }

    @Test("the table of pairs shows accepted pairs first and every reason in words")
    func pairTable() throws {
        let cells = ParsedDocument(RampPage(.example).html).named("td").map(\.text)
        let verdicts = cells.filter { $0.hasPrefix("accepted") || $0.hasPrefix("rejected") }
        #expect(verdicts == ["accepted", "accepted", "rejected: recruited 0.4 s apart; the rates correlate by 0.2"])
    }

    @Test("a unit without forces, with gaps, empty curves and numbers that are none is drawn without harm")
    func brokenNumbers() {
        var content = RampPage.Content.example
        content.units[0].recruitment = nil
        content.units[0].derecruitment = .nan
        content.units[0].discharges = []
        content.units[1].smoothedRate.values = []
        content.units[1].instantaneousRates = [.init(time: .infinity, rate: .nan), .init(time: 2, rate: 1e9)]
        content.units[2].smoothedRate.values = [.nan, .infinity, 3]
        content.force?.curve.values = [.nan, .nan]
        content.pairs[0].deltaF = .infinity
        content.pairs[2].rateAtRecruitment = nil
        let page = RampPage(content)
        #expect(faults(ofPage: page.html) == [])
        #expect(page.pairFigures.flatMap { faults(ofMarkup: $0.svg) } == [])
    }

    @Test("of many accepted pairs those with the highest correlation are drawn, in the order of the content")
    func drawnPairs() {
        var content = RampPage.Content.example
        content.pairs = (0..<20).map { number in
            var pair = content.pairs[0]
            pair.correlation = number.isMultiple(of: 2) ? 0.9 : 0.8
            pair.deltaF = Double(number)
            return pair
        }
        let drawn = RampPage(content).drawnPairs.map { Int($0.deltaF ?? -1) }
        #expect(drawn == [0, 1, 2, 3, 4, 6, 8, 10, 12, 14, 16, 18])
        #expect(RampPage(content).html.contains("the 12 of 20 accepted pairs"))
    }

    @Test("in the figure of a pair the arrow spans the two rates of the control unit, and its three labels are apart")
    func arrow() {
        let figure = RampPage(.example).pairFigures[0]
        let document = ParsedDocument(figure.svg)
        let heights = ["10.00", "\u{394}F 2.00 pps", "8.00"].map { text in
            document.named("text").first { $0.text == text }.flatMap { Double($0.attributes["y"] ?? "") } ?? .nan
        }
        #expect(heights[1] - heights[0] >= 16.9 && heights[2] - heights[1] >= 16.9)
        let dots = document.named("circle").compactMap { Double($0.attributes["cy"] ?? "") }
        // 10 and 8 pps on the axis that the figure gives this unit, 118 pixels from its lowest to its highest mark.
        let axis = Ticks.niceDomain(5...10, atMost: 7)
        let perUnit = 118 / (axis.upperBound - axis.lowerBound)
        #expect(dots.count == 2 && abs((dots[1] - dots[0]) - 2 * perUnit) < 0.02)
    }
}

extension RampPage.Content {
    /// Three units and three pairs with round numbers, so that tests can name them.
    static let example: RampPage.Content = {
        func unit(_ name: String, from start: Double, to end: Double, deltaF: Double?) -> Unit {
            let times = stride(from: start, through: end, by: 0.125).map { $0 }
            return Unit(
                name: name, discharges: times,
                instantaneousRates: times.dropFirst().map { RatePoint(time: $0, rate: 8) },
                smoothedRate: SampledCurve(start: start, interval: 0.5, values: [5, 8, 10, 10, 9, 8, 6]),
                recruitment: start + 0.125, derecruitment: end, recruitmentThreshold: 4, derecruitmentThreshold: 3,
                peakRate: 10, deltaF: deltaF)
        }
        func pair(_ control: Int, _ test: Int, _ deltaF: Double, _ rejections: [String] = []) -> Pair {
            Pair(
                control: control, test: test, deltaF: deltaF, rateAtRecruitment: 10, rateAtDerecruitment: 10 - deltaF,
                recruitmentDifference: 1.5, correlation: 0.9, modulation: 4, rejections: rejections)
        }
        return RampPage.Content(
            recordingName: "ramp.mat", subtitle: "an example", time: 0...10,
            force: Force(unit: "% MVC", curve: SampledCurve(interval: 1, values: [0, 2, 4, 6, 8, 10, 8, 6, 4, 2, 0])),
            units: [
                unit("A", from: 1, to: 9, deltaF: nil), unit("B", from: 2.5, to: 8, deltaF: 2),
                unit("C", from: 4, to: 7, deltaF: 3.1),
            ],
            pairs: [
                pair(0, 1, 2), pair(1, 2, 1, ["recruited 0.4 s apart", "the rates correlate by 0.2"]), pair(0, 2, 3.1),
            ],
            smoothing: "polynomial of degree 5", remarks: ["A remark."], parameters: [Fact("Smoothing", "polynomial")],
            provenance: [Fact("Software", "Lull")])
    }()
}
