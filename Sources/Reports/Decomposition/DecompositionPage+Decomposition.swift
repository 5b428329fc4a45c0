// From a decomposition to its page: only names, units and words change.

public import MotorUnits
import Signals

extension DecompositionPage {
    /// The page of a decomposition.
    ///
    /// - Parameters:
    ///   - decomposition: what was found.
    ///   - document: the same as a document, which knows channels, grids and provenance.
    ///   - force: the force or torque.
    ///   - requestedPath: the path that the person was asked to follow.
    ///   - subtitle: muscle, device, rate or other words about the recording.
    ///   - remarks: what a reader should know first.
    public init(
        _ decomposition: Decomposition, document: DecompositionFile, force: ForceTrace? = nil,
        requestedPath: ForceTrace? = nil, subtitle: String = "", remarks: [String] = []
    ) {
        let name = document.provenance.input.split(separator: "/").last.map(String.init) ?? document.provenance.input
        let rate = decomposition.rate
        let (first, last) = (
            decomposition.stretches.map(\.window.lowerBound).min() ?? 0,
            decomposition.stretches.map(\.window.upperBound).max() ?? 0
        )
        var content = Content(
            recordingName: name, subtitle: subtitle, finding: decomposition.finding,
            time: rate.seconds(first)...rate.seconds(max(first + 1, last)))
        content.force = force.map(RampPage.Content.Force.init)
        content.requestedPath = requestedPath.map(RampPage.Content.Force.init)
        content.units = decomposition.units.map { unit in
            Content.Unit(unit, in: decomposition.stretches[unit.stretch], of: document, rate: rate)
        }
        content.remarks = remarks
        content.stretches = decomposition.stretches.map { Self.values(of: $0, document: document, rate: rate) }
        for left in decomposition.stretches.flatMap(\.leftOut) {
            let fact = Fact("Channel \(left.channel + 1) (\(document.channels[left.channel].label))", left.reason)
            // Several windows may leave out the same channel for the same reason.
            if !content.leftOut.contains(fact) { content.leftOut.append(fact) }
        }
        content.parameters = decomposition.parameters.facts
        content.provenance = document.provenance.facts
        self.init(content)
    }

    private static func values(of stretch: DecomposedStretch, document: DecompositionFile, rate: SampleRate) -> [String]
    {
        func span(_ range: Range<Int>) -> String {
            "\(fixed(rate.seconds(range.lowerBound), 1)) to \(fixed(rate.seconds(range.upperBound), 1))"
        }
        let electrodes = stretch.channels.count + stretch.leftOut.count
        return [
            stretch.grid.map { "\($0 + 1) (\(document.grids[$0].name))" } ?? "none", span(stretch.window),
            span(stretch.training), "\(whole(stretch.channels.count)) of \(whole(electrodes))",
            stretch.mainsLines.isEmpty ? "none" : stretch.mainsLines.map { fixed($0, 0) }.joined(separator: ", "),
            "\(whole(stretch.copies)), \(count(stretch.step, "sample")) apart", whole(stretch.dimensions),
            whole(stretch.rounds),
        ]
    }
}

extension DecompositionPage.Content.Unit {
    init(_ unit: DecomposedUnit, in stretch: DecomposedStretch, of document: DecompositionFile, rate: SampleRate) {
        let rates = InstantaneousRate(of: unit.discharges)
        let symbol = unit.actionPotential.channels.first.map { document.channels[$0].unit } ?? ""
        self.init(
            name: unit.name, verdict: unit.verdict, reasons: unit.reasons, quality: unit.quality, amplitudeUnit: symbol,
            discharges: unit.discharges.seconds,
            // A pause has no rate.
            rates: zip(rates.seconds, rates.values).filter { $1 >= 1 / UnitQuality.longestInterval }
                .map { .init(time: $0, rate: $1) },
            source: SampledCurve(
                start: rate.seconds(stretch.training.lowerBound), interval: rate.period,
                values: Self.squared(
                    unit.source, discharges: unit.discharges.samples.map { $0 - stretch.training.lowerBound })),
            map: DecompositionPage.Content.Map(
                unit.actionPotential, grid: stretch.grid.map { document.electrodeGrids[$0] },
                leftOut: Set(stretch.leftOut.map(\.channel)), unit: symbol))
    }
}

extension DecompositionPage.Content.Unit {
    /// A source squared with its sign kept, as judged, and scaled so that the middle of the discharges is 1.
    fileprivate static func squared(_ source: [Float], discharges: [Int]) -> [Float] {
        let squares = source.map { $0 * abs($0) }
        // The peak may lie a sample or two beside the discharge, which is aligned to the action potential.
        let heights = discharges.compactMap { t in
            squares[max(0, min(t - 2, squares.count))..<max(0, min(t + 3, squares.count))].max()
        }.sorted()
        guard !heights.isEmpty, heights[heights.count / 2] > 0 else { return squares }
        return squares.map { $0 / heights[heights.count / 2] }
    }
}

extension DecompositionPage.Content.Map {
    /// Puts each row of an action potential at its electrode's place; without a grid, eight channels make a row.
    init?(_ potential: ActionPotential, grid: ElectrodeGrid?, leftOut: Set<Int>, unit: String) {
        guard !potential.rows.isEmpty else { return nil }
        let rowOf = Dictionary(zip(potential.channels, potential.rows)) { first, _ in first }
        let all = (potential.channels + leftOut).sorted()
        let columns = grid?.columns ?? min(8, all.count)
        let rows = grid?.rows ?? (all.count + columns - 1) / columns
        let channels: [Int?] = grid?.channels ?? all + [Int?](repeating: nil, count: rows * columns - all.count)
        self.init(
            rows: rows, columns: columns,
            places: channels.map { channel in
                guard let channel else { return .empty }
                return rowOf[channel].map { .shape(channel: channel + 1, values: $0) } ?? .leftOut(channel: channel + 1)
            }, unit: unit, interval: potential.rate.period, isGrid: grid != nil)
    }
}

extension DecompositionParameters {
    /// The parameters that matter to a reader, in words.
    var facts: [Fact] {
        [
            Fact("Pass band", "\(fixed(passBand.low, 0)) to \(fixed(passBand.high, 0)) Hz", note: "zero phase"),
            Fact(
                "Mains", removesMains ? "taken out" : "kept", note: "where a line and its harmonics stand out"),
            Fact("Most dimensions", whole(whitenedDimensions), note: "of the whitened, extended signal"),
            Fact(
                "Most rounds", whole(rounds),
                note:
                    "of search, \(whole(startsPerRound)) starts each; it ends after \(patience) rounds without a new unit"
            ),
            Fact("Seed", "\(seed)", note: "of the random starts"),
            Fact("Fewest discharges", whole(minimumDischarges), note: "of a unit"),
            Fact(
                "Silhouette",
                "\(fixed(quality.silhouette, 2)); borderline from \(fixed(quality.borderlineSilhouette, 2))",
                note: "the least of an accepted unit"),
            Fact(
                "Local variation",
                "\(fixed(quality.variation, 2)); borderline up to \(fixed(quality.borderlineVariation, 2))",
                note: "of the intervals; the most of an accepted unit"),
            Fact("Stability", fixed(quality.stability, 2), note: "the least of an accepted unit"),
            Fact(
                "Duplicates", "more than \(fixed(100 * duplicateAgreement, 0)) % in common",
                note: "within \(fixed(1000 * agreementTolerance, 1)) ms: of two such trains the better one stays"),
            Fact("Repair", repairs ? "on" : "off", note: "of missed and double discharges, counted for each unit"),
        ]
    }
}
