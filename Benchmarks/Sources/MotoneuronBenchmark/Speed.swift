// Simulated seconds of one cell per processor second, at 0.025 ms. Cells discharge at 10 to 20 pps.

import Foundation
import Motoneurons

/// Cells of the human pool; any number, evenly spread over the ranks.
private func pool(_ count: Int, noise: Bool, kernel: MotoneuronKernel) throws -> FastMotoneuronPool {
    var pool = try FastMotoneuronPool(
        cells: MotoneuronPoolTable.humanTibialisAnterior.cells(count), synapses: noise ? .init() : .deterministic,
        kernel: kernel)
    pool.set(.excitation, to: 6)
    pool.set(.dendriticInhibition, to: 1)
    return pool
}

/// The best of three runs of about a second, in calls of `stride` steps.
private func speed<Pool: MotoneuronPool>(of pool: Pool, expected: Double, stride: Int) throws -> Double {
    let steps = max(stride, Int(expected / Double(pool.cellCount) * 1000 / pool.timeStep) / stride * stride)
    var discharges = MotoneuronDischarges(cellCount: pool.cellCount, timeStep: pool.timeStep, capacity: 1 << 20)
    var shortest = Double.infinity
    for _ in 0..<3 {
        var copy = pool
        discharges.removeAll()
        let spent = processorSeconds {
            var done = 0
            while done < steps {
                copy.advance(steps: stride, into: &discharges)
                done += stride
            }
        }
        shortest = min(shortest, spent)
    }
    return Double(pool.cellCount) * Double(steps) * pool.timeStep * 1e-3 / shortest
}

func printSpeed() throws {
    print("Simulated cell-seconds per processor second, step 0.025 ms, calls of 1 ms")
    print("cells  kernel          noise on  noise off")
    for kernel in MotoneuronKernel.available {
        let expected = kernel == .scalar ? 100.0 : 800
        let on = try speed(of: pool(160, noise: true, kernel: kernel), expected: expected, stride: 40)
        let off = try speed(of: pool(160, noise: false, kernel: kernel), expected: expected, stride: 40)
        print(
            "  160  \(kernel.rawValue.padding(toLength: 12, withPad: " ", startingAt: 0))\(column(on)) \(column(off))")
    }
    for count in [20, 100, 400, 1000, 10_000] {
        let on = try speed(of: pool(count, noise: true, kernel: .fastest), expected: 1500, stride: 40)
        let off = try speed(of: pool(count, noise: false, kernel: .fastest), expected: 1500, stride: 40)
        let name = MotoneuronKernel.fastest.rawValue.padding(toLength: 12, withPad: " ", startingAt: 0)
        print("\(column(Double(count), width: 5))  \(name)\(column(on)) \(column(off))")
    }
    let single = try speed(of: pool(400, noise: true, kernel: .fastest), expected: 400, stride: 1)
    print("  400  one step per call \(column(single, width: 4))")
    let reference = try ReferenceMotoneuronPool(cells: MotoneuronPoolTable.humanTibialisAnterior.cells(20))
    print("   20  reference mode \(column(try speed(of: reference, expected: 60, stride: 40), width: 7))")

    var live = try pool(400, noise: true, kernel: .fastest)
    var discharges = MotoneuronDischarges(cellCount: 400, timeStep: 0.025, capacity: 1 << 16)
    let spent = processorSeconds { for _ in 0..<2000 { live.advance(steps: 40, into: &discharges) } }
    print("400 noisy cells for 1 ms take \(column(spent / 2000 * 1e6, width: 1)) µs")
}

/// What the peers' script compares with: the same run as theirs, processor seconds.
func printSpeedLine() throws {
    let value = try speed(of: pool(160, noise: true, kernel: .fastest), expected: 2000, stride: 40)
    let quiet = try speed(of: pool(160, noise: false, kernel: .fastest), expected: 2000, stride: 40)
    // That the same model ran: discharges of ten cells in two seconds without noise.
    var check = try pool(20, noise: false, kernel: .fastest)
    let found = check.run(seconds: 2) { _, _ in }
    let counts = (0..<10).map { found.milliseconds(of: $0).count }
    print(
        "{\"engine\": \"Lull, \(MotoneuronKernel.fastest.rawValue)\", \"noise\": \(value), \"quiet\": \(quiet), "
            + "\"discharges\": \(counts)}")
}
