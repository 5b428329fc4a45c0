// What a reviewer wants to know of a decomposed motor unit.

import Glibc
public import Signals

/// The quality of a decomposed motor unit.
public struct UnitQuality: Hashable, Sendable, Codable {
    /// How clearly discharges stand out, −1…1: the silhouette of Negro et al. (2016, doi
    /// 10.1088/1741-2560/13/2/026027) on a source from which the other units have been taken out, each discharge judged by
    /// a filter that has not seen it. The verdict rests on it. `nil` where only discharges are known, without EMG.
    public var silhouette: Double?
    /// The silhouette as other programs state it: the filter is made of all discharges, no unit is taken out. It grows as
    /// discharges become fewer, because a discharge that helps to make a filter is seen better by it.
    public var plainSilhouette: Double?
    /// The pulse-to-noise ratio of that same plain source, in dB (Holobar et al. 2014, doi
    /// 10.1088/1741-2560/11/1/016008).
    public var pulseToNoiseRatio: Double?
    /// The number of discharges.
    public var dischargeCount: Int
    /// The mean of the instantaneous rates over intervals that are plausible, in pps.
    public var meanRate: Double?
    /// The coefficient of variation of the plausible intervals, 0…
    public var intervalVariation: Double?
    /// The local variation of intervals, 0 for a clock, about 1 for chance: the mean of 2 |b − a| / (b + a) over
    /// neighbouring intervals a, b (Holt et al. 1996, doi 10.1152/jn.1996.75.5.1806). Unlike the coefficient of variation
    /// it does not grow when the rate rises and falls, as it does in a ramp.
    public var localVariation: Double?
    /// The largest local variation over ``window`` neighbouring pairs of intervals: two units that were taken for one are
    /// irregular only while both fire.
    public var worstLocalVariation: Double?
    /// Intervals shorter than ``shortestInterval``.
    public var shortIntervals: Int
    /// Intervals longer than ``longestInterval``.
    public var longIntervals: Int
    /// The action potential's size from peak to peak on its largest channel, in that channel's unit.
    public var amplitude: Double?
    /// How alike the action potentials of the first and the second half of the discharges are, −1…1: their correlation
    /// over channels and time, divided by that of two halves taken in turn, which noise alone keeps below 1. So 1 means:
    /// as alike as the noise allows.
    public var stability: Double?
    /// The action potential's size in the second half over that in the first.
    public var amplitudeChange: Double?
    /// Discharges that the repair put in because they had been missed.
    public var addedByRepair = 0
    /// Double discharges that the repair took out.
    public var droppedByRepair = 0

    /// Shorter intervals (s) are implausible: 50 pps.
    public static let shortestInterval = 0.020
    /// Longer intervals (s) are pauses or missed discharges: 4 pps.
    public static let longestInterval = 0.250

    /// The pairs of intervals over which ``worstLocalVariation`` is taken.
    public static let window = 12

    /// Measures what the discharges alone tell.
    public init(of train: DischargeTrain) {
        let intervals = train.intervals
        let plausible = intervals.filter { $0 >= Self.shortestInterval && $0 <= Self.longestInterval }
        dischargeCount = train.count
        shortIntervals = intervals.filter { $0 < Self.shortestInterval }.count
        longIntervals = intervals.filter { $0 > Self.longestInterval }.count
        meanRate = plausible.isEmpty ? nil : plausible.reduce(0) { $0 + 1 / $1 } / Double(plausible.count)
        intervalVariation = MotorUnitMeasures.variation(of: plausible).map { $0 / 100 }
        let changes = zip(intervals, intervals.dropFirst()).map { a, b in
            a <= Self.longestInterval && b <= Self.longestInterval ? 2 * abs(b - a) / (a + b) : nil
        }
        localVariation = Self.mean(changes[...], atLeast: 1)
        worstLocalVariation =
            changes.count < Self.window
            ? nil
            : (0...(changes.count - Self.window)).compactMap {
                Self.mean(changes[$0..<($0 + Self.window)], atLeast: Self.window / 2)
            }.max()
    }

    /// The mean of what is there; `nil` when fewer than `atLeast` are.
    private static func mean(_ values: ArraySlice<Double?>, atLeast: Int) -> Double? {
        let there = values.compactMap(\.self)
        return there.count >= max(1, atLeast) ? there.reduce(0, +) / Double(there.count) : nil
    }
}

/// What a unit's quality amounts to.
public enum UnitVerdict: String, Hashable, Sendable, Codable, CaseIterable {
    /// It can be used.
    case accepted
    /// A person should look at it before it is used.
    case borderline
    /// It should not be used.
    case rejected
}

extension UnitQuality {
    /// The verdict, with each reason that it is not better, in one clause each.
    public func verdict(_ limits: QualityLimits, minimumDischarges: Int) -> (verdict: UnitVerdict, reasons: [String]) {
        var (verdict, reasons) = (UnitVerdict.accepted, [String]())
        func lower(to other: UnitVerdict, _ reason: String) {
            reasons.append(reason)
            if other == .rejected || verdict == .accepted { verdict = other }
        }
        func text(_ value: Double) -> String { Self.twoDecimals(value) }
        if dischargeCount < minimumDischarges {
            lower(to: .rejected, "\(dischargeCount) discharges, fewer than \(minimumDischarges)")
        }
        if let silhouette, silhouette < limits.silhouette {
            let isClose = silhouette >= limits.borderlineSilhouette
            lower(
                to: isClose ? .borderline : .rejected,
                "silhouette \(text(silhouette)), below \(text(isClose ? limits.silhouette : limits.borderlineSilhouette))"
            )
        }
        if let localVariation, localVariation > limits.variation {
            let isClose = localVariation <= limits.borderlineVariation
            lower(
                to: isClose ? .borderline : .rejected,
                "intervals vary by \(text(localVariation)), more than "
                    + text(isClose ? limits.variation : limits.borderlineVariation))
        }
        if let worstLocalVariation, worstLocalVariation > limits.worstVariation {
            lower(
                to: .borderline,
                "\(Self.window) neighbouring intervals vary by \(text(worstLocalVariation)), as those of two units taken "
                    + "for one do")
        }
        let intervals = Double(max(1, dischargeCount - 1))
        if Double(longIntervals) / intervals > limits.longShare {
            let isClose = Double(longIntervals) / intervals <= 0.5
            lower(
                to: isClose ? .borderline : .rejected,
                "\(longIntervals) of \(dischargeCount - 1) intervals longer than 250 ms, as a fragment of a unit has")
        }
        if Double(shortIntervals) / intervals > limits.shortShare {
            lower(to: .borderline, "\(shortIntervals) intervals shorter than 20 ms")
        }
        if let stability, stability < limits.stability {
            lower(to: .borderline, "its action potential changes (likeness \(text(stability)))")
        }
        return (verdict, reasons)
    }

    /// Cut, not rounded, so that nobody reads "0.90, below 0.90".
    private static func twoDecimals(_ value: Double) -> String {
        let hundredths = Int((abs(value) * 100).rounded(.down))
        let fraction = hundredths % 100
        return (value < 0 ? "−" : "") + "\(hundredths / 100)." + (fraction < 10 ? "0" : "") + "\(fraction)"
    }
}
