// The least stimulation that still ends spasms, found step by step, never above what a person has set.

import Signals
public import Stimulation

/// Lowers the intensity while spasms end, and goes back when one does not.
///
/// After ``SpasmSettings/dosePatience`` spasms in a row that one burst ended, the intensity is one step lower; when a spasm goes on
/// after its burst, one step higher, and what did not end it is not tried again until somebody sets the intensity. It never rises
/// above what was set by hand, and never falls below ``SpasmSettings/doseFloor`` of it. The prescription, the supervisor's steps
/// and the gate hold for every intensity as always.
///
/// That a spasm ended after its burst does not say that it ended because of it; `lull session report` compares with spasms that got
/// none.
public struct DoseTitration: Hashable, Sendable {
    /// What was set by hand.
    public private(set) var ceiling = Milliamperes.zero
    /// The least that may be tried.
    public private(set) var floor = Milliamperes.zero
    private var successes = 0
    private let isOn: Bool
    private let step: Milliamperes
    private let patience: Int
    private let floorFraction: Double

    /// Creates one that knows no intensity yet.
    public init(_ settings: SpasmSettings) {
        isOn = settings.lowersDose
        step = Milliamperes(microamperes: Int((settings.doseStep * 1_000).rounded()))
        patience = max(1, Int(settings.dosePatience.rounded()))
        floorFraction = settings.doseFloor
    }

    /// Takes note of what was set by hand.
    public mutating func begin(at intensity: Milliamperes) {
        ceiling = intensity
        floor = Milliamperes(microamperes: Int((floorFraction * Double(intensity.microamperes)).rounded(.up)))
        successes = 0
    }

    /// Takes note of how a spasm went at an intensity; returns the intensity for the next, or `nil` where it stays.
    public mutating func next(after intensity: Milliamperes, hasEnded: Bool) -> Milliamperes? {
        guard isOn, intensity > .zero else { return nil }
        if hasEnded {
            successes += 1
            let lower = Milliamperes(microamperes: intensity.microamperes - step.microamperes)
            guard successes >= patience, lower >= floor else { return nil }
            successes = 0
            return lower
        }
        successes = 0
        floor = min(ceiling, intensity + step)
        return floor > intensity ? floor : nil
    }
}

extension SpasmController {
    mutating func titrate(hasEnded: Bool, at index: SampleIndex, _ emit: (SpasmDecision) -> Void) {
        let before = supervisor.intensity
        guard let after = titration.next(after: before, hasEnded: hasEnded),
            setIntensity(after, at: index, emit) == nil
        else { return }
        emit(.doseChanged(from: before, to: after, at: index))
    }
}
