// What can be chosen about a decomposition on the command line.

import ArgumentParser
import MotorUnits
import Signals

/// Which part of the recording is decomposed.
struct DecomposeSelectionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Only this grid, as `lull info` counts them; can be given more than once.", valueName: "number"))
    var grid: [Int] = []

    @Option(
        help: ArgumentHelp(
            "Only this span of time, such as 5:25; given more than once, each is decomposed by itself.",
            valueName: "seconds:seconds"))
    var window: [String] = []

    /// The grids (0-based); `nil` for all.
    var grids: [Int]? { grid.isEmpty ? nil : Array(Set(grid)).sorted().map { $0 &- 1 } }

    /// The spans of time in seconds; empty for the whole recording.
    var spans: [ClosedRange<Double>] {
        get throws {
            if let wrong = grid.first(where: { $0 < 1 }) {
                throw UsageError(description: "--grid is \(wrong); grids are counted from 1")
            }
            return try window.map { text in
                let ends = text.split(separator: ":", omittingEmptySubsequences: false).map { Double($0) }
                guard ends.count == 2, let start = ends[0], let end = ends[1], start.isFinite, end.isFinite else {
                    throw UsageError(
                        description: "--window is “\(text)”; it takes a start and an end in seconds, such as 5:25")
                }
                guard start >= 0, end > start else {
                    throw UsageError(
                        description:
                            "--window \(text) ends before it begins or begins before 0; it takes a start of 0 s "
                            + "or later and an end after it")
                }
                return start...end
            }
        }
    }
}

/// How it is decomposed; defaults are those of ``DecompositionParameters``.
struct DecomposeMethodOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Seeds the random starts of the search.", valueName: "number"))
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("How many threads work; all cores without it. The result is the same.", valueName: "n"))
    var threads: Int?

    @Option(help: ArgumentHelp("The least silhouette of an accepted unit, 0 to 1.", valueName: "number"))
    var silhouette = QualityLimits().silhouette

    @Option(help: ArgumentHelp("The fewest discharges of a unit, 4 or more.", valueName: "n"))
    var minimumDischarges = DecompositionParameters().minimumDischarges

    @Option(
        name: .customLong("extension"),
        help: ArgumentHelp("Delayed copies of each channel; chosen from the recording without it.", valueName: "n"))
    var copies: Int?

    @Option(help: ArgumentHelp("Samples between two copies; chosen from the recording without it.", valueName: "n"))
    var step: Int?

    @Option(help: ArgumentHelp("The most dimensions that whitening keeps.", valueName: "n"))
    var dimensions = DecompositionParameters().whitenedDimensions

    @Option(help: ArgumentHelp("The most rounds of search; more find more and take longer.", valueName: "n"))
    var rounds = DecompositionParameters().rounds

    @Option(help: ArgumentHelp("The pass band of the EMG.", valueName: "hertz:hertz"))
    var band = "20:500"

    @Flag(help: "Leave mains lines in, which are taken out where they stand out.")
    var keepMains = false

    /// The parameters; the decomposer checks their ranges.
    var parameters: DecompositionParameters {
        get throws {
            var result = DecompositionParameters()
            let edges = band.split(separator: ":", omittingEmptySubsequences: false).map { Double($0) }
            guard edges.count == 2, let low = edges[0], let high = edges[1], low.isFinite, high.isFinite else {
                throw UsageError(
                    description: "--band is “\(band)”; it takes a lower and an upper edge in Hz, such as 20:500")
            }
            result.passBand = .init(low: low, high: high)
            result.removesMains = !keepMains
            result.extensionFactor = copies
            result.extensionStep = step
            result.whitenedDimensions = dimensions
            result.rounds = rounds
            result.minimumDischarges = minimumDischarges
            result.quality.silhouette = silhouette
            // A lower limit for accepted units takes the one for borderline units along.
            result.quality.borderlineSilhouette = min(result.quality.borderlineSilhouette, silhouette)
            result.seed = seed
            result.threads = threads
            return result
        }
    }
}
