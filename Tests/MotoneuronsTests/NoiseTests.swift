import CMotoneuronKernels
import Glibc
import Testing

@testable import Motoneurons

/// Mean, standard deviation and excess kurtosis.
private func moments(_ x: [Double]) -> (mean: Double, deviation: Double, kurtosis: Double) {
    let n = Double(x.count)
    let mean = x.reduce(0, +) / n
    let second = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / n
    let fourth = x.reduce(0) { $0 + ($1 - mean) * ($1 - mean) * ($1 - mean) * ($1 - mean) } / n
    return (mean, second.squareRoot(), fourth / (second * second) - 3)
}

@Suite("Randomness and synaptic noise")
struct NoiseTests {
    @Test("the generator is xoshiro128++")
    func generator() {
        var generator = NoiseGenerator(s0: 1, s1: 2, s2: 3, s3: 4)
        let words = (0..<10).map { _ in generator.next() }
        // The first ten outputs for the state 1, 2, 3, 4, as the generator's other implementations test them.
        #expect(
            words == [
                641, 1_573_767, 3_222_811_527, 3_517_856_514, 836_907_274, 4_247_214_768, 3_867_114_732, 1_355_841_295,
                495_546_011, 621_204_420,
            ])
    }

    @Test("streams differ by seed, cell and purpose")
    func streams() {
        var seen: Set<NoiseGenerator> = []
        for seed in 0..<20 {
            for stream in 0..<20 {
                for purpose in [NoiseGenerator.Purpose.synapses, .commonInput, .jitter] {
                    seen.insert(NoiseGenerator(seed: UInt64(seed), stream: UInt64(stream), purpose: purpose))
                }
            }
        }
        #expect(seen.count == 1200)
    }

    @Test("byte sums have mean 0, variance 21,845 and no correlation from one to the next")
    func byteSums() {
        var generator = NoiseGenerator(seed: 5, stream: 0, purpose: .synapses)
        let sums = (0..<200_000).map { _ in Double(generator.byteSum()) }
        let (mean, deviation, kurtosis) = moments(sums)
        // Four standard errors each.
        #expect(abs(mean) < 4 * NoiseGenerator.byteSumDeviation / 200_000.0.squareRoot())
        #expect(abs(deviation / NoiseGenerator.byteSumDeviation - 1) < 4 / 400_000.0.squareRoot())
        #expect(abs(kurtosis + 0.3) < 4 * (24 / 200_000.0).squareRoot())
        let lagged = zip(sums, sums.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 } / (199_999 * deviation * deviation)
        #expect(abs(lagged) < 4 / 200_000.0.squareRoot())
    }

    @Test(
        "synaptic noise is an Ornstein–Uhlenbeck process: mean, deviation, shape and autocorrelation as theory has them"
    )
    func synapticNoise() throws {
        var pool = try FastMotoneuronPool(cells: Array(human[0..<16]), timeStep: 0.1, seed: 11)
        pool.set(.excitation, to: 4)
        pool.set(.dendriticInhibition, to: 1)
        var discharges = MotoneuronDischarges(cellCount: 16, timeStep: 0.1, capacity: 10_000)
        var series = [[Double]](repeating: [], count: 128)  // per cell: four excitatory, four inhibitory
        for sample in 0..<10_400 {
            pool.advance(steps: 10, into: &discharges)
            guard sample >= 400 else { continue }  // 20 time constants from 0
            for cell in 0..<16 {
                let area = human[cell].dendriteArea * 1e6 * 1.2e-5
                for k in 0..<4 {
                    series[8 * cell + k].append(Double(pool.read(MN_EXCITATORY_NOISE + k, cell: cell)) / (2 * area))
                    series[8 * cell + 4 + k].append(Double(pool.read(MN_INHIBITORY_NOISE + k, cell: cell)) / area)
                }
            }
        }
        // 128 series of 10 s hold 128 · 10 s/(2 · 20 ms) = 32,000 independent values.
        let (mean, deviation, kurtosis) = moments(series.flatMap(\.self))
        #expect(abs(mean) < 4 / 32_000.0.squareRoot())
        #expect(abs(deviation - 1) < 4 / 32_000.0.squareRoot())
        #expect(abs(kurtosis) < 4 * (24 / 32_000.0).squareRoot())
        for lag in [5, 20, 60] {
            let products = series.map { x in zip(x, x[lag...]).reduce(0) { $0 + $1.0 * $1.1 } / Double(x.count - lag) }
            let correlation = products.reduce(0, +) / 128
            #expect(abs(correlation - exp(-Double(lag) / 20)) < 0.025, "lag \(lag) ms")
        }
        // Dendrites of one cell, excitation and inhibition, neighbouring cells: 16 pairs of 250 values each.
        for (a, b) in [(0, 1), (0, 4), (3, 8)] {
            let pairs = (0..<15).map { cell in
                zip(series[8 * cell + a], series[8 * cell + b]).reduce(0) { $0 + $1.0 * $1.1 } / 10_000
            }
            #expect(abs(moments(pairs).mean) < 0.065)  // four standard errors
        }
    }

    @Test("common input has the coefficient of variation and the autocorrelation asked for")
    func commonInput() {
        let settings = SynapseSettings.CommonNoise(coefficientOfVariation: 0.1, timeConstant: 50)
        var process = CommonInput(settings, interval: 1, seed: 2, stream: 0)
        let factors = (0..<400_000).map { _ in
            process.step()
            return process.factor
        }
        let (mean, deviation, _) = moments(factors)
        let independent = 400_000 / 100.0
        #expect(abs(mean - 1) < 4 * 0.1 / independent.squareRoot())
        #expect(abs(deviation - 0.1) < 4 * 0.1 / independent.squareRoot())
        let lagged = zip(factors, factors[50...]).reduce(0) { $0 + ($1.0 - 1) * ($1.1 - 1) } / (399_950 * 0.01)
        #expect(abs(lagged - exp(-1)) < 0.06)
        #expect(CommonInput(.init(), interval: 0.1, seed: 2, stream: 0).factor == 1)
    }

    @Test("a seed has the same noise in both modes and at every step that divides 0.1 ms")
    func sameNoise() throws {
        var synapses = SynapseSettings()
        synapses.commonExcitation.coefficientOfVariation = 0.08
        var noises: [[Double]] = []
        for step in [0.0125, 0.025, 0.05, 0.1] {
            var pool = try FastMotoneuronPool(cells: Array(human[0..<3]), synapses: synapses, timeStep: step, seed: 9)
            pool.set(.excitation, to: 3)
            var none = MotoneuronDischarges(cellCount: 3, timeStep: step)
            pool.advance(steps: pool.steps(inSeconds: 0.2), into: &none)
            noises.append((0..<4).map { Double(pool.read(MN_EXCITATORY_NOISE + $0, cell: 2)) })
        }
        #expect(noises.allSatisfy { $0 == noises[0] })
        var pool = try ReferenceMotoneuronPool(cells: Array(human[0..<3]), synapses: synapses, seed: 9)
        pool.set(.excitation, to: 3)
        var none = MotoneuronDischarges(cellCount: 3, timeStep: 0.025)
        pool.advance(steps: 8000, into: &none)
        let cell = pool.states[2]
        let reference = [cell.d1, cell.d2, cell.d3, cell.d4].map(\.excitatoryNoise)
        // In µS; the deviation is 0.01 µS, and 2,000 roundings of single precision add up to some 1e-8.
        #expect(zip(reference, noises[0]).allSatisfy { abs($0 - $1) < 1e-7 })
    }

    @Test("the noisy pool of the published run discharges as under NEURON, as a distribution")
    func publishedPool() throws {
        let expected = try Fixture("cmg20_noise_discharges").trains(by: ["cell"])
        let table = MotoneuronPoolTable.catGastrocnemius.cells(20)
        let repetitions = 4
        let numbers = Array(2..<18)
        var pool = try FastMotoneuronPool(cells: (0..<repetitions).flatMap { _ in numbers.map { table[$0] } }, seed: 1)
        pool.set(.dendriticInhibition, to: 1.5)
        let found = pool.run(seconds: 22) { $0.set(.excitation, to: ramp(atSeconds: $1, peak: 30)) }

        func statistics(_ train: [Double]) -> [Double] {
            let plateau = train.filter { (9000..<13_000).contains($0) }
            let (mean, deviation, _) = moments(zip(plateau.dropFirst(), plateau).map { $0 - $1 })
            return [Double(train.count), 1000 / mean, deviation / mean, train.first ?? 0]
        }
        // Count, rate at the peak (pps), coefficient of variation of the intervals, first discharge (ms).
        var scores = [[Double]](repeating: [], count: 4)
        var ratios = [[Double]](repeating: [], count: 4)
        for (index, cell) in numbers.enumerated() {
            let wanted = statistics(expected["\(cell)"] ?? [])
            let runs = (0..<repetitions).map { statistics(found.milliseconds(of: $0 * 16 + index)) }
            for k in 0..<4 {
                let (mean, deviation, _) = moments(runs.map { $0[k] })
                // NEURON's one run against the mean of four: unbiased deviation, and the error of that mean.
                scores[k].append((wanted[k] - mean) / (deviation * (4.0 / 3).squareRoot() * 1.25.squareRoot()))
                ratios[k].append(wanted[k] / mean)
            }
        }
        // Over 16 cells: no shift of the pool, and single cells scatter as repetitions do (t with 3 degrees of freedom).
        let shifts = ratios.map { moments($0).mean }
        #expect(abs(shifts[0] - 1) < 0.005 && abs(shifts[1] - 1) < 0.005)
        #expect(abs(shifts[2] - 1) < 0.08 && abs(shifts[3] - 1) < 0.04)
        #expect(scores.allSatisfy { $0.map(abs).sorted()[8] < 1.6 })
    }
}
