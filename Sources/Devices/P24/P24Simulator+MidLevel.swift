// Mid-level mode: the device repeats pulses by itself, and stops by itself exactly 2 s after the last sign of life.

import Stimulation

extension P24Simulator {
    struct MidLevel: Sendable {
        struct Running: Sendable {
            var train: ScienceMode4.MidLevelTrain
            var nextDue: SessionTime
            var pulsesDone: Int
        }

        let stopOnAnyError: Bool
        var outputs: [Running?] = Array(repeating: nil, count: 8)
        var states: [ScienceMode4.OutputState] = Array(repeating: .ok, count: 8)
        var lastSignOfLife: SessionTime

        var isRunning: Bool { outputs.contains { $0 != nil } }
        var deadline: SessionTime { lastSignOfLife + P24Simulator.midLevelTimeout }

        /// The output whose pulse is due first; of several, the lowest.
        var next: (position: Int, due: SessionTime)? {
            var first: (position: Int, due: SessionTime)?
            for (position, running) in outputs.enumerated() {
                guard let running, running.nextDue < (first?.due ?? SessionTime(microseconds: .max)) else { continue }
                first = (position, running.nextDue)
            }
            return first
        }

        mutating func stopAll() { outputs = Array(repeating: nil, count: 8) }
    }

    mutating func startMidLevel(_ stopOnAnyError: Bool) -> ScienceMode4.ResultCode {
        if case .low = level { return .notInitialized }
        level = .mid(MidLevel(stopOnAnyError: stopOnAnyError, lastSignOfLife: now))
        return .success
    }

    /// Takes what is to be repeated. An output that runs keeps its rhythm; one that starts puts out its first pulse now.
    mutating func take(_ update: ScienceMode4.MidLevelUpdate) -> ScienceMode4.ResultCode {
        guard case .mid(var mid) = level else { return .notInitialized }
        guard (try? update.check()) != nil else { return .parameterError }
        mid.lastSignOfLife = now
        for (position, train) in update.trains.enumerated() {
            guard let train else {
                mid.outputs[position] = nil
                continue
            }
            var running = mid.outputs[position] ?? MidLevel.Running(train: train, nextDue: now, pulsesDone: 0)
            running.train = train
            running.nextDue = min(running.nextDue, now + Microseconds(train.periodMicroseconds))
            mid.outputs[position] = running
            mid.states[position] = .ok
        }
        level = .mid(mid)
        advanceMidLevel()
        return .success
    }

    mutating func currentData() -> ScienceMode4.CurrentData {
        guard case .mid(var mid) = level else {
            return ScienceMode4.CurrentData(
                result: .notInitialized, isActive: Array(repeating: false, count: 8),
                states: Array(repeating: .ok, count: 8))
        }
        mid.lastSignOfLife = now
        level = .mid(mid)
        return ScienceMode4.CurrentData(
            result: .success, isActive: mid.outputs.map { $0 != nil }, states: mid.states)
    }

    /// Puts out what is due by now and before the deadline; stops at the deadline.
    mutating func advanceMidLevel() {
        guard case .mid(var mid) = level else { return }
        while let next = mid.next, var running = mid.outputs[next.position] {
            let start = max(next.due, busyUntil)
            guard start <= now, start < mid.deadline else { break }
            let output = ScienceMode4.Output.allCases[next.position]
            let shape = running.train.shape.ramped(pulse: running.pulsesDone, over: running.train.ramp)
            if let fault = noticedFault(at: output, shape) {
                mid.states[next.position] = fault.state
                mid.outputs[next.position] = nil
                if mid.stopOnAnyError { mid.stopAll() }
                continue
            }
            putOut(
                DeliveredPulse(
                    start: start, output: output, shape: shape, origin: .midLevel,
                    reachedSkin: outputFaults[output] != .open))
            running.pulsesDone += 1
            running.nextDue = next.due + Microseconds(running.train.periodMicroseconds)
            mid.outputs[next.position] = running
        }
        if mid.isRunning && now >= mid.deadline {
            automaticStops.append(mid.deadline)
            mid.stopAll()
        }
        level = .mid(mid)
    }
}

extension ScienceMode4.PulseShape {
    /// The shape of pulse `pulse` (from 0) while the current rises over `ramp` pulses: (pulse + 1) / (ramp + 1) of the
    /// current, cut down to steps of 0.5 mA.
    func ramped(pulse: Int, over ramp: Int) -> ScienceMode4.PulseShape {
        guard pulse < ramp else { return self }
        return ScienceMode4.PulseShape(
            unchecked: points.map {
                ScienceMode4.PulsePoint(
                    unchecked: $0.microseconds, halfMilliamperes: $0.halfMilliamperes * (pulse + 1) / (ramp + 1))
            })
    }
}
