// Autonomic dysreflexia: with an injury at T6 or above, something below it drives the blood pressure up. The program can
// only stop and say so.

/// What speaks for autonomic dysreflexia.
public enum DysreflexiaSign: Hashable, Sendable, CustomStringConvertible {
    /// The person, or somebody beside them, says so.
    case reported
    /// The heart beats slower than at rest, in beats per minute.
    case slowHeart(Double, resting: Double)
    /// The systolic pressure is above that at rest, in mmHg.
    case highPressure(Double, resting: Double)

    /// The sign in a few words.
    public var description: String {
        switch self {
        case .reported: "reported"
        case .slowHeart(let rate, let resting): "heart rate \(rate)/min, at rest \(resting)/min"
        case .highPressure(let pressure, let resting): "systolic pressure \(pressure) mmHg, at rest \(resting) mmHg"
        }
    }
}

/// What was measured at rest; what is not given is not judged.
///
/// Stimulation below an injury raises the pressure at once and slows the heart (Ashley et al. 1993). The pressure's rise of
/// 20 mmHg is the lower end of what defines dysreflexia in adults (from memory, not verified); the heart's fall is Lull's own
/// choice.
public struct DysreflexiaRule: Hashable, Sendable {
    /// The heart rate at rest, in beats per minute.
    public var restingHeartRate: Double?
    /// The systolic pressure at rest, in mmHg.
    public var restingSystolic: Double?

    /// Creates the rule.
    public init(restingHeartRate: Double? = nil, restingSystolic: Double? = nil) {
        self.restingHeartRate = restingHeartRate
        self.restingSystolic = restingSystolic
    }

    /// Judges a heart rate; a reading that is not a number says nothing.
    func sign(heartRate: Double, fall: Double) -> DysreflexiaSign? {
        guard let resting = restingHeartRate, heartRate <= resting - fall else { return nil }
        return .slowHeart(heartRate, resting: resting)
    }

    /// Judges a systolic pressure; a reading that is not a number says nothing.
    func sign(systolic: Double, rise: Double) -> DysreflexiaSign? {
        guard let resting = restingSystolic, systolic >= resting + rise else { return nil }
        return .highPressure(systolic, resting: resting)
    }
}
