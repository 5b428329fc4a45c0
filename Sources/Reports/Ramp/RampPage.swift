// The page of `lull assess ramp`: what was found in one slow contraction, how it was computed, and what it cannot say.

/// A self-contained HTML page, and its figures, about one ramp contraction and the ΔF of its motor-unit pairs.
///
/// The page draws exactly what its ``Content`` holds; it computes nothing but counts and means of that.
public struct RampPage: Hashable, Sendable {
    /// What is drawn of the first contraction, mostly the only one.
    public let content: Content
    /// What is drawn of the others, in the order of time.
    public let others: [Content]

    /// Creates the page. A pair that names a unit which is not there is a programming mistake.
    ///
    /// - Parameter others: the further contractions of the same recording; what is said of the recording as a whole is taken
    ///   from the first.
    public init(_ content: Content, _ others: [Content] = []) {
        for content in [content] + others {
            let indices = content.units.indices
            precondition(
                content.pairs.allSatisfy { indices.contains($0.control) && indices.contains($0.test) },
                "a pair names two of the units")
        }
        self.content = content
        self.others = others
    }

    /// The page as one file in UTF-8, without scripts or anything from elsewhere.
    public var html: String { others.isEmpty ? page.html : pageOfSeveral.html }

    /// Force, discharges and rates of all units over time.
    public var overviewFigure: Figure { RampOverview(content).figure }

    /// One figure for each accepted pair that is drawn (see ``Content/drawnPairLimit``); when there are
    /// more, those with the highest correlation.
    public var pairFigures: [Figure] {
        drawnPairs.map { RampPairDrawing(content, pair: $0).figure }
    }

    /// The accepted pairs that have a figure.
    var drawnPairs: [Content.Pair] {
        let ranked = content.pairs.enumerated().filter { $0.element.isAccepted }.sorted {
            let (a, b) = ($0.element.correlation ?? -2, $1.element.correlation ?? -2)
            return a != b ? a > b : $0.offset < $1.offset
        }
        return ranked.prefix(Content.drawnPairLimit).sorted { $0.offset < $1.offset }.map(\.element)
    }
}
