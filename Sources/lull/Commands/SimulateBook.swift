// What happened in a simulation, written down while it runs: discharges of every unit, and events with their lengths.

import Motoneurons
import Recordings
import Signals
import VirtualPatient

/// Discharges and events of a simulation, on the clock of its samples.
struct SimulateBook {
    private let rate: SampleRate
    private let frames: Int
    private var discharges: [PatientMuscle: [[Int]]]
    private var events: [Event] = []
    /// Spasms that have begun and not ended.
    private var open: [(start: Int, label: String)] = []
    private var lastDischarge = Int.min / 2
    private let percentPerTorque: Double
    private(set) var peakTorque = 0.0

    /// A spasm is over when no motor unit of its muscle has discharged for so long (s).
    static let silence = 1.0

    init(script: SimulateScript, rate: SampleRate, frames: Int, parameters: VirtualPatientParameters) {
        self.rate = rate
        self.frames = frames
        discharges = [
            .agonist: Array(repeating: [], count: parameters.agonist.motorUnits),
            .antagonist: Array(repeating: [], count: parameters.antagonist.motorUnits),
        ]
        percentPerTorque = 100 / parameters.agonist.muscleParameters.maximalTorque
        for planned in script.planned { add(planned.label, at: planned.start, for: planned.duration) }
    }

    /// Writes down a block.
    mutating func add(_ block: PatientBlock) {
        for event in block.events {
            let seconds = Double(event.time) * 1e-6
            switch event.kind {
            case .spasm(let kind): open.append((sample(event.time), "spasm (\(kind.rawValue))"))
            case .contraction(let muscle, let duration):
                add("voluntary contraction (\(muscle.rawValue))", at: seconds, for: duration)
            case .touch: add("touch", at: seconds)
            case .movement(let duration): add("passive movement", at: seconds, for: duration)
            case .pulse(let muscle, _, _): add("pulse (\(muscle.rawValue) nerve)", at: seconds)
            }
        }
        for discharge in block.discharges {
            let sample = sample(discharge.time)
            // A discharge in the last half sample has no sample of its own.
            guard sample < frames else { continue }
            discharges[discharge.muscle]?[discharge.unit].append(sample)
            if discharge.muscle == .agonist { lastDischarge = max(lastDischarge, sample) }
        }
        closeSpasms(at: block.start.rawValue + block.frameCount)
        if let most = block.torque.max() { peakTorque = max(peakTorque, Double(most) * percentPerTorque) }
    }

    /// Ends the spasms that nothing has followed for a while.
    private mutating func closeSpasms(at now: Int, isEnd: Bool = false) {
        guard !open.isEmpty else { return }
        let silence = rate.samples(inSeconds: Self.silence)
        open.removeAll { spasm in
            let last = max(lastDischarge, spasm.start)
            guard isEnd || now - last > silence else { return false }
            let end = isEnd && now - last <= silence ? now : last
            events.append(
                Event(start: SampleIndex(spasm.start), duration: max(0, end - spasm.start), label: spasm.label))
            return true
        }
    }

    private mutating func add(_ label: String, at seconds: Double, for duration: Double = 0) {
        let start = rate.samples(inSeconds: seconds)
        guard start < frames else { return }
        let length = min(rate.samples(inSeconds: duration), frames - start)
        events.append(Event(start: SampleIndex(start), duration: length, label: label))
    }

    private func sample(_ microseconds: Int) -> Int { rate.samples(inSeconds: Double(microseconds) * 1e-6) }

    /// All events in order of time.
    mutating func finishedEvents() -> [Event] {
        closeSpasms(at: frames, isEnd: true)
        return events.enumerated().sorted { ($0.element.start, $0.offset) < ($1.element.start, $1.offset) }
            .map(\.element)
    }

    /// The units of a muscle that discharged, by their numbers from 1 in the order of recruitment of the pool.
    func trains(_ muscle: PatientMuscle) throws -> [RecordedMotorUnit] {
        var units: [RecordedMotorUnit] = []
        for (unit, samples) in (discharges[muscle] ?? []).enumerated() where !samples.isEmpty {
            units.append(
                RecordedMotorUnit(name: "\(unit + 1)", discharges: try DischargeTrain(samples: samples, rate: rate)))
        }
        return units
    }
}

/// The calcium PIC and the drive of some motoneurons of the agonist, for the page.
struct SimulateCells {
    /// The watched cells, slowest first.
    let units: [Int]
    let framesPerLook: Int
    /// The calcium PIC (nA, inward positive), one value per interval, for each watched cell.
    private(set) var currents: [[Float]]
    /// Excitation (units), as the currents.
    private(set) var excitations: [[Float]]
    private let rate: SampleRate
    private var sums: [(current: Double, excitation: Double)]
    private var looks = 0

    /// Each value is the mean of so many looks: a current that swings with every discharge shows its course.
    private static let looksPerValue = 50
    private static let most = 40

    init(units count: Int, rate: SampleRate) {
        let step = max(1, count / Self.most)
        units = Array(stride(from: step / 2, to: count, by: step))
        framesPerLook = max(1, Int(rate.hertz * 0.002))
        self.rate = rate
        currents = Array(repeating: [], count: units.count)
        excitations = currents
        sums = Array(repeating: (0, 0), count: units.count)
    }

    /// The time between two values (s).
    var interval: Double { rate.seconds(framesPerLook * Self.looksPerValue) }

    /// The time of the first value (s): the middle of its looks.
    var start: Double { interval / 2 }

    mutating func look(at patient: VirtualPatientEngine) {
        for (k, unit) in units.enumerated() {
            sums[k].current -= patient.snapshot(ofUnit: unit, in: .agonist).calciumPIC
            sums[k].excitation += patient.value(of: .excitation, ofUnit: unit, in: .agonist)
        }
        looks += 1
        guard looks == Self.looksPerValue else { return }
        for k in units.indices {
            currents[k].append(Float(sums[k].current / Double(looks)))
            excitations[k].append(Float(sums[k].excitation / Double(looks)))
            sums[k] = (0, 0)
        }
        looks = 0
    }
}
