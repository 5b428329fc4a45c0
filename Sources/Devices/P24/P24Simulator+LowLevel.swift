// Low-level mode: one pulse for one command, and a queue of ten behind the pulse that is being put out.

import Stimulation

extension P24Simulator {
    struct LowLevel: Sendable {
        struct Waiting: Sendable {
            let pulse: ScienceMode4.LowLevelPulse
            let number: ScienceMode4.PacketNumber
            let takenAt: SessionTime
        }

        let parameters: ScienceMode4.LowLevelInit
        var queue: [Waiting] = []
    }

    mutating func startLowLevel(_ parameters: ScienceMode4.LowLevelInit) -> ScienceMode4.ResultCode {
        if case .mid = level { return .notInitialized }
        level = .low(LowLevel(parameters: parameters))
        return .success
    }

    /// Takes a pulse: puts it out at once when the current source is free, otherwise queues it. The answer is given when
    /// the pulse is taken (the maker: "command execution is started").
    mutating func take(
        _ pulse: ScienceMode4.LowLevelPulse, _ number: ScienceMode4.PacketNumber
    ) -> ScienceMode4.PulseResult {
        var answer = ScienceMode4.PulseResult(result: .success, output: pulse.output)
        guard case .low(var low) = level else {
            answer.result = .notInitialized
            return answer
        }
        guard (try? pulse.shape.check()) != nil else {
            answer.result = .parameterError
            return answer
        }
        guard pulse.executes else { return answer }
        guard low.parameters.highVoltage != .off else {
            answer.result = .highVoltageError
            return answer
        }
        guard low.queue.count < Self.queueLength else {
            answer.result = .busy
            return answer
        }
        if let fault = noticedFault(at: pulse.output, pulse.shape) {
            answer.result = fault.result
            return answer
        }
        low.queue.append(LowLevel.Waiting(pulse: pulse, number: number, takenAt: now))
        level = .low(low)
        advanceLowLevel()
        measure(pulse, low.parameters, into: &answer)
        return answer
    }

    /// Puts out what waits, as far as the current source has become free by now.
    mutating func advanceLowLevel() {
        guard case .low(var low) = level else { return }
        while let next = low.queue.first {
            let start = max(next.takenAt, busyUntil)
            guard start <= now else { break }
            low.queue.removeFirst()
            putOut(
                DeliveredPulse(
                    start: start, output: next.pulse.output, shape: next.pulse.shape,
                    origin: .lowLevel(next.number), reachedSkin: outputFaults[next.pulse.output] != .open))
        }
        level = .low(low)
    }

    /// Fills in what the device measures across a plain resistor: 128 samples over the pulse, without sign.
    private func measure(
        _ pulse: ScienceMode4.LowLevelPulse, _ parameters: ScienceMode4.LowLevelInit,
        into answer: inout ScienceMode4.PulseResult
    ) {
        guard parameters.measurement != .none else { return }
        let count = ScienceMode4.PulseResult.sampleCount
        let interval = max(1, (pulse.shape.microseconds + count - 1) / count)
        answer.measurement = parameters.measurement
        answer.sampleMicroseconds = interval
        let isOpen = outputFaults[pulse.output] == .open
        answer.samples = (0..<count).map { k in
            let milliamperes = abs(pulse.shape.milliamperes(atMicrosecond: k * interval))
            let value =
                switch parameters.measurement {
                case .none: 0.0
                case .current: isOpen ? 0 : milliamperes
                // The source drives up to its high voltage, through an electrode that is off too.
                case .voltage:
                    milliamperes == 0
                        ? 0 : isOpen ? 150 : min(150, milliamperes * Double(configuration.loadOhms) / 1000)
                case .highVoltage: 150.0
                }
            return UInt16(min(65_535, (value * 100).rounded()))
        }
    }
}

extension ScienceMode4.PulseShape {
    /// The current at a time after the start, as a device makes it; 0 after the end.
    func milliamperes(atMicrosecond time: Int) -> Double {
        var end = 0
        for point in points {
            end += max(ScienceMode4.PulsePoint.shortestMicroseconds, point.microseconds)
            if time < end { return point.milliamperes }
        }
        return 0
    }
}
