// Whether a spasm is answered is, by the person's choice, sometimes left to a lot: what the effect is estimated from.

import Signals

/// Draws a lot for every burst that the machine would order by itself, so that some spasms get none.
///
/// A micro-randomised trial of one person (Klasnja et al. 2015, doi:10.1037/hea0000305): the lots are independent of
/// everything that the person does, so that spasms with and without stimulation differ by the stimulation only. Bursts that a
/// hand asks for are never left out.
public struct SpasmLots: Hashable, Sendable {
    /// The largest fraction that may be left out: more would be a session without the help it is for. Lull's own choice.
    public static let largestFraction = 0.5

    /// The fraction of bursts that is left out.
    public let fraction: Double
    /// Where the lots begin.
    public let seed: UInt64

    /// Creates lots.
    ///
    /// - Throws: ``SessionError`` when the fraction is not above 0 and at most ``largestFraction``.
    public init(leavingOut fraction: Double, seed: UInt64) throws(SessionError) {
        guard fraction > 0, fraction <= Self.largestFraction else {
            throw SessionError(
                .usage, "lots",
                "the fraction of spasms that is left without stimulation is \(fraction); allowed is more than 0 and at most "
                    + "\(Self.largestFraction)")
        }
        self.fraction = fraction
        self.seed = seed
    }

    /// The lots in order: `true` gives the burst.
    struct Drawing: Hashable, Sendable {
        let lots: SpasmLots
        private var drawn: UInt64 = 0

        init(_ lots: SpasmLots) { self.lots = lots }

        mutating func next() -> Bool {
            // The state of SplitMix64 moves by a constant, so the n-th draw can be made by itself.
            var draws = SeededDraws(seed: lots.seed &+ drawn &* 0x9E37_79B9_7F4A_7C15)
            drawn += 1
            return draws.unit() >= lots.fraction
        }
    }
}
