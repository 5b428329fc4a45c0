// The page of a decomposition: what it says, that it says it safely, and that it says so when there is nothing.

import MotorUnits
import Signals
import Testing

@testable import Reports

@Suite("The page of a decomposition")
struct DecompositionPageTests {
    @Test("page and figures are well-formed, self-contained and labelled")
    func wellFormed() {
        let page = DecompositionPage(.example)
        #expect(faults(ofPage: page.html) == [])
        let figures = [page.overviewFigure] + page.sourceFigures + page.mapFigures.compactMap(\.self)
        #expect(figures.count == 6)
        #expect(figures.flatMap { faults(ofMarkup: $0.svg) } == [])
        #expect(page.html == DecompositionPage(.example).html)
    }

    @Test("hostile names from a file stay text everywhere")
    func hostileNames() {
        let evil = "</title><script>alert('x')</script>&\"\u{1}"
        var content = DecompositionPage.Content.example
        content.recordingName = evil
        content.subtitle = evil
        content.finding = evil
        content.remarks = [evil]
        content.force?.name = evil
        content.leftOut = [Fact(evil, evil)]
        content.parameters = [Fact(evil, evil, note: evil)]
        for k in content.units.indices {
            content.units[k].name = evil
            content.units[k].reasons = [evil]
            content.units[k].amplitudeUnit = evil
            content.units[k].map?.unit = evil
        }
        let page = DecompositionPage(content)
        #expect(faults(ofPage: page.html) == [])
        let figures = [page.overviewFigure] + page.sourceFigures + page.mapFigures.compactMap(\.self)
        #expect(figures.flatMap { faults(ofMarkup: $0.svg) } == [])
    }

    @Test("without units and force the page says what is missing")
    func empty() {
        let page = DecompositionPage(.init(recordingName: "a.mat", finding: "No motor unit was found.", time: 0...10))
        let text = ParsedDocument(page.html).named("body").first?.text ?? ""
        let missing = [
            "No motor unit was found.", "There is nothing to draw", "no motor units to judge",
            "No channel was left out",
            "No parameters were stated", "No provenance was stated",
        ].filter { !text.contains($0) }
        #expect(missing == [])
        #expect(faults(ofPage: page.html) == [])
        #expect(faults(ofMarkup: page.overviewFigure.svg) == [])
    }

    @Test("every unit has a part of its own that names its verdict and its reasons; the first accepted one is open")
    func parts() {
        let document = ParsedDocument(DecompositionPage(.example).html)
        let summaries = document.named("summary").map(\.text)
        #expect(summaries.count == 3)
        #expect(summaries[0].contains("Motor unit 1 · rejected: silhouette 0.80, below 0.85"))
        #expect(summaries[1].contains("Motor unit 2 · accepted · 3 discharges · silhouette 0.95"))
        #expect(document.named("details").map { $0.attributes["open"] } == [nil, "open", nil])
    }

    @Test("the quality table has the verdict in words, dashes for what is unknown, and the repairs")
    func quality() throws {
        let cells = ParsedDocument(DecompositionPage(.example).html).named("td").map(\.text)
        #expect(cells.contains("rejected: silhouette 0.80, below 0.85"))
        #expect(cells.contains("+2 \u{2212}1"))
        #expect(cells.contains("123\u{A0}µV"))
        #expect(cells.contains("\u{2013}"))
    }

    @Test("discharges of accepted units have higher marks than borderline ones, those of rejected units the lowest")
    func markHeights() {
        let heights = UnitVerdict.allCases.map(\.tickHeight)
        #expect(heights == heights.sorted(by: >) && Set(heights).count == 3)
        let page = DecompositionPage(.example)
        let ticks = ParsedDocument(page.overviewFigure.svg).named("path").compactMap { $0.attributes["d"] }
        // Rejected: unit 1, row 0 from 17 px on below its heading; 0.35 of 12 px is 4.2 px high.
        #expect(ticks.contains { $0.hasPrefix("M") && Self.height(of: $0).map { abs($0 - 4.2) < 0.02 } ?? false })
        #expect(ticks.contains { Self.height(of: $0).map { abs($0 - 12) < 0.02 } ?? false })
    }

    /// The height of the first mark of a raster: `M x y V y2`.
    private static func height(of path: String) -> Double? {
        let numbers = path.dropFirst().split { "M V".contains($0) }.prefix(3).compactMap { Double($0) }
        return numbers.count == 3 && path.contains("V") ? abs(numbers[2] - numbers[1]) : nil
    }

    @Test("the requested path is drawn with the force when both have one unit, and by itself when there is no force")
    func requestedPath() {
        func legend(_ content: DecompositionPage.Content) -> [String] {
            ParsedDocument(DecompositionPage(content).overviewFigure.svg).named("text").map(\.text)
        }
        var content = DecompositionPage.Content.example
        #expect(!legend(content).contains("requested path"))
        let path = SampledCurve(interval: 1, values: [0, 15, 30, 15, 0])
        content.requestedPath = .init(name: "Path", unit: "% MVC", curve: path)
        #expect(legend(content).contains("requested path"))
        content.requestedPath?.unit = "N"
        #expect(!legend(content).contains("requested path"))
        content.force = nil
        #expect(legend(content).contains("Path (N)"))
    }

