// What each manufacturer allows for its stimulator, as data. A gate in front of a device has the device's limits too.

/// A stimulator that Lull knows the limits of.
public enum StimulatorModel: String, Hashable, Sendable, CaseIterable {
    /// HASOMED P24, by ScienceMode 4.
    case p24
    /// HASOMED RehaStim2, by ScienceMode 2.
    case rehaStim2

    /// What it is called.
    public var title: String {
        switch self {
        case .p24: "HASOMED P24"
        case .rehaStim2: "HASOMED RehaStim2"
        }
    }

    /// Its manufacturer's limits.
    public var limits: [Limit] {
        switch self {
        case .p24: Limits.p24
        case .rehaStim2: Limits.rehaStim2
        }
    }

    /// The step in which a current can be set.
    public var currentStep: Milliamperes {
        switch self {
        case .p24: Milliamperes(microamperes: 500)
        case .rehaStim2: .milliamperes(1)
        }
    }
}

extension Limits {
    /// The manufacturer's limits of the HASOMED P24 (IFU v1.1). Current is in whole half milliamperes on the wire; the
    /// driver refuses others.
    public static let p24: [Limit] = [
        Limit(.peakCurrent, atMost: .milliamperes(130), p24IFU),
        Limit(.phaseDuration, from: .microseconds(10), to: .microseconds(65_520), p24IFU),
        Limit(.rmsCurrentDensity, atMost: MilliamperesPerSquareCentimetre(2), p24IFU),
        Limit(.powerDensity, atMost: WattsPerSquareCentimetre(0.1), p24IFU),
        Limit(.highestRate, atMost: Hertz(2_000), p24IFU),
    ]

    /// The manufacturer's limits of the HASOMED RehaStim2, of the description of its protocol. The rate is for all eight
    /// channels at once, which is careful when fewer are used. Current is in whole milliamperes on the wire.
    public static let rehaStim2: [Limit] = [
        Limit(.peakCurrent, atMost: .milliamperes(130), scienceMode2),
        Limit(.phaseDuration, from: .microseconds(20), to: .microseconds(500), scienceMode2),
        Limit(.highestRate, from: Hertz(1), to: Hertz(50), scienceMode2),
    ]

    private static let p24IFU = LimitSource("HASOMED P24 instructions for use v1.1", .verified)
    private static let scienceMode2 = LimitSource("HASOMED RehaStim2, ScienceMode 2 description", .verified)
}
