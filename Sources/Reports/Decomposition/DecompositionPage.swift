// The page of `lull decompose`: the motor units that were found, how sure each is, and what was done to find them.

/// A self-contained HTML page, and its figures, about the motor units of one recording.
///
/// The page draws exactly what its ``Content`` holds; it computes nothing but counts of that.
public struct DecompositionPage: Hashable, Sendable {
    /// What is drawn.
    public let content: Content

    /// Creates the page.
    public init(_ content: Content) { self.content = content }

    /// The page as one file in UTF-8, without scripts or anything from elsewhere.
    public var html: String { page.html }

    /// Force and the discharges of all units over time.
    public var overviewFigure: Figure { DecompositionOverview(content).figure }

    /// The separated source and the rates of each unit over time, in the order of the content.
    public var sourceFigures: [Figure] {
        let rates = RampOverview.topRate(ofRates: content.units.flatMap { $0.rates.map(\.rate) })
        return content.units.indices.map { DecomposedUnitDrawing(content, unit: $0, topRate: rates).figure }
    }

    /// The action potential of each unit over its grid, in the order of the content; `nil` where none is known.
    public var mapFigures: [Figure?] {
        // Thousands of shapes are what makes a page heavy; 48 points still show every wave of 20 + 20 ms below 500 Hz.
        let longest = content.units.count > Content.manyUnits ? 48 : 128
        return content.units.enumerated().map { number, unit in
            unit.map.map { ActionPotentialMap($0, unitName: unit.name, number: number, longest: longest).figure }
        }
    }
}
