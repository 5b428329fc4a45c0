// Several pads on one person: which one to use.

public import Stimulation

/// What was found at one pad.
public struct PadFinding: Hashable, Sendable {
    /// The output that the pad is connected to.
    public let channel: PadChannel
    /// The search for its thresholds.
    public let thresholds: ThresholdSearch.Outcome
    /// The current that was tested; `nil` when there was none to test.
    public let current: Milliamperes?
    /// The test of its effect; `nil` when it came to none.
    public let effect: EffectTest.Outcome?

    /// Creates a finding.
    public init(
        channel: PadChannel, thresholds: ThresholdSearch.Outcome, current: Milliamperes?, effect: EffectTest.Outcome?
    ) {
        self.channel = channel
        self.thresholds = thresholds
        self.current = current
        self.effect = effect
    }

    /// What it comes to: the verdict of the test, or that it was not made.
    public var verdict: EffectTest.Verdict { effect?.verdict ?? .cannotTell }

    /// Pads from best to worst: first those that calm, by the end of the interval that promises least; then those that nothing is
    /// known of, those that do nothing, and those that make it worse. Ties go by the ratio, then by the number of the output.
    public static func ranked(_ findings: [PadFinding]) -> [PadFinding] {
        func key(_ finding: PadFinding) -> (Int, Double, Double, Int) {
            let order: [EffectTest.Verdict] = [.works, .cannotTell, .nothing, .worse]
            return (
                order.firstIndex(of: finding.verdict) ?? order.count, finding.effect?.interval?.upperBound ?? .infinity,
                finding.effect?.ratio ?? .infinity, finding.channel.number
            )
        }
        return findings.sorted { key($0) < key($1) }
    }
}
