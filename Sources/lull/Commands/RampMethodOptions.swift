// What the command line offers of the ΔF method: smoothing, the rules of the pairs, cleaning.

import Amplification
import ArgumentParser
import MotorUnits

/// Every choice of the ΔF method that the command line offers; defaults are the field's.
struct RampMethodOptions: ParsableArguments {
    // The titles of groups inside a group with a title are lost, so that this one has none.
    @OptionGroup(title: "Smoothing of discharge rates") var smoothing: SmoothingOptions
    @OptionGroup(title: "Rules of pairs") var rules: PairRuleOptions
    @OptionGroup(title: "Cleaning of discharges") var cleaning: CleaningOptions
    @OptionGroup(title: "Intervals and composite control unit") var certainty: CertaintyOptions

    var settings: RampSettings {
        RampSettings(
            smoother: smoothing.rateSmoother, longestGap: smoothing.longestGap, cleaning: cleaning.rules,
            deltaF: rules.parameters, bootstrap: BootstrapParameters(draws: certainty.draws, seed: certainty.seed),
            compositeUnits: certainty.compositeUnits == 0 ? nil : certainty.compositeUnits)
    }
}

/// How sure a ΔF is, and several units as one control unit.
struct CertaintyOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Repetitions for the 95 % interval of each ΔF, 50 to 100000; 0 makes none.", valueName: "n"))
    var draws = 200

    @Option(
        help: ArgumentHelp("Seed of the intervals, 0 or more; the same one gives the same intervals.", valueName: "n"))
    var seed: UInt64 = 1

    @Option(
        help: ArgumentHelp(
            "How many of the first units may become the composite control unit, 2 or more; 0 makes none.",
            valueName: "n"))
    var compositeUnits = 5
}

/// How discharge rates become smooth.
struct SmoothingOptions: ParsableArguments {
    /// The smoothing methods.
    enum Smoother: String, ExpressibleByArgument, CaseIterable { case polynomial, hann, svr }

    @Option(
        help: "How discharge rates are smoothed: polynomial (degree 5), hann (2 s) or svr (support vector regression).")
    var smoother: Smoother = .polynomial

    @Option(help: ArgumentHelp("Degree of the polynomial, 1 to 9.", valueName: "n"))
    var degree = 5

    @Option(help: ArgumentHelp("Length of the Hann window.", valueName: "seconds"))
    var window = 2.0

    @Option(help: ArgumentHelp("A pause longer than this is not smoothed over.", valueName: "seconds"))
    var longestGap = SmoothedRate.defaultLongestGap

    var rateSmoother: RateSmoother {
        switch smoother {
        case .polynomial: .polynomial(degree: degree)
        case .hann: .hann(seconds: window)
        case .svr: .supportVector
        }
    }
}

/// The rules by which a pair of units counts.
struct PairRuleOptions: ParsableArguments {
    /// Which discharge is the recruitment.
    enum Recruitment: String, ExpressibleByArgument, CaseIterable { case second, first }
    /// What the limit of the correlation is compared with.
    enum Metric: String, ExpressibleByArgument, CaseIterable {
        case r
        case rSquared = "r-squared"
    }

    @Option(help: "Which discharge is the recruitment: second (the first with a rate) or first.")
    var recruitment: Recruitment = .second

    @Option(help: ArgumentHelp("Both units need at least this many discharges.", valueName: "n"))
    var minimumDischarges = 2

    @Option(help: ArgumentHelp("Both units must discharge together for at least this long.", valueName: "samples"))
    var minimumOverlap = 2

    @Option(help: ArgumentHelp("Units must be recruited more than this apart.", valueName: "seconds"))
    var recruitmentDifference = 1.0

    @Option(
        help: ArgumentHelp(
            "Reject pairs whose units stop less than this apart (1.5 is the plateau of Hassan et al. 2020); off without it.",
            valueName: "seconds"))
    var derecruitmentDifference: Double?

    @Option(help: ArgumentHelp("The two rates must correlate more than this.", valueName: "limit"))
    var correlation = 0.7

    @Option(help: "What that limit is compared with: r (Pearson's) or r-squared (of positive r only).")
    var correlationMetric: Metric = .r

    @Option(help: ArgumentHelp("The control unit's rate must vary by more than this.", valueName: "pps"))
    var modulation = 0.5

    @Option(
        help: ArgumentHelp(
            "Reject pairs whose control unit varies by less than this beyond ΔF (saturation).", valueName: "pps"))
    var saturationMargin: Double?

    @Flag(help: "Also accept pairs whose control unit stops before the test unit (underestimates ΔF).")
    var allowControlStoppingFirst = false

    @Flag(help: "Reject pairs whose test unit still discharges at the end; without it that is a finding.")
    var requireDerecruitment = false

    var parameters: DeltaFParameters {
        DeltaFParameters(
            recruitment: recruitment == .second ? .secondDischarge : .firstDischarge,
            minimumDischarges: minimumDischarges, minimumOverlap: minimumOverlap,
            recruitmentDifference: recruitmentDifference, correlation: correlation,
            correlationMetric: correlationMetric == .r ? .r : .rSquared, controlModulation: modulation,
            controlMustOutlastTest: !allowControlStoppingFirst, saturationMargin: saturationMargin,
            derecruitmentDifference: derecruitmentDifference, requireDerecruitment: requireDerecruitment)
    }
}

/// What is looked at, and taken out, before.
struct CleaningOptions: ParsableArguments {
    @Option(help: ArgumentHelp("A shorter interval is a doublet or a false discharge.", valueName: "seconds"))
    var shortInterval = 0.02

    @Flag(help: "Take the later discharge of a short interval out; without it, it is only reported.")
    var removeShort = false

    @Option(help: ArgumentHelp("A longer interval is reported (a missed discharge?).", valueName: "seconds"))
    var longInterval = 0.25

    @Option(help: ArgumentHelp("A discharge further than this from both neighbours is isolated.", valueName: "seconds"))
    var isolation = 1.0

    @Flag(help: "Take isolated discharges out; without it, they are only reported.")
    var removeIsolated = false

    var rules: DischargeCleaningRules {
        DischargeCleaningRules(
            shortInterval: shortInterval, shortIntervals: removeShort ? .remove : .flag, longInterval: longInterval,
            isolation: isolation, isolatedDischarges: removeIsolated ? .remove : .flag)
    }
}
