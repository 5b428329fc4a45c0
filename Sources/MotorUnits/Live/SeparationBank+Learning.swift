// Learning a bank from a calibration contraction whose discharges are known.

public import Recordings
import Signals

extension SeparationBank {
    /// Learns from a decomposed recording. Units that do not stand out without the others being taken out first (a
    /// silhouette below `least`) are left out: live, they would be wrong too often.
    ///
    /// - Parameters:
    ///   - recording: the calibration contraction.
    ///   - decomposition: its motor units.
    ///   - stretch: which stretch of the decomposition (one grid in one window) to learn.
    ///   - verdicts: the units to take along.
    ///   - least: the least silhouette.
    ///   - isCausal: `true` for live use, `false` for recordings.
    /// - Throws: ``RecordingError`` when the recording cannot be read or no unit is there to learn.
    public init(
        learning recording: Recording, _ decomposition: Decomposition, stretch position: Int = 0,
        verdicts: Set<UnitVerdict> = [.accepted], least: Double = 0.90, isCausal: Bool
    ) throws(RecordingError) {
        let stretch = decomposition.stretches[position]
        let units = decomposition.units.filter { $0.stretch == position && verdicts.contains($0.verdict) }
        guard !units.isEmpty else {
            throw RecordingError(
                file: recording.name, problem: "there is no accepted motor unit to learn separation filters from")
        }
        let emg = try ConditionedEMG(
            recording: recording, channels: stretch.channels, range: stretch.training, rate: decomposition.rate,
            lines: stretch.mainsLines, copies: stretch.copies, step: stretch.step, isCausal: isCausal,
            parameters: decomposition.parameters)
        let start = stretch.training.lowerBound
        let trains = units.map { unit in
            unit.discharges.samples.filter { stretch.training.contains($0) }.map { $0 - start }
        }
        guard
            let learnt = Self(
                emg: emg, trains: trains, names: units.map(\.name), isCausal: isCausal, rate: decomposition.rate,
                parameters: decomposition.parameters)
        else {
            throw RecordingError(file: recording.name, problem: "its EMG cannot be whitened")
        }
        guard learnt.units.contains(where: { $0.silhouette >= least }) else {
            throw RecordingError(
                file: recording.name, problem: "none of its \(units.count) motor units stands out enough to be followed"
            )
        }
        self = learnt.keeping { $0.silhouette >= least }
    }

    /// Learns from conditioned EMG and the discharges in it (in samples of it).
    init?(
        emg: ConditionedEMG, trains: [[Int]], names: [String], isCausal: Bool, rate: SampleRate,
        parameters: DecompositionParameters
    ) {
        let threads = parameters.threads ?? 1
        guard let whitening = Whitening(of: emg.signal, dimensions: parameters.whitenedDimensions, threads: threads)
        else { return nil }
        let signal = whitening.apply(to: emg.signal, threads: threads)
        let distance = rate.samples(inSeconds: parameters.minimumInterval)
        let (before, after) = (rate.samples(inSeconds: 0.020), rate.samples(inSeconds: 0.030))
        // Where after a discharge the source peaks best depends on the filters; a few places are tried.
        let best = Self.bestFilters(signal, trains, distance: distance, span: emg.signal.width / emg.signal.channels)
        let order = best.indices.sorted { (best[$0].silhouette, $1) > (best[$1].silhouette, $0) }
        let chosen = order.map { best[$0] }
        let filters = chosen.flatMap(\.filter)
        let sources = signal.project(filters)
        let peaks = zip(order, chosen).map { k, choice in
            trains[k].map { $0 + choice.offset }.filter { $0 >= 0 && $0 < signal.count }
        }
        let leakage = Self.leakage(sources, count: signal.count, peaks: peaks, before: before, after: after)
        let weights = whitening.unwhiten(filters)
        channels = emg.channels
        hertz = rate.hertz
        sections = emg.conditioning.sections
        self.isCausal = isCausal
        (copies, step, scale) = (emg.signal.copies, emg.signal.step, emg.scale)
        (self.before, self.after, self.distance, self.leakage) = (before, after, distance, leakage)
        units = zip(order, chosen).enumerated().map { place, pair in
            var clean = Self.cleaned(place, sources, signal.count, peaks, leakage, before: before, after: after)
            // A discharge that helped to make the filter stands higher in its source than later ones will.
            let n = Float(peaks[place].count)
            for t in peaks[place] where n > 1 {
                let own = VectorMath.energy(signal.row(t), signal.dimensions)
                clean[t] -= (own - sources[place * signal.count + t]) / (n - 1)
            }
            let levels = Self.levels(clean, at: peaks[place], distance: distance)
            return Unit(
                name: names[pair.0], weights: Array(weights[place * whitening.width..<(place + 1) * whitening.width]),
                delay: -pair.1.offset, noise: levels.noise, height: levels.height, limit: levels.limit,
                silhouette: pair.1.silhouette)
        }
    }

    /// The bank without some of its units.
    func keeping(_ isKept: (Unit) -> Bool) -> SeparationBank {
        let kept = units.indices.filter { isKept(units[$0]) }
        var bank = self
        bank.leakage = []
        for j in kept {
            for k in kept {
                let start = (j * units.count + k) * reach
                bank.leakage += leakage[start..<(start + reach)]
            }
        }
        bank.units = kept.map { units[$0] }
        return bank
    }

