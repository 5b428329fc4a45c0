// Memory of motoneuron pools: proportional to the cells, and none taken while a pool advances.

import Foundation
import Motoneurons

/// Prints bytes per cell, and by how much memory grows over a second of simulation.
func benchmarkMotoneuronMemory() throws {
    print("Memory of a pool (fast mode, noise on)")
    print("  cells   bytes per cell   growth in 1 s (40,000 steps)")
    for count in [100, 1000, 10_000] {
        let before = mallinfo2()
        var pool = try FastMotoneuronPool(cells: MotoneuronPoolTable.humanTibialisAnterior.cells(count))
        pool.set(.excitation, to: 6)
        let made = mallinfo2()
        // Large arrays are mapped, small ones are on the heap.
        let bytes = Int(made.uordblks) + Int(made.hblkhd) - Int(before.uordblks) - Int(before.hblkhd)
        var discharges = MotoneuronDischarges(cellCount: count, timeStep: pool.timeStep, capacity: 100 * count)
        let start = mallinfo2()
        let steps = count > 1000 ? 400 : 4000
        for _ in 0..<(40_000 / steps) {
            discharges.removeAll()
            pool.advance(steps: steps, into: &discharges)
        }
        let end = mallinfo2()
        let growth = Int(end.uordblks) + Int(end.hblkhd) - Int(start.uordblks) - Int(start.hblkhd)
        print(String(format: "%7d %16.0f %12d", count, Double(bytes) / Double(count), growth))
    }
}
