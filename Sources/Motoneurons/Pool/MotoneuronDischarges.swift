// The discharges of a pool, in the order in which they happen.

public import Signals

/// One discharge: the upward crossing of −20 mV by the soma.
public struct MotoneuronDischarge: Hashable, Sendable {
    /// Which cell, counted from 0.
    public let cell: Int
    /// The number of steps after which the soma was first seen above the threshold, counted from the start of the pool.
    public let step: Int
}

/// A growing list of discharges. Reserve room before a live loop; then nothing is allocated there.
public struct MotoneuronDischarges: Hashable, Sendable {
    /// How many cells the pool has.
    public let cellCount: Int
    /// The time step of the pool (ms).
    public let timeStep: Double
    /// All discharges, ordered by time and then by cell.
    public private(set) var events: [MotoneuronDischarge] = []

    /// An empty list for a pool.
    ///
    /// - Parameter capacity: for how many discharges room is made at once.
    public init(cellCount: Int, timeStep: Double, capacity: Int = 0) {
        self.cellCount = cellCount
        self.timeStep = timeStep
        events.reserveCapacity(capacity)
    }

    /// Forgets all discharges and keeps the room.
    public mutating func removeAll() { events.removeAll(keepingCapacity: true) }

    mutating func append(cell: Int, step: Int) { events.append(MotoneuronDischarge(cell: cell, step: step)) }

    /// Orders the events from `start` on. Insertion: they arrive nearly ordered and few at a time, and nothing is allocated.
    mutating func order(from start: Int) {
        events.withUnsafeMutableBufferPointer { events in
            for i in start..<max(start, events.count) {
                let event = events[i]
                var j = i
                while j > start, (event.step, event.cell) < (events[j - 1].step, events[j - 1].cell) {
                    events[j] = events[j - 1]
                    j -= 1
                }
                events[j] = event
            }
        }
    }

    /// The discharge times of one cell, in milliseconds since the start of the pool.
    public func milliseconds(of cell: Int) -> [Double] {
        events.lazy.filter { $0.cell == cell }.map { Double($0.step) * timeStep }
    }

    /// One train per cell, on the clock of the simulation steps (40 kHz at 0.025 ms).
    ///
    /// - Throws: ``MotoneuronError`` when the step has no sample rate of at most 10 MHz.
    public func trains() throws(MotoneuronError) -> [DischargeTrain] {
        guard let rate = SampleRate(hertz: 1e3 / timeStep) else {
            throw MotoneuronError("time step \(timeStep) ms has no sample rate; rates go up to 10 MHz")
        }
        var samples = [[Int]](repeating: [], count: cellCount)
        for event in events { samples[event.cell].append(event.step) }
        do {
            return try samples.map { try DischargeTrain(samples: $0, rate: rate) }
        } catch {
            throw MotoneuronError("discharges of a pool are out of order: \(error)")
        }
    }
}