    private struct Choice {
        var filter: [Float]
        var offset: Int
        var silhouette: Double
    }

    /// For every train, the mean of the signal at that distance after its discharges at which they stand out best.
    private static func bestFilters(
        _ signal: WhitenedSignal, _ trains: [[Int]], distance: Int, span: Int
    ) -> [Choice] {
        let offsets = Array(stride(from: 0, through: 3 * span / 2 + 16, by: 4))
        return trains.map { train in
            let shifted = offsets.map { offset in train.map { $0 + offset }.filter { $0 >= 0 && $0 < signal.count } }
            let filters = shifted.flatMap { signal.mean(at: $0) }
            var sources = signal.project(filters)
            for (k, places) in shifted.enumerated() where places.count > 1 {
                let n = Float(places.count)
                for t in places {
                    let own = VectorMath.energy(signal.row(t), signal.dimensions)
                    sources[k * signal.count + t] = (sources[k * signal.count + t] * n - own) / (n - 1)
                }
            }
            let found = DischargeDetector.detectAll(
                in: sources, count: signal.count, distance: distance, threads: signal.threads)
            var best = Choice(filter: Array(filters[..<signal.dimensions]), offset: 0, silhouette: -1)
            for (k, offset) in offsets.enumerated() {
                let same = TrainAgreement(found[k].samples, train, tolerance: 2, longestLag: offset + 8).rate
                let value = found[k].silhouette * same
                if value > best.silhouette {
                    best = Choice(
                        filter: Array(filters[k * signal.dimensions..<(k + 1) * signal.dimensions]), offset: offset,
                        silhouette: value)
                }
            }
            return best
        }
    }

    /// What the discharges of each unit leave in each source: means around them, each made after what the others leave
    /// has been taken out, three times over.
    private static func leakage(
        _ sources: [Float], count: Int, peaks: [[Int]], before: Int, after: Int
    ) -> [Float] {
        let (units, reach) = (peaks.count, before + 1 + after)
        var leakage = [Float](repeating: 0, count: units * units * reach)
        for j in 0..<units {
            for _ in 0..<3 {
                var rest = cleaned(
                    -1, Array(sources[j * count..<(j + 1) * count]), count, peaks, leakage, row: j,
                    before: before, after: after)
                for k in 0..<units {
                    let kernel = (j * units + k) * reach
                    let inside = peaks[k].filter { $0 >= before && $0 + after < count }
                    guard !inside.isEmpty else { continue }
                    var mean = [Float](repeating: 0, count: reach)
                    for t in inside { for i in 0..<reach { mean[i] += rest[t - before + i] } }
                    for i in 0..<reach {
                        mean[i] /= Float(inside.count)
                        leakage[kernel + i] += mean[i]
                    }
                    for t in inside { for i in 0..<reach { rest[t - before + i] -= mean[i] } }
                }
            }
        }
        return leakage
    }

    /// The source of a unit less what all others leave in it.
    private static func cleaned(
        _ unit: Int, _ sources: [Float], _ count: Int, _ peaks: [[Int]], _ leakage: [Float], row: Int? = nil,
        before: Int, after: Int
    ) -> [Float] {
        let (row, reach) = (row ?? unit, before + 1 + after)
        var clean = unit < 0 ? sources : Array(sources[unit * count..<(unit + 1) * count])
        for k in peaks.indices where k != unit {
            let kernel = (row * peaks.count + k) * reach
            for t in peaks[k] where t >= before && t + after < count {
                for i in 0..<reach { clean[t - before + i] -= leakage[kernel + i] }
            }
        }
        return clean
    }

    /// The centres of a source's peaks at discharges and elsewhere, squared, and where between them the limit lies.
    private static func levels(
        _ source: [Float], at discharges: [Int], distance: Int
    ) -> (noise: Float, height: Float, limit: Float) {
        var detector = DischargeDetector(distance: distance)
        let all = source.withUnsafeBufferPointer { buffer in
            buffer.baseAddress.map { detector.peaks($0, count: source.count, above: 0) } ?? []
        }
        var near = [Bool](repeating: false, count: source.count)
        for t in discharges {
            for k in max(0, t - distance / 2)...min(source.count - 1, t + distance / 2) { near[k] = true }
        }
        let heights = discharges.map { source[$0] * source[$0] }
        let small = all.filter { !near[$0] }.map { source[$0] * source[$0] }
        func mean(_ values: [Float]) -> Float { values.isEmpty ? 0 : values.reduce(0, +) / Float(values.count) }
        let (noise, height) = (mean(small), mean(heights))
        return (noise, height, limit(small, heights, noise: noise, height: height))
    }

    /// The middle of where the fewest peaks lie on the wrong side, as a share of the way between the centres.
    private static func limit(_ small: [Float], _ tall: [Float], noise: Float, height: Float) -> Float {
        guard height > noise else { return 0.5 }
        var (best, fewest) = ([Float](), Int.max)
        for step in 8...18 {
            let share = Float(step) / 20
            let level = noise + share * (height - noise)
            let errors = small.count { $0 > level } + tall.count { $0 <= level }
            if errors < fewest { (best, fewest) = ([], errors) }
            if errors == fewest { best.append(share) }
        }
        return best[best.count / 2]
    }
}
