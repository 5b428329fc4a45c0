// The page of `lull replay`: what the closed loop would have done with a recording, and why.

/// A self-contained HTML page, and its figures, about one run of the spasm controller over a recording.
///
/// The page draws exactly what its ``Content`` holds; it computes nothing but latencies, counts and sums of that.
public struct ReplayPage: Hashable, Sendable {
    /// What is drawn.
    public let content: Content

    /// Creates the page.
    public init(_ content: Content) { self.content = content }

    /// The page as one file in UTF-8, without scripts or anything from elsewhere.
    public var html: String { page.html }

    /// EMG, envelope, decisions, states and force over the whole recording.
    public var overviewFigure: Figure { ReplayOverview(content).figure }

    /// The moments around the first burst, close enough to see each step from onset to order; `nil` without a burst.
    public var firstBurstFigure: Figure? {
        content.bursts.first.map { ReplayCloseUp(content, burst: $0).figure }
    }
}
