// The simulation page: what it says of known curves, that it says it safely, and what must always stand on it.

import Testing

@testable import Reports

extension SimulationPage.Content {
    /// Drive 0 to 8 to 0 units in 20 s. The first cell is on from 2 units up and down to 1, the second from 6 up and down to 5.
    static var example: SimulationPage.Content {
        let drive = SampledCurve(interval: 0.1, values: (0...200).map { 8 - abs(Float($0) - 100) * 0.08 })
        let rate = SampledCurve(start: 2.5, interval: 0.1, values: (0..<162).map { 6 + Float($0 % 80) / 20 })
        let current = SampledCurve(interval: 0.1, values: (0...200).map { $0 > 25 && $0 < 188 ? 7 : 0 })
        return SimulationPage.Content(
            person: "healthy-young", summary: "A healthy adult.", muscle: "soleus", seed: 7, time: 0...20, apex: 10,
            torque: SampledCurve(interval: 0.1, values: (0...200).map { 20 - abs(Float($0) - 100) / 5 }),
            path: SampledCurve(interval: 0.1, values: (0...200).map { 20 - abs(Float($0) - 100) / 5 }),
            units: [
                .init(name: "3", discharges: [2.5, 5, 10, 18.75]), .init(name: "9", discharges: [5, 6]),
                .init(name: "40", discharges: [7.5, 10, 13.75]),
            ],
            cells: [
                .init(unit: 0, rate: rate, current: current, drive: drive),
                .init(unit: 2, rate: rate, current: current, drive: drive),
            ],
            smoothing: "polynomial of degree 5", deltaF: .init(mean: 2.345, acceptedPairs: 2, pairs: 3),
            settings: [Fact("Peak asked for", "20 % MVC")], provenance: [Fact("Software", "Lull 0")])
    }
}

@Suite("The simulation page")
struct SimulationPageTests {
    @Test("page and figures are well-formed, self-contained and labelled")
    func wellFormed() {
        let page = SimulationPage(.example)
        #expect(faults(ofPage: page.html) == [])
        #expect(page.loopFigures.count == 2)
        #expect(([page.overviewFigure] + page.loopFigures).flatMap { faults(ofMarkup: $0.svg) } == [])
    }

    @Test("the same content gives the same bytes")
    func deterministic() {
        #expect(SimulationPage(.example).html == SimulationPage(.example).html)
    }

    @Test("the drive at the first and last discharge is read off the curve, and cells that outlast it are counted")
    func limits() throws {
        let content = SimulationPage.Content.example
        let first = try #require(content.driveLimits(of: content.cells[0]))
        #expect(abs(first.on - 2) < 0.05 && abs(first.off - 1) < 0.05)
        let second = try #require(content.driveLimits(of: content.cells[1]))
        #expect(abs(second.on - 6) < 0.05 && abs(second.off - 5) < 0.05)
        // 1 of 2 units is less than 80 %, 5 of 6 is not.
        #expect(
            SimulationPage(content).finding
                == "3 motor units of the soleus discharged in this simulation. Of the 2 cells looked into, 1 went on "
                + "discharging at less than 80 % of the excitation that it needed to start.")
    }

    @Test("the table has a row for each cell, with what the figures show")
    func table() {
        let rows = ParsedDocument(SimulationPage(.example).html).named("tr").map { row in
            row.text.split(separator: "\n").map(String.init)
        }
        #expect(rows.contains { $0.prefix(3) == ["3", "2.50", "18.75"] && $0.suffix(1) == ["7.0"] })
        #expect(rows.contains { $0.prefix(3) == ["40", "7.50", "13.75"] })
    }

    @Test("what must stand on it stands on it: simulated, seed, person, no device, ΔF is not monotonic")
    func words() {
        let html = SimulationPage(.example).html
        for text in [
            "nobody was recorded", "Computed, not recorded", "seed 7", "healthy-young", "not a medical device",
            "\u{394}F is not monotonic in the PIC", "mean \u{394}F of 2.35 pps, from 2 of 3 pairs",
        ] {
            #expect(html.contains(text), "\(text)")
        }
    }

    @Test("hostile names from a person's file stay text everywhere")
    func hostileNames() {
        let evil = "</desc><script>alert('x')</script>&\"\u{1}"
        var content = SimulationPage.Content.example
        content.person = evil
        content.summary = evil
        content.muscle = evil
        content.smoothing = evil
        for k in content.units.indices { content.units[k].name = evil }
        content.settings = [Fact(evil, evil, note: evil)]
        content.provenance = [Fact(evil, evil)]
        #expect(faults(ofPage: SimulationPage(content).html) == [])
    }

    @Test("a contraction in which nothing happened makes a page, too")
    func empty() {
        var content = SimulationPage.Content.example
        content.units = []
        content.cells = []
        content.deltaF = .init(mean: nil, acceptedPairs: 0, pairs: 0)
        content.torque.values = []
        content.path.values = []
        let page = SimulationPage(content)
        #expect(faults(ofPage: page.html) == [])
        #expect(page.finding == "0 motor units of the soleus discharged in this simulation. No cell was looked into.")
        #expect(page.html.contains("gives no \u{394}F here"))
    }
}
