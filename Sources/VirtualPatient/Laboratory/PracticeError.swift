// A person who cannot do what is asked.

public import Signals

/// A torque that a person does not reach however hard they try.
public struct PracticeError: ExplainedError, Hashable {
    /// What was tried at most.
    public enum Effort: Hashable, Sendable {
        /// Voluntary drive (units).
        case drive(Double)
        /// Current on the muscle's nerve (mA).
        case current(Double)
    }

    /// The torque asked for (% MVC).
    public let wanted: Double
    /// The torque reached (% MVC).
    public let reached: Double
    /// With how much.
    public let effort: Effort

    /// What was asked for is the mistake.
    public var category: ErrorCategory { .usage }

    /// One sentence.
    public var description: String { "the torque asked for is \(complaint)" }

    /// The sentence after what names the torque, such as an option: `--peak is …`.
    public var complaint: String {
        let most =
            switch effort {
            case .drive(let units): "drive of \(Self.text(units)) units"
            case .current(let milliamperes): "current of \(Self.text(milliamperes)) mA"
            }
        return
            "\(Self.text(wanted)) % MVC, but this person reaches only \(Self.text(reached)) % MVC with the highest \(most); "
            + "ask for less"
    }

    private static func text(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(abs(tenths % 10))"
    }
}
