// The time step and the coarser grid on which noise and slow gates move.

/// A checked time step and how many steps the interval of noise and slow gates has.
struct TimeGrid: Hashable, Sendable {
    /// The step (ms).
    let step: Double
    /// Steps per interval; the interval is 0.1 ms where the step divides it.
    let stepsPerInterval: Int

    /// The interval of noise and slow gates (ms).
    var interval: Double { step * Double(stepsPerInterval) }

    init(step: Double) throws(MotoneuronError) {
        guard (0.001...0.2).contains(step) else {
            throw MotoneuronError(
                "time step is \(step) ms; allowed is 0.001 to 0.2 ms, beyond which discharges are lost")
        }
        self.step = step
        stepsPerInterval = max(1, Int(0.1 / step + 1e-6))
    }

    static func checkCells(_ cells: [MotoneuronParameters]) throws(MotoneuronError) {
        guard !cells.isEmpty else { throw MotoneuronError("the pool has no motoneurons; it needs at least 1") }
        for (index, cell) in cells.enumerated() { try cell.validate(as: "motoneuron \(index)") }
    }
}
