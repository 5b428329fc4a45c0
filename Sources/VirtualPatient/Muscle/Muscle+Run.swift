// Whole runs: trains in, a force signal out. The same steps as live, so the same result.

public import Signals

extension Muscle {
    /// Lets the muscle work through whole trains, from its present state on.
    ///
    /// - Parameters:
    ///   - trains: one for each unit, at the muscle's rate; missing ones are silent.
    ///   - count: the number of steps.
    /// - Returns: the active force at each step, in newtons.
    /// - Throws: ``ParameterError`` when there are more trains than units or one has another rate.
    public mutating func run(_ trains: [DischargeTrain], count: Int) throws(ParameterError) -> [Double] {
        try ParameterError.check("\(parameters.name): discharge trains", trains.count, in: 0...parameters.units.count)
        for (k, train) in trains.enumerated() where train.rate.hertz != stepsPerSecond {
            throw ParameterError(
                parameter: "\(parameters.name), unit \(k + 1): rate of the discharge train", found: "\(train.rate)",
                allowed: "\(stepsPerSecond) Hz, the muscle's own")
        }
        var next = [Int](repeating: 0, count: trains.count)
        var now: [Int] = []
        now.reserveCapacity(trains.count)
        return (0..<max(0, count)).map { step in
            now.removeAll(keepingCapacity: true)
            for k in trains.indices where next[k] < trains[k].count && trains[k].samples[next[k]] == step {
                now.append(k)
                next[k] += 1
            }
            return self.step(discharges: now)
        }
    }
}
