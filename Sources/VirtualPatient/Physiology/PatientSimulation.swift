// A patient with few motor units, run from beginning to end, and what a laboratory would see of it.

/// What was seen of a run.
struct PatientTrace: Sendable {
    /// Discharge times of the agonist's units (ms), the first unit first.
    var trains: [[Double]] = []
    /// The agonist's torque, one value per millisecond (% MVC).
    var percentMVC: [Double] = []
    /// Dorsiflexion, one value per millisecond (rad).
    var angle: [Double] = []

    /// The mean torque between two times (s; % MVC).
    func meanTorque(_ from: Double, _ to: Double) -> Double { percentMVC[Int(from * 1e3)..<Int(to * 1e3)].mean }

    /// Discharges of all units between two times (s).
    func discharges(_ from: Double, _ to: Double) -> Double {
        let window = (from * 1e3)..<(to * 1e3)
        return Double(trains.reduce(0) { $0 + $1.count(where: window.contains) })
    }

    /// Units that discharge at least twice between two times (s).
    func units(_ from: Double, _ to: Double) -> Double {
        let window = (from * 1e3)..<(to * 1e3)
        return Double(trains.count { $0.count(where: window.contains) >= 2 })
    }
}

enum PatientSimulation {
    /// Motor units that stand for the two muscles: enough for a smooth torque, few enough to be fast.
    static let (agonistUnits, antagonistUnits) = (60, 20)

    static func cost(seconds: Double) -> Double { seconds * Double(agonistUnits + antagonistUnits) }

    /// A preset to whom nothing happens by itself.
    static func quietPerson(
        _ preset: PersonPreset, severity: Double? = nil, seed: Int? = nil,
        muscle: MotorPoolParameters.MuscleName = .soleus
    ) throws -> VirtualPatientParameters {
        var parameters = try Person.preset(preset, severity: severity, seed: seed, muscle: muscle).parameters
        parameters.agonist.motorUnits = agonistUnits
        parameters.antagonist.motorUnits = antagonistUnits
        parameters.spasms.perHour = 0
        parameters.activity.voluntaryPerHour = 0
        parameters.activity.touchesPerHour = 0
        parameters.activity.movementsPerHour = 0
        return parameters
    }

    /// Runs a patient for some seconds.
    static func run(
        _ parameters: VirtualPatientParameters, seed: UInt64 = 1, seconds: Double, _ inputs: [PatientInput]
    ) throws -> PatientTrace {
        var engine = try VirtualPatientEngine(parameters, seed: seed, inputs: inputs)
        var block = PatientBlock(channelCount: 0)
        var trace = PatientTrace()
        trace.trains = [[Double]](repeating: [], count: parameters.agonist.motorUnits)
        for _ in 0..<Int(seconds * 1e3) {
            engine.advance(frames: 1, into: &block)
            for discharge in block.discharges where discharge.muscle == .agonist {
                trace.trains[discharge.unit].append(Double(discharge.time) * 1e-3)
            }
            trace.percentMVC.append(engine.agonistPercentMVC)
            trace.angle.append(contentsOf: block.angle.map(Double.init))
        }
        return trace
    }

    /// The value between two bounds at which a rising function reaches a target, by halving.
    static func search(
        for target: Double, from low: Double, to high: Double, steps: Int, _ value: (Double) throws -> Double
    ) rethrows -> Double {
        var (low, high) = (low, high)
        for _ in 0..<steps {
            let middle = (low + high) / 2
            if try value(middle) < target { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }
}
