// Impulses on their way along the motor axons, those of the cord and those of a stimulator.

/// An impulse that reaches its muscle.
struct MotorArrival: Hashable, Sendable, Codable {
    /// The unit, 0-based in the order of recruitment.
    var unit: Int
    /// When it reaches the end-plates (µs).
    var time: Int
    /// Whether a stimulator made it: the M-wave.
    var isDirect: Bool
}

/// The motor axons of a muscle. Impulses of the cord and of a stimulator meet and annihilate each other (collision).
///
/// An impulse that runs back to the cord does not reset the motoneuron there: recurrent effects and F-waves are left out.
struct EfferentVolleys: Hashable, Sendable, Codable {
    private var travelling: [MotorArrival] = []
    /// From the cord to the pads and from the pads to the end-plates, per unit (µs).
    private let proximal: [Int]
    private let distal: [Int]
    /// When each unit was last excited by a stimulator (µs).
    private var lastDirect: [Int]

    init(_ nerve: NerveParameters, units: Int) {
        var proximal: [Int] = []
        var distal: [Int] = []
        for unit in 0..<units {
            let place = units > 1 ? Double(unit) / Double(units - 1) : 0
            let velocity = nerve.slowAxonVelocity + place * (nerve.fastAxonVelocity - nerve.slowAxonVelocity)
            proximal.append(Int((nerve.distanceToCord / velocity * 1e6).rounded()))
            distal.append(Int(((nerve.distanceToMuscle / velocity + nerve.junctionDelay) * 1e6).rounded()))
        }
        self.proximal = proximal
        self.distal = distal
        lastDirect = [Int](repeating: .min / 2, count: units)
        travelling.reserveCapacity(16 * units)
    }

    /// The motoneuron of a unit discharges; whether the impulse sets off for the muscle and does not meet another.
    mutating func discharge(_ unit: Int, at time: Int) {
        guard time - lastDirect[unit] > proximal[unit] else { return }
        travelling.append(
            MotorArrival(unit: unit, time: time + proximal[unit] + distal[unit], isDirect: false))
    }

    /// A pulse excites a part of the axons, the thickest first: those of the last units.
    mutating func stimulate(fraction: Double, at time: Int) {
        let count = distal.count
        let excited = min(count, Int((fraction * Double(count)).rounded()))
        guard excited > 0 else { return }
        let first = count - excited
        var kept = 0
        for index in travelling.indices {
            let impulse = travelling[index]
            if impulse.unit >= first, !impulse.isDirect, impulse.time > time + distal[impulse.unit] { continue }
            travelling[kept] = impulse
            kept += 1
        }
        travelling.removeLast(travelling.count - kept)
        for unit in first..<count {
            lastDirect[unit] = time
            travelling.append(MotorArrival(unit: unit, time: time + distal[unit], isDirect: true))
        }
    }

    /// Hands over what arrives before `end` (µs), in the order in which it set off.
    mutating func take(before end: Int, into arrivals: inout [MotorArrival]) {
        arrivals.removeAll(keepingCapacity: true)
        var kept = 0
        for index in travelling.indices {
            let impulse = travelling[index]
            if impulse.time < end {
                arrivals.append(impulse)
            } else {
                travelling[kept] = impulse
                kept += 1
            }
        }
        travelling.removeLast(travelling.count - kept)
    }
}
