// One simulation from a person to samples, events and discharges.

import Recordings
import Signals
import VirtualPatient

/// Everything that a simulation needs.
struct SimulateRun {
    let person: Person
    let seed: UInt64
    let script: SimulateScript
    /// Whether some cells' currents are kept for the page.
    let watchesCells: Bool

    /// Without the page there is no reason to stop often.
    private static let longBlock = 1024

    /// Runs to the end. The samples wait in nameless files in `folder`, so that memory does not grow with the duration
    /// (discharges do: eight bytes each).
    func run(spoolIn folder: String) throws -> SimulateResult {
        // The fibres belong to the person; the seed moves only what happens.
        let electromyography = try PatientElectromyography(
            person.electromyography, of: script.parameters.agonist, seed: UInt64(max(0, person.seed)))
        var patient = try VirtualPatientEngine(
            script.parameters, seed: seed, inputs: script.inputs, electromyography: electromyography)
        let rate = patient.rate
        let frames = rate.samples(inSeconds: script.duration)
        var book = SimulateBook(script: script, rate: rate, frames: frames, parameters: script.parameters)
        let lanes = SimulateLanes(emg: patient.channelCount, script: script)
        let spool = try SampleSpool(channelCount: lanes.count, in: folder)
        var cells = watchesCells ? SimulateCells(units: script.parameters.agonist.motorUnits, rate: rate) : nil
        var progress = SimulateProgress(total: script.duration)
        var block = PatientBlock(channelCount: patient.channelCount)
        let length = cells?.framesPerLook ?? Self.longBlock
        while patient.elapsedFrames < frames {
            let first = patient.elapsedFrames
            patient.advance(frames: min(length, frames - first), into: &block)
            try lanes.append(block, from: first, rate: rate, to: spool)
            book.add(block)
            cells?.look(at: patient)
            progress.report(rate.seconds(patient.elapsedFrames))
        }
        return SimulateResult(
            run: self, electrodes: electromyography.electrodes, rate: rate, lanes: lanes, samples: try spool.finish(),
            events: book.finishedEvents(), agonist: try book.trains(.agonist), antagonist: try book.trains(.antagonist),
            cells: cells, peakTorque: lanes.isEmpty ? 0 : book.peakTorque)
    }
}

/// The channels of a simulated recording, in order: EMG, torque, the requested path of a ramp, the angle of a free foot.
struct SimulateLanes {
    let emg: Int
    let path: SimulateScript.Path?
    let hasAngle: Bool
    /// N·m to % MVC.
    let percentPerTorque: Double

    init(emg: Int, script: SimulateScript) {
        self.emg = emg
        path = script.path
        hasAngle = !script.parameters.circuit.ankle.isHeld
        percentPerTorque = 100 / script.parameters.agonist.muscleParameters.maximalTorque
    }

    var count: Int { emg + 1 + (path == nil ? 0 : 1) + (hasAngle ? 1 : 0) }
    var isEmpty: Bool { count == 0 }

    /// Adds a block's frames, the first of which is frame `first`.
    func append(_ block: PatientBlock, from first: Int, rate: SampleRate, to spool: SampleSpool) throws {
        for frame in 0..<block.frameCount {
            for channel in 0..<emg { try spool.append(block.emg[frame * emg + channel], toChannel: channel) }
            var lane = emg
            try spool.append(Float(Double(block.torque[frame]) * percentPerTorque), toChannel: lane)
            if let path {
                lane += 1
                let level = path.shape.level(at: rate.seconds(first + frame))
                try spool.append(Float(path.peak * level), toChannel: lane)
            }
            if hasAngle {
                lane += 1
                try spool.append(Float(Double(block.angle[frame]) * 180 / Double.pi), toChannel: lane)
            }
        }
    }
}

/// Says how far a simulation is and how long it will still take, when it takes long.
struct SimulateProgress {
    private let total: Double
    private let began = ContinuousClock.now
    private var last: Double = 0
    private static let pause = 5.0

    init(total: Double) { self.total = total }

    mutating func report(_ done: Double) {
        let components = (ContinuousClock.now - began).components
        let elapsed = Double(components.seconds) + Double(components.attoseconds) * 1e-18
        guard elapsed - last >= Self.pause, done > 0, done < total else { return }
        last = elapsed
        let left = elapsed * (total - done) / done
        Console.say(
            "simulated \(Self.text(done)) of \(Self.text(total)) (\(Int(100 * done / total)) %), about "
                + "\(Self.text(left.rounded(.up))) left")
    }

    /// Seconds as people say them.
    static func text(_ seconds: Double) -> String {
        let whole = Int(seconds)
        if whole < 120 { return "\(whole) s" }
        return whole < 7200 ? "\(whole / 60) min" : "\(whole / 3600) h \(whole % 3600 / 60) min"
    }
}
