// A live source for tests: blocks out of memory, and something that happens before each.

import Sessions
import Signals
import TestSupport

/// Blocks of 20 frames out of memory, and something that happens before each.
final class ScriptedSource: LiveSource {
    let channels = SyntheticSession.channels
    let rate = SyntheticSession.rate
    private let values: [Float]
    private let before: (Int) -> LiveArrival
    private var number = 0

    /// - Parameter before: called with the number of the block; what it returns, comes.
    init(seconds: Int, before: @escaping (Int) -> LiveArrival = { _ in .block }) {
        values = SyntheticSession.block(start: 0, count: seconds * 2000).values
        self.before = before
    }

    /// Never waits: what comes, the script says.
    func wait(into block: inout SampleBlock, microseconds: Int) -> LiveArrival {
        guard 40 * number < values.count else { return .ended }
        let arrival = before(number)
        guard arrival == .block else { return arrival }
        values.withUnsafeBufferPointer {
            block.refill(
                start: SampleIndex(20 * number),
                from: UnsafeBufferPointer(rebasing: $0[40 * number..<40 * (number + 1)]))
        }
        number += 1
        return .block
    }
}
