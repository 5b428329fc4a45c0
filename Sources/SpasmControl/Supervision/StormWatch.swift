// Too many bursts by machine in a short time are stimulation that triggers itself, or a person who needs somebody.

import Signals

/// Remembers when the last bursts by machine were ordered. Allocates only when made.
struct StormWatch {
    private var orders: [SampleIndex]
    private var position = 0
    private let length: Int

    /// How many bursts the time may hold.
    var most: Int { orders.count }

    init(most: Int, length: Int) {
        orders = Array(repeating: SampleIndex(.min), count: max(1, most))
        self.length = length
    }

    /// Whether one more burst now would be one too many.
    func isFull(at now: SampleIndex) -> Bool {
        let oldest = orders[position]
        return oldest != SampleIndex(.min) && oldest.distance(to: now) < length
    }

    mutating func note(_ now: SampleIndex) {
        orders[position] = now
        position = (position + 1) % orders.count
    }

    mutating func reset() {
        for k in orders.indices { orders[k] = SampleIndex(.min) }
        position = 0
    }
}
