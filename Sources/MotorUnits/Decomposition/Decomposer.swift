// From a recording to its motor units: the order of the steps, grid by grid and window by window.

public import Recordings
import Signals

/// Decomposes high-density surface EMG into the discharges of motor units.
///
/// Convolutive blind source separation (Holobar & Zazula 2007, doi 10.1109/TSP.2007.896108; Negro et al. 2016, doi
/// 10.1088/1741-2560/13/2/026027) with many sources at once, peel-off in the whitened signal, leave-one-out judgement of
/// every discharge and a joint refinement of all units. The result depends on the seed but not on the number of threads.
public struct Decomposer: Sendable {
    /// What was chosen.
    public let parameters: DecompositionParameters

    /// Creates a decomposer.
    ///
    /// - Throws: ``MotorUnitError`` when a parameter cannot be meant.
    public init(_ parameters: DecompositionParameters = DecompositionParameters()) throws(MotorUnitError) {
        try parameters.check()
        self.parameters = parameters
    }

    /// Called between steps with how far the work is; `false` ends the search and keeps what has been found.
    public typealias Progress = (DecompositionProgress) -> Bool

    /// Decomposes a recording.
    ///
    /// - Parameters:
    ///   - windows: the stretches of time to decompose each by itself, in samples; all of the recording when empty.
    ///   - grids: the grids (0-based) to decompose; all of them when `nil`.
    /// - Throws: ``RecordingError`` when the recording has nothing that can be decomposed.
    public func decompose(
        _ recording: Recording, windows: [Range<Int>] = [], grids: [Int]? = nil, onProgress: Progress = { _ in true }
    ) throws(RecordingError) -> Decomposition {
        let sets = try electrodeSets(of: recording, grids: grids)
        let rate = try recording.commonRate(for: sets.flatMap(\.channels))
        let length = try commonLength(of: sets.flatMap(\.channels), in: recording)
        let windows = windows.isEmpty ? [0..<length] : windows
        for window in windows { try check(window, length: length, rate: rate, of: recording) }

        var work: [StretchDecomposition] = []
        for window in windows {
            for set in sets {
                let parts = try TrainingParts(recording, set, window: window, rate: rate, parameters: parameters).ranges
                for training in parts {
                    work.append(
                        StretchDecomposition(
                            recording: recording, set: set, window: window, training: training, rate: rate,
                            parameters: parameters, position: work.count))
                }
            }
        }
        var (units, stretches, goesOn) = ([DecomposedUnit](), [DecomposedStretch](), true)
        let total = Double(work.count)
        for stretch in work where goesOn {
            let (done, found) = (Double(stretches.count) / total, units.count)
            let result = try stretch.run { progress in
                goesOn = onProgress(
                    DecompositionProgress(
                        fraction: done + progress.fraction / total, stage: progress.stage,
                        unitCount: found + progress.unitCount))
                return goesOn
            }
            stretches.append(result.stretch)
            units += result.units
        }
        removeTwinsAcrossParts(&units, stretches)
        if sets.count > 1 { removeTwinsAcrossGrids(&units, stretches) }
        name(&units, stretches, severalGrids: sets.count > 1, severalWindows: windows.count > 1)
        return Decomposition(
            parameters: parameters, rate: rate, units: units, stretches: stretches, isStoppedEarly: !goesOn)
    }

    /// The channels of each grid, or all EMG channels where there is no grid.
    private func electrodeSets(of recording: Recording, grids: [Int]?) throws(RecordingError) -> [ElectrodeSet] {
        var sets: [ElectrodeSet] = []
        for (k, grid) in recording.grids.enumerated() where grids?.contains(k) ?? true {
            let channels = grid.channels.compactMap(\.self).filter { recording.channels.indices.contains($0) }.sorted()
            guard channels.count >= ElectrodeSet.fewest else {
                throw RecordingError(
                    file: recording.name, place: "grid \(k + 1) (\(grid.name))",
                    problem: "it has \(channels.count) channels in this recording; a decomposition needs "
                        + "\(ElectrodeSet.fewest) or more")
            }
            sets.append(ElectrodeSet(grid: k, channels: channels))
        }
        if let missing = grids?.first(where: { !recording.grids.indices.contains($0) }) {
            throw RecordingError(
                .usage, file: recording.name, place: "grid \(missing + 1)",
                problem: "there is no such grid; the recording has \(recording.grids.count)")
        }
        if sets.isEmpty {
            let channels = recording.channels(of: .emg)
            guard channels.count >= ElectrodeSet.fewest else {
                throw RecordingError(
                    file: recording.name,
                    problem: "the recording has \(channels.count == 0 ? "no" : "\(channels.count)") EMG "
                        + "\(channels.count == 1 ? "channel" : "channels"); a decomposition needs "
                        + "\(ElectrodeSet.fewest) or more, from a grid of electrodes")
            }
            sets = [ElectrodeSet(grid: nil, channels: channels)]
        }
        return sets
    }

    private func commonLength(of channels: [Int], in recording: Recording) throws(RecordingError) -> Int {
        let lengths = channels.map { recording.samples.sampleCount(ofChannel: $0) }
        guard let shortest = lengths.min(), let longest = lengths.max(), shortest == longest else {
            throw RecordingError(
                file: recording.name,
                problem: "its EMG channels are of different lengths (\(lengths.min() ?? 0) to \(lengths.max() ?? 0) "
                    + "samples); a decomposition needs them alike")
        }
        return shortest
    }

