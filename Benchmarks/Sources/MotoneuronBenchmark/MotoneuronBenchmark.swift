// The motoneuron pool: how fast it is, how close to NEURON, and how ΔF depends on what the cells are given. Nothing here
// passes or fails; Documentation/Methods/Motoneurons.md quotes it.

import Foundation
import Motoneurons

@main
enum MotoneuronBenchmark {
    static let usage = """
        usage: motoneuron-benchmark speed | speed-json | agreement FIXTURES | deltaf [SEEDS]

          speed               simulated seconds of one cell per second of one processor core, every kernel
          speed-json          one line for Benchmarks/peers/motoneurons/run: 160 cells, noise on, the fastest kernel
          agreement FIXTURES  every train of NEURON against both modes (FIXTURES: Tests/MotoneuronsTests/Fixtures)
          deltaf [SEEDS]      ΔF and self-sustained units over neuromodulation and inhibition, mean of SEEDS (3) seeds
        """

    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        switch (arguments.first, arguments.count) {
        case ("speed", 1): try printSpeed()
        case ("speed-json", 1): try printSpeedLine()
        case ("agreement", 2): try printAgreement(fixtures: arguments[1])
        case ("deltaf", 1): try printDeltaF(seeds: 3)
        case ("deltaf", 2): try printDeltaF(seeds: Int(arguments[1]) ?? 3)
        default:
            print(usage)
            exit(64)
        }
    }
}

/// Seconds of processor time of this thread: what a shared machine leaves honest.
func processorSeconds(_ work: () throws -> Void) rethrows -> Double {
    func now() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
    let began = now()
    try work()
    return now() - began
}

/// The drive of the reference ramps: 0 for 1 s, up to the peak in 10 s, down in 10 s.
func ramp(_ t: Double, peak: Double = 8) -> Double { max(0, min(t - 1, 21 - t)) / 10 * peak }

/// A number with a fixed count of decimals, right-aligned.
func column(_ x: Double, _ decimals: Int = 0, width: Int = 10) -> String {
    let text = String(format: "%.\(decimals)f", x)
    return String(repeating: " ", count: max(0, width - text.count)) + text
}
