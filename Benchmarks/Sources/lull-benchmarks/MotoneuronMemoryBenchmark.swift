// Memory of motoneuron pools: proportional to the cells, and none taken while a pool advances.

import Foundation
import Motoneurons

/// The memory that this process really uses (bytes), as the kernel counts it in pages.
func residentBytes() -> Int {
    let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .ascii)) ?? ""
    let fields = text.split(separator: " ")
    return (fields.count > 1 ? Int(fields[1]) ?? 0 : 0) * Int(getpagesize())
}

/// Prints bytes per cell, and by how much memory grows over a second of simulation. Always 20,000 cells in all, so that
/// pages are small against them.
func benchmarkMotoneuronMemory() throws {
    let total = 20_000
    print("Memory of pools (fast mode, noise on), \(total) cells in all")
    print("cells in a pool   bytes per cell   growth in 1 s (40,000 steps) of one pool")
    // All of them stay, or a pool would only use the memory of the one before again.
    var kept: [[FastMotoneuronPool]] = []
    for count in [100, 1000, 10_000] {
        let before = residentBytes()
        var pools = try (0..<(total / count)).map {
            try FastMotoneuronPool(cells: MotoneuronPoolTable.humanTibialisAnterior.cells(count), seed: UInt64($0))
        }
        let perCell = Double(residentBytes() - before) / Double(total)
        pools[0].set(.excitation, to: 6)
        var discharges = MotoneuronDischarges(cellCount: count, timeStep: pools[0].timeStep, capacity: 10 * count)
        pools[0].advance(steps: 4000, into: &discharges)
        let start = residentBytes()
        for _ in 0..<100 {
            discharges.removeAll()
            pools[0].advance(steps: 400, into: &discharges)
        }
        kept.append(pools)
        print(String(format: "%15d %16.0f %12d bytes", count, perCell, residentBytes() - start))
    }
}