    private func check(
        _ window: Range<Int>, length: Int, rate: SampleRate, of recording: Recording
    ) throws(RecordingError) {
        guard rate.hertz >= 500 else {
            throw RecordingError(
                file: recording.name,
                problem: "the EMG has \(rate); a decomposition needs 500 Hz or more, better 2000 Hz")
        }
        guard window.lowerBound >= 0, window.upperBound <= length else {
            throw RecordingError(
                .usage, file: recording.name,
                problem: "the window from sample \(window.lowerBound) to \(window.upperBound) reaches beyond the "
                    + "recording, which has \(length) samples")
        }
        let seconds = rate.seconds(window.count)
        guard seconds >= 3 else {
            let tenths = Int((seconds * 10).rounded())
            throw RecordingError(
                file: recording.name,
                problem: "there are \(tenths / 10).\(tenths % 10) s of EMG to decompose; it takes 3 s or more, better "
                    + "10 s")
        }
    }

    /// A unit that was learnt in several parts of a window is kept once: the one with the better verdict, then that of the
    /// more active part, so that a further part only adds units.
    private func removeTwinsAcrossParts(_ units: inout [DecomposedUnit], _ stretches: [DecomposedStretch]) {
        let ranks: [UnitVerdict: Int] = [.accepted: 0, .borderline: 1, .rejected: 2]
        let order = units.indices.sorted {
            (ranks[units[$0].verdict] ?? 3, units[$0].stretch, $0) < (
                ranks[units[$1].verdict] ?? 3, units[$1].stretch, $1
            )
        }
        var kept: [Int] = []
        for k in order {
            let isTwin = kept.contains { other in
                let (a, b) = (stretches[units[other].stretch], stretches[units[k].stretch])
                guard units[other].stretch != units[k].stretch, a.grid == b.grid, a.window == b.window else {
                    return false
                }
                return units[other].isSame(
                    as: units[k], in: a.window, parts: [a.training, b.training], parameters)
            }
            if !isTwin { kept.append(k) }
        }
        units = kept.sorted().map { units[$0] }
    }

    /// A unit that two grids see is kept where it stands out better.
    private func removeTwinsAcrossGrids(_ units: inout [DecomposedUnit], _ stretches: [DecomposedStretch]) {
        let order = units.indices.sorted {
            (units[$0].quality.silhouette ?? 0, $1) > (units[$1].quality.silhouette ?? 0, $0)
        }
        var kept: [Int] = []
        for k in order {
            let isTwin = kept.contains { other in
                stretches[units[other].stretch].grid != stretches[units[k].stretch].grid
                    && TrainAgreement(
                        units[other].discharges, units[k].discharges, tolerance: parameters.agreementTolerance
                    ).rate > parameters.duplicateAgreement
            }
            if !isTwin { kept.append(k) }
        }
        units = kept.sorted().map { units[$0] }
    }

    /// Names that say where a unit comes from, as far as that is not clear.
    private func name(
        _ units: inout [DecomposedUnit], _ stretches: [DecomposedStretch], severalGrids: Bool, severalWindows: Bool
    ) {
        // Parts of one window on one grid count on.
        let firsts = stretches.map { stretch in
            stretches.firstIndex { ($0.window, $0.grid) == (stretch.window, stretch.grid) } ?? 0
        }
        var counts: [Int: Int] = [:]
        for k in units.indices {
            let stretch = stretches[units[k].stretch]
            let first = firsts[units[k].stretch]
            counts[first, default: 0] += 1
            var parts: [String] = []
            if severalWindows {
                let windows = Set(stretches.map(\.window)).sorted { $0.lowerBound < $1.lowerBound }
                parts.append("w\((windows.firstIndex(of: stretch.window) ?? 0) + 1)")
            }
            if severalGrids { parts.append("\((stretch.grid ?? 0) + 1)") }
            units[k].name = (parts + ["\(counts[first] ?? 0)"]).joined(separator: ".")
        }
    }
}

/// Channels that are decomposed together.
struct ElectrodeSet: Sendable {
    /// The fewest channels from which units can be told apart.
    static let fewest = 4
    let grid: Int?
    let channels: [Int]
}

extension DecomposedUnit {
    /// Whether two units of the same electrodes that were learnt at different times are one: they discharge together all the
    /// time; or in a part that one of them was learnt from, and look alike (a filter alone may take the discharges of a unit
    /// that it has not met for its own); or their action potentials are so alike that nobody could tell them apart.
    fileprivate func isSame(
        as other: DecomposedUnit, in window: Range<Int>, parts: [Range<Int>], _ parameters: DecompositionParameters
    ) -> Bool {
        let rate = discharges.rate
        let isTogether = { (range: Range<Int>) in
            TrainAgreement(
                discharges.samples.filter(range.contains), other.discharges.samples.filter(range.contains),
                tolerance: rate.samples(inSeconds: parameters.agreementTolerance),
                longestLag: rate.samples(inSeconds: 0.03)
            ).rate > parameters.duplicateAgreement
        }
        let shapes = (-2...2).compactMap { actionPotential.likeness(to: other.actionPotential, shift: $0) }
        let likeness = shapes.max() ?? 0
        return likeness > Self.indistinguishable || isTogether(window)
            || (likeness > Self.alike && parts.contains(where: isTogether))
    }

    /// Action potentials at least as alike as this may be one unit's (Martinez-Valdes et al. 2017, doi 10.1113/JP273662,
    /// from memory, not verified).
    private static let alike = 0.8
    /// Action potentials more alike than this are taken for one unit's, even without a common discharge.
    private static let indistinguishable = 0.9
}
