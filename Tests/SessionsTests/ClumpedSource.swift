// A live source in virtual time whose blocks come when a test says, and that lets time pass while somebody waits for it.

import Devices
import Sessions
import Signals
import Stimulation
import TestSupport

/// Blocks of 20 frames (10 ms) out of memory, each at its own moment of a virtual clock.
final class ClumpedSource: LiveSource {
    let channels = SyntheticSession.channels
    let rate = SyntheticSession.rate
    private let clock: VirtualClock
    private let blocks: Int
    private let arrival: (Int) -> Int
    private let meanwhile: (Int) -> Void
    private var number = 0
    /// How long a look at the clock takes, in µs.
    private static let look = 20

    /// - Parameters:
    ///   - arrival: when block n comes, in µs.
    ///   - meanwhile: called with the time, in µs, each time that the loop waits.
    init(
        seconds: Double, clock: VirtualClock, arrival: @escaping (Int) -> Int = { 10_000 * ($0 + 1) },
        meanwhile: @escaping (Int) -> Void = { _ in }
    ) {
        blocks = Int(seconds * 100)
        self.clock = clock
        self.arrival = arrival
        self.meanwhile = meanwhile
    }

    func wait(into block: inout SampleBlock, microseconds: Int) -> LiveArrival {
        let now = clock.now.microseconds
        meanwhile(now)
        let due = number < blocks ? arrival(number) : arrival(blocks - 1)
        if due > now { clock.set(to: SessionTime(microseconds: min(due, now + max(Self.look, microseconds)))) }
        guard clock.now.microseconds >= due else { return .nothing }
        guard number < blocks else { return .ended }
        let next = SyntheticSession.block(start: 20 * number, count: 20)
        next.values.withUnsafeBufferPointer { block.refill(start: next.start, from: $0) }
        number += 1
        return .block
    }
}
