// One millisecond of a patient.

import Signals

extension VirtualPatientEngine {
    /// Lets a millisecond pass.
    mutating func step(into block: inout PatientBlock) {
        let tick = elapsedMilliseconds
        begin(tick, into: &block)
        var sums = InputSums()
        let now = Double(tick) * CircuitClock.step
        // By index: the iterator of an array asks for memory where it is not specialised.
        for index in active.indices { sums.add(active[index], at: now - active[index].start) }
        takePulses(tick, into: &block)

        let reflexes = circuit.step(sums)
        let level = circuit.neuromodulation.level
        let p = parameters
        agonist.step(
            MotorPool.Inputs(
                excitation: p.agonist.restingExcitation + sums.voluntaryAgonist + sums.excitationAgonist
                    + reflexes.agonist,
                dendriticInhibition: max(
                    0, p.agonist.restingInhibition + p.agonist.inhibitionWithDrive * sums.voluntaryAgonist)
                    + sums.inhibition,
                reciprocal: reflexes.reciprocal, neuromodulation: level),
            tick: tick
        ) { block.discharges.append($0) }
        antagonist.step(
            MotorPool.Inputs(
                excitation: p.antagonist.restingExcitation + sums.voluntaryAntagonist + sums.excitationAntagonist
                    + reflexes.antagonist,
                dendriticInhibition: max(
                    0, p.antagonist.restingInhibition + p.antagonist.inhibitionWithDrive * sums.voluntaryAntagonist),
                neuromodulation: level),
            tick: tick
        ) { block.discharges.append($0) }

        torque = circuit.ankle.step(
            agonist: agonist.torque, antagonist: antagonist.torque, external: sums.torque, imposed: sums.imposed)
        announcePotentials()
        elapsedMilliseconds += 1
        let frames = Int((Double(elapsedMilliseconds) * CircuitClock.step * rate.hertz).rounded(.up))
        pending.append(
            upTo: frames - elapsedFrames, torque: Float(torque), angle: Float(circuit.ankle.angle))
    }

    /// Starts what begins in this millisecond, ends what is over.
    private mutating func begin(_ tick: Int, into block: inout PatientBlock) {
        let now = Double(tick) * CircuitClock.step
        dropWhatIsOver(at: now)
        while let next = coming.last, next.start < now + CircuitClock.step {
            coming.removeLast()
            start(next, at: now)
        }
        var begun: [PatientInput] = []
        life.step(at: now) { input, event in
            begun.append(input)
            if let event {
                block.events.append(PatientEvent(time: tick * CircuitClock.microseconds, kind: event))
            }
        }
        for input in begun { start(input, at: now) }
    }

    private mutating func dropWhatIsOver(at now: Double) {
        var kept = 0
        for index in active.indices where now - active[index].start < active[index].duration {
            if kept != index { active[kept] = active[index] }
            kept += 1
        }
        active.removeLast(active.count - kept)
    }

    private mutating func start(_ input: PatientInput, at now: Double) {
        switch input.kind {
        case .touch(let strength): circuit.touch(strength: strength)
        case .relaxation(let level): circuit.neuromodulation.relaxation = level
        case .stress(let level): circuit.neuromodulation.stress = level
        case .contraction, .excitation, .inhibition, .movement, .push, .vibration, .pulses:
            var input = input
            // Within the step the start does not matter; what begins late keeps its length.
            input.start = max(input.start, now)
            active.append(input)
        }
    }

