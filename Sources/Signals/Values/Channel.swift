// What a column of samples is: its name, what it measures, in which unit, and how often.

/// What a channel measures.
public enum ChannelKind: String, Hashable, Sendable, CaseIterable {
    /// Surface or intramuscular electromyogram.
    case emg
    /// Force, as measured by a load cell.
    case force
    /// Joint torque, as measured by a dynamometer.
    case torque
    /// The path that the person was asked to follow.
    case requestedPath
    /// A separated source (innervation pulse train) of a motor unit.
    case source
    /// A decomposition result stored as 0 and 1 per sample.
    case dischargeMarks
    /// A trigger or synchronisation input.
    case trigger
    /// A vibrator's drive or acceleration.
    case vibration
    /// A stimulator's output or its synchronisation pulse.
    case stimulation
    /// Electrocardiogram.
    case ecg
    /// Anything else.
    case other
}

/// The unit of a channel's samples, by its symbol: `µV`, `N`, `% MVC`.
public struct SignalUnit: Hashable, Sendable, CustomStringConvertible {
    /// The symbol, as people write it.
    public let symbol: String

    /// Creates a unit from a symbol. `uV`, `µV` (both code points of µ) and `microV` are one unit.
    public init(_ symbol: String) {
        let trimmed = symbol.trimmingSpaces()
        switch trimmed {
        case "uV", "\u{3BC}V", "\u{B5}V", "microV", "uv", "UV": self.symbol = "\u{B5}V"
        case "mv", "MV", "mV": self.symbol = "mV"
        case "%(MVC)", "% MVC", "%MVC", "%mvc", "% (MVC)": self.symbol = "% MVC"
        case "a.u", "a.u.", "au", "AU", "": self.symbol = "a.u."
        case "Nm", "N m", "N·m", "N.m": self.symbol = "N\u{B7}m"
        default: self.symbol = trimmed
        }
    }

    /// The symbol.
    public var description: String { symbol }

    /// Microvolts.
    public static let microvolt = SignalUnit("\u{B5}V")
    /// Millivolts.
    public static let millivolt = SignalUnit("mV")
    /// Volts.
    public static let volt = SignalUnit("V")
    /// Percent of the maximal voluntary contraction.
    public static let percentMVC = SignalUnit("% MVC")
    /// Newtons.
    public static let newton = SignalUnit("N")
    /// Newton metres.
    public static let newtonMetre = SignalUnit("N\u{B7}m")
    /// No physical unit.
    public static let arbitrary = SignalUnit("a.u.")

    /// By how much a value in this unit is multiplied to be in microvolts; `nil` when this is not a voltage.
    public var microvoltsPerUnit: Double? {
        switch self {
        case .microvolt: 1
        case .millivolt: 1_000
        case .volt: 1_000_000
        case SignalUnit("nV"): 0.001
        default: nil
        }
    }
}

/// One column of a recording: its name, what it measures, its unit and its rate.
public struct Channel: Hashable, Sendable {
    /// The name that the file gives it, or one that says where it came from.
    public var label: String
    /// What it measures.
    public var kind: ChannelKind
    /// The unit of its samples.
    public var unit: SignalUnit
    /// How often it was sampled.
    public var rate: SampleRate

    /// Creates a channel.
    public init(label: String, kind: ChannelKind, unit: SignalUnit, rate: SampleRate) {
        self.label = label
        self.kind = kind
        self.unit = unit
        self.rate = rate
    }
}

extension String {
    /// The text without spaces, tabs, line ends and NULs at its ends; Foundation-free.
    package func trimmingSpaces() -> String {
        let isSpace = { (c: Unicode.Scalar) in c == " " || c == "\t" || c == "\n" || c == "\r" || c == "\0" }
        var view = unicodeScalars[...]
        while let first = view.first, isSpace(first) { view.removeFirst() }
        while let last = view.last, isSpace(last) { view.removeLast() }
        return String(String.UnicodeScalarView(view))
    }
}
