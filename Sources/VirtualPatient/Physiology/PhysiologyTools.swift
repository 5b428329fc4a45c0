// What an experiment works with: threads, and the analysis that is handed in from outside.

import Dispatch
public import Signals
import Synchronization

/// What an analysis of a ramp contraction says of each unit, in the order of the trains.
public struct RampEstimate: Hashable, Sendable {
    /// ΔF of each unit as test unit (pps); `nil` where no pair was good enough.
    public var deltaF: [Double?]
    /// The largest smooth rate of each unit (pps); `nil` without one.
    public var peakRates: [Double?]

    /// Creates an estimate.
    public init(deltaF: [Double?], peakRates: [Double?]) {
        self.deltaF = deltaF
        self.peakRates = peakRates
    }
}

/// Estimates ΔF and rates from discharge trains. Handed in because a virtual patient does not know the methods that are
/// tried on it.
public typealias RampEstimator = @Sendable ([DischargeTrain]) throws -> RampEstimate

/// Threads that share independent simulations. What they give does not depend on how many there are.
public struct PhysiologyTools: Sendable {
    /// How many threads work.
    public let threads: Int
    let estimator: RampEstimator
    private let progress: PhysiologyProgress

    init(threads: Int, estimator: @escaping RampEstimator, progress: PhysiologyProgress) {
        self.threads = max(1, threads)
        self.estimator = estimator
        self.progress = progress
    }

    /// Does `work` for every number below `count` and returns the results in that order.
    ///
    /// - Parameter cost: cell-seconds of one piece of work, for the progress.
    func map<Result: Sendable>(
        _ count: Int, cost: Double, _ work: @Sendable (Int) throws -> Result
    ) throws -> [Result] {
        let next = Atomic<Int>(0)
        let results = Mutex([Swift.Result<Result, any Error>?](repeating: nil, count: count))
        DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
            while true {
                let index = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard index < count else { return }
                let result = Swift.Result { try work(index) }
                results.withLock { $0[index] = result }
                progress.add(cost)
            }
        }
        return try results.withLock { try $0.compactMap { try $0?.get() } }
    }
}

/// How much of the work is done.
final class PhysiologyProgress: Sendable {
    private let total: Double
    private let done = Mutex(0.0)
    private let report: @Sendable (Double) -> Void

    init(total: Double, report: @escaping @Sendable (Double) -> Void) {
        self.total = total
        self.report = report
    }

    func add(_ cost: Double) {
        done.withLock {
            $0 += cost
            report(min(1, $0 / max(total, 1e-9)))
        }
    }
}