    @Test("the map leaves a missing corner empty, hatches channels that were not used, and names the largest")
    func map() throws {
        let figure = try #require(DecompositionPage(.example).mapFigures[1])
        let document = ParsedDocument(figure.svg)
        // Frames: three of four places have an electrode, four sides each.
        let frames = try #require(document.named("path").first { $0.attributes["class"] == "s-grid thin" })
        #expect(frames.attributes["d"]?.count { $0 == "Z" } == 3)
        let hatching = try #require(document.named("path").first { $0.attributes["class"] == "s-soft hair" })
        #expect((hatching.attributes["d"] ?? "").count { $0 == "M" } > 5)
        let text = document.named("text").map(\.text)
        #expect(text.contains("largest: channel 7"))
        #expect(figure.description.contains("Hatched, not used: channel 4"))
    }

    @Test("the size that the map states is the whole shape's, also where only every n-th value is drawn")
    func statedSize() {
        var shape = [Float](repeating: 0, count: 41)
        (shape[20], shape[21], shape[25]) = (50, 300, -143.21)
        let map = DecompositionPage.Content.Map(
            rows: 1, columns: 1, places: [.shape(channel: 43, values: shape)], unit: "µV", interval: 0.001)
        let figure = ActionPotentialMap(map, unitName: "1", number: 1, longest: 10).figure
        #expect(figure.svg.contains("largest at channel 43, with 443.21 µV from peak to peak"))
    }

    @Test("shapes are drawn in tenths of a pixel, so that reading the path gives the values back")
    func shapes() throws {
        var path = PathData()
        path.polyline([(10, 20), (5, 30), (5, 25), (105, 25)])
        #expect(path.text == "M10 20l-5 10 0-5 100 0")
    }

    @Test("numbers that are none and curves without values are drawn without harm")
    func broken() {
        var content = DecompositionPage.Content.example
        content.force?.curve.values = [.nan, .infinity]
        content.units[0].source.values = []
        content.units[1].source.values = [.nan, .infinity, 3]
        content.units[1].rates = [.init(time: .infinity, rate: .nan)]
        content.units[1].quality.silhouette = .nan
        content.units[1].map?.places = [
            .empty, .leftOut(channel: 1), .shape(channel: 2, values: []), .shape(channel: 3, values: [.nan, 1]),
        ]
        content.units[2].discharges = []
        let page = DecompositionPage(content)
        #expect(faults(ofPage: page.html) == [])
        #expect(page.mapFigures.compactMap(\.self).flatMap { faults(ofMarkup: $0.svg) } == [])
    }

    @Test("a page of fifty units in a contraction of forty seconds stays below three megabytes")
    func size() {
        var content = DecompositionPage.Content.example
        content.time = 0...40
        let shape = (0..<103).map { Float($0 % 7) * 20 - 60 }
        content.units = (0..<50).map { k in
            var unit = content.units[1]
            unit.name = "\(k + 1)"
            unit.discharges = (0..<400).map { Double($0) / 10 + 0.013 }
            unit.rates = unit.discharges.map { .init(time: $0, rate: 10 + Double(k % 3)) }
            unit.source = SampledCurve(interval: 1 / 512, values: (0..<20_480).map { Float(($0 * 37) % 101) / 100 })
            unit.map = .init(
                rows: 13, columns: 5, places: (0..<65).map { .shape(channel: $0 + 1, values: shape) }, unit: "µV",
                interval: 1 / 2048)
            return unit
        }
        #expect(DecompositionPage(content).html.utf8.count < 3_000_000)
    }
}

extension DecompositionPage.Content {
    /// Three units, one of each verdict, on a grid of four places.
    static var example: DecompositionPage.Content {
        var content = DecompositionPage.Content(
            recordingName: "ramp.mat", subtitle: "4 EMG channels", finding: "3 motor units were found.", time: 0...4)
        content.force = .init(
            unit: "% MVC", curve: SampledCurve(interval: 0.5, values: [0, 10, 20, 30, 20, 10, 0, 0, 0]))
        content.units = [
            unit("1", .rejected, silhouette: 0.80, reasons: ["silhouette 0.80, below 0.85"]),
            unit("2", .accepted, silhouette: 0.95), unit("3", .borderline, silhouette: 0.88, hasMap: false),
        ]
        content.stretches = [["1 (GR08MM1305)", "0.0 to 4.0", "0.0 to 4.0", "3 of 4", "none", "16", "48", "3"]]
        return content
    }

    private static func unit(
        _ name: String, _ verdict: UnitVerdict, silhouette: Double, reasons: [String] = [], hasMap: Bool = true
    ) -> Unit {
        let rate = SampleRate(hertz: 1000)
        let train = rate.flatMap { try? DischargeTrain(samples: [1000, 1100, 1220], rate: $0) }
        var quality = train.map(UnitQuality.init) ?? .none
        quality?.silhouette = silhouette
        quality?.amplitude = 123.4
        quality?.addedByRepair = 2
        quality?.droppedByRepair = 1
        guard let train, let quality else { preconditionFailure("three ascending samples are a train") }
        return Unit(
            name: name, verdict: verdict, reasons: reasons, quality: quality, amplitudeUnit: "µV",
            discharges: train.seconds, rates: [.init(time: 1.1, rate: 10), .init(time: 1.22, rate: 8.3)],
            source: SampledCurve(
                interval: 0.001, values: (0..<4000).map { [1000, 1100, 1220].contains($0) ? 1 : 0.01 }),
            map: hasMap
                ? Map(
                    rows: 2, columns: 2,
                    places: [
                        .empty, .leftOut(channel: 4), .shape(channel: 7, values: [0, -60, 63, 0]),
                        .shape(channel: 8, values: [0, -20, 20, 0]),
                    ], unit: "µV", interval: 0.001) : nil)
    }
}
