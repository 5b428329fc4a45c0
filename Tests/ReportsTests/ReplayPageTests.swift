// The replay page: what it says, that it says it safely, and that it says so when there is nothing.

import Testing

@testable import Reports

@Suite("The replay page")
struct ReplayPageTests {
    @Test("page and figures are well-formed, self-contained and labelled")
    func wellFormed() throws {
        let page = ReplayPage(.example)
        #expect(faults(ofPage: page.html) == [])
        let closeUp = try #require(page.firstBurstFigure)
        #expect([page.overviewFigure, closeUp].flatMap { faults(ofMarkup: $0.svg) } == [])
    }

    @Test("the same content gives the same bytes")
    func deterministic() {
        #expect(ReplayPage(.example).html == ReplayPage(.example).html)
    }

    @Test("latency is counted from onset to order, in samples and milliseconds")
    func latency() {
        let rows = ParsedDocument(ReplayPage(.example).html).named("tr").map { row in
            row.text.split(separator: "\n").map(String.init)
        }
        #expect(rows.contains(["1", "2.000", "2000", "2009", "2010", "10", "10.00", "0.500", "25", "9.00", "0.225"]))
        #expect(rows.contains(["2", "6.000", "6000", "6019", "6020", "20", "20.00", "0.500", "25", "9.00", "0.225"]))
    }

    @Test("the finding counts activity, bursts and refusals and gives the range of latencies")
    func finding() {
        #expect(
            ReplayPage(.example).finding
                == "In 10.0 s: 3 stretches of activity detected, 2 bursts sent, 1 order refused. "
                + "From onset to order: median 15.00 ms, 10.00 to 20.00 ms.")
    }

    @Test("a fault that stayed stands beside the finding, as text; without one there is none")
    func endings() {
        var content = ReplayPage.Content.example
        let before = ReplayPage(content).html
        content.endings = ["At 6.520 s the loop ended and stayed so: fault: <a pad> is off."]
        let html = ReplayPage(content).html
        #expect(!before.contains("stayed so") && html.contains("stayed so: fault: &lt;a pad&gt; is off."))
    }

    @Test("every refusal stands in the table with its reason")
    func refusals() {
        let cells = ParsedDocument(ReplayPage(.example).html).named("td").map(\.text)
        #expect(cells.contains("a burst began 0.60 s ago; 3.00 s or more are needed"))
        var content = ReplayPage.Content.example
        content.refusals += [content.refusals[0], .init(sample: 8000, rule: "charge", reason: "too much")]
        #expect(ReplayPage(content).html.contains("By rule: pause between bursts (2), charge (1)."))
    }

    @Test("hostile names from a file stay text everywhere")
    func hostileNames() {
        let evil = "</desc><script>alert('x')</script>&\"\u{1}"
        var content = ReplayPage.Content.example
        content.recordingName = evil
        content.subtitle = evil
        content.emg.name = evil
        content.emg.unit = evil
        content.envelope.name = evil
        content.activities[0].label = evil
        content.bursts[0].note = evil
        content.refusals[0] = .init(sample: 1, rule: evil, reason: evil)
        content.dose = [Fact(evil, evil)]
        content.settings = [Fact(evil, evil, note: evil)]
        content.provenance = [Fact(evil, evil)]
        #expect(faults(ofPage: ReplayPage(content).html) == [])
        #expect(faults(ofMarkup: ReplayPage(content).overviewFigure.svg) == [])
    }

    @Test("nothing detected, nothing sent: the page says so")
    func empty() {
        let none = ReplayPage.Content.Signal(name: "EMG", unit: "", curve: SampledCurve(interval: 1, values: []))
        let page = ReplayPage(
            .init(
                recordingName: "", rate: 1000, sampleCount: 0, emg: none, envelope: none,
                enterThreshold: none.curve, exitThreshold: none.curve))
        let text = ParsedDocument(page.html).named("body").first?.text ?? ""
        let missing = [
            "no activity was detected", "No burst was sent", "No order was refused", "there is no dose",
            "No settings were stated", "No provenance was stated",
        ].filter { !text.contains($0) }
        #expect(missing == [])
        #expect(page.firstBurstFigure == nil)
        #expect(faults(ofPage: page.html) == [])
    }

    @Test("the three moments of the close-up are named without overlap, even when they are one sample apart")
    func closeUpLabels() throws {
        let figure = try #require(ReplayPage(.example).firstBurstFigure)
        let texts = ParsedDocument(figure.svg).named("text").filter {
            $0.text.hasSuffix("ms)") && $0.attributes["y"] == "12"
        }
        let places = texts.compactMap { Double($0.attributes["x"] ?? "") }
        let widest = texts.map { estimatedWidth($0.text, size: 11) }.max() ?? .infinity
        #expect(places.count == 3)
        #expect(zip(places, places.dropFirst()).allSatisfy { $1 - $0 >= widest })
    }

    @Test("a million samples become a small figure that keeps the largest one")
    func large() {
        var content = ReplayPage.Content.example
        var values = [Float](repeating: 0, count: 1_000_000)
        values[500_000] = 777
        content.sampleCount = values.count
        content.emg.curve.values = values
        let svg = ReplayPage(content).overviewFigure.svg
        #expect(svg.utf8.count < 100_000)
        // The top of the axis is 800, 132 pixels above 0.
        let top = 30 + 132 * (1 - 777.0 / 800)
        #expect(svg.contains(" \(px(top))L"))
    }
}