    /// Lets the pulses of this millisecond reach the nerves: those of inputs first, then those from outside.
    private mutating func takePulses(_ tick: Int, into block: inout PatientBlock) {
        let start = tick * CircuitClock.microseconds
        let end = start + CircuitClock.microseconds
        for place in active.indices {
            let input = active[place]
            guard case .pulses(let nerve, let current, let width, let frequency, let duration) = input.kind else {
                continue
            }
            let offset = Double(start) * 1e-6 - input.start
            var index = max(0, Int((offset * frequency).rounded(.down)))
            while Double(index) / frequency < duration {
                let time = Int(((input.start + Double(index) / frequency) * 1e6).rounded())
                index += 1
                if time < start { continue }
                guard time < end else { break }
                reach(
                    PatientPulse(nerve: nerve, time: time, current: current, width: width), at: time, tick: tick,
                    into: &block)
            }
        }
        guard !pulses.isEmpty else { return }
        var kept = 0
        for index in pulses.indices {
            let pulse = pulses[index]
            if pulse.time < end {
                reach(pulse, at: max(pulse.time, start), tick: tick, into: &block)
            } else {
                pulses[kept] = pulse
                kept += 1
            }
        }
        pulses.removeLast(pulses.count - kept)
    }

    private mutating func reach(_ pulse: PatientPulse, at time: Int, tick: Int, into block: inout PatientBlock) {
        let phase = Double(time - tick * CircuitClock.microseconds) * 1e-6
        let volley = circuit.pulse(pulse, at: time, phase: phase)
        switch pulse.nerve {
        case .agonist: agonist.efferents.stimulate(fraction: volley.motor, at: time)
        case .antagonist: antagonist.efferents.stimulate(fraction: volley.motor, at: time)
        }
        block.events.append(
            PatientEvent(
                time: time, kind: .pulse(pulse.nerve, afferent: volley.afferent, motor: volley.motor)))
        guard synthesizer != nil else { return }
        let nerve =
            pulse.nerve == .agonist ? parameters.circuit.agonistNerve : parameters.circuit.antagonistNerve
        // A frame shows what came in since the one before. In 1024ths of a frame, which can be shifted without rounding:
        // so the artefact does not depend on the blocks.
        let frame = (Double(time) * 1e-6 * rate.hertz * 1024).rounded() / 1024 + 1
        // The artefact's amplitude is given for a pulse at motor threshold.
        pending.stimuli.append(
            StimulusPulse(
                frame: frame - Double(elapsedFrames),
                strength: pulse.current / nerve.motorThreshold(width: pulse.width), width: pulse.width * 1e-6))
    }

    /// Gives the synthesizer what has reached the end-plates in this millisecond.
    private mutating func announcePotentials() {
        guard synthesizer != nil else { return }
        for index in agonist.arrivals.indices {
            let arrival = agonist.arrivals[index]
            let frame = Int((Double(arrival.time) * 1e-6 * rate.hertz).rounded(.up)) - elapsedFrames
            synthesizer?.discharge(arrival.unit, after: max(0, frame))
        }
    }
}

/// Frames that are simulated and not handed out yet, and the pulses that fall into frames to come.
struct PendingFrames: Hashable, Sendable, Codable {
    private var torque: [Float] = []
    private var angle: [Float] = []
    /// Pulses, their frames counted from the next frame to be handed out.
    var stimuli: [StimulusPulse] = []

    var count: Int { torque.count }

    /// Fills up to `total` frames with the values of this millisecond.
    mutating func append(upTo total: Int, torque: Float, angle: Float) {
        while self.torque.count < total {
            self.torque.append(torque)
            self.angle.append(angle)
        }
    }

    /// Hands over the first frames.
    mutating func take(_ frames: Int, torque: inout [Float], angle: inout [Float]) {
        torque.append(contentsOf: self.torque[..<frames])
        angle.append(contentsOf: self.angle[..<frames])
        self.torque.removeFirst(frames)
        self.angle.removeFirst(frames)
    }

    /// Hands over the pulses before a frame; the others count from there.
    mutating func takeStimuli(before frames: Int, into now: inout [StimulusPulse]) {
        now.removeAll(keepingCapacity: true)
        guard !stimuli.isEmpty else { return }
        var kept = 0
        for index in stimuli.indices {
            var stimulus = stimuli[index]
            if stimulus.frame < Double(frames) {
                now.append(stimulus)
            } else {
                stimulus.frame -= Double(frames)
                stimuli[kept] = stimulus
                kept += 1
            }
        }
        stimuli.removeLast(stimuli.count - kept)
    }
}