extension ReplayPage.Content {
    /// Ten seconds at 1 kHz with round numbers, so that tests can name them.
    static let example: ReplayPage.Content = {
        let emg = (0..<10_000).map { Float(($0 * 7919) % 200 - 100) }
        var envelope = (0..<10_000).map { Float(50 + (($0 / 1000) % 4 == 2 ? 60 : 0)) }
        for index in 0..<100 { envelope[index] = .nan }
        func burst(_ onset: Int, latency: Int) -> Burst {
            Burst(
                onsetSample: onset, decisionSample: onset + latency - 1, orderSample: onset + latency, duration: 0.5,
                pulses: 25, chargePerPhase: 9, totalCharge: 0.225)
        }
        return ReplayPage.Content(
            recordingName: "spasm.bdf", subtitle: "an example", rate: 1000, sampleCount: 10_000,
            emg: Signal(name: "EMG 1", unit: "\u{B5}V", curve: SampledCurve(interval: 0.001, values: emg)),
            envelope: Signal(name: "Envelope", unit: "\u{B5}V", curve: SampledCurve(interval: 0.001, values: envelope)),
            enterThreshold: .constant(100, over: 0...10), exitThreshold: .constant(80, over: 0...10),
            activities: [
                Activity(onset: 2000, end: 2400), Activity(onset: 2600, end: 3000), Activity(onset: 6000, end: 7000),
            ],
            bursts: [burst(2000, latency: 10), burst(6000, latency: 20)],
            refusals: [
                Refusal(
                    sample: 2609, rule: "pause between bursts",
                    reason: "a burst began 0.60 s ago; 3.00 s or more are needed")
            ],
            states: [
                StateSpan(state: .off, start: 0, end: 500), StateSpan(state: .ready, start: 500, end: 1000),
                StateSpan(state: .armed, start: 1000, end: 2010),
                StateSpan(state: .stimulating, start: 2010, end: 2510),
                StateSpan(state: .cooldown, start: 2510, end: 5010), StateSpan(state: .armed, start: 5010, end: 6020),
                StateSpan(state: .stimulating, start: 6020, end: 6520),
                StateSpan(state: .stopped, start: 6520, end: 10_000),
            ],
            dose: [Fact("Bursts", "2")], settings: [Fact("Enter", "100 \u{B5}V", note: "a choice")],
            provenance: [Fact("Software", "Lull")])
    }()
}
