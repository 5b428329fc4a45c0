// How fast this machine's loop is: waking up in time, and asking a device at a port.

import Glibc

/// Measures of this machine, in real time.
public enum LoopLatency {
    /// How late this thread wakes up when it sleeps to the next millisecond, in microseconds, so many times.
    public static func timer(count: Int) -> [Double] {
        var due = timespec()
        clock_gettime(CLOCK_MONOTONIC, &due)
        return (0..<count).map { _ in
            due.tv_nsec += 1_000_000
            if due.tv_nsec >= 1_000_000_000 {
                due.tv_nsec -= 1_000_000_000
                due.tv_sec += 1
            }
            while clock_nanosleep(CLOCK_MONOTONIC, Int32(TIMER_ABSTIME), &due, nil) == EINTR {}
            var now = timespec()
            clock_gettime(CLOCK_MONOTONIC, &now)
            return Double(now.tv_sec - due.tv_sec) * 1e6 + Double(now.tv_nsec - due.tv_nsec) / 1e3
        }
    }

    /// From asking a simulated P24 on a pseudo-terminal for its status until its answer has been read, in microseconds.
    ///
    /// - Throws: ``DeviceError`` when there is no pseudo-terminal or an answer does not come within a second.
    public static func pseudoTerminal(count: Int) throws(DeviceError) -> [Double] {
        let device = try SimulatedP24.serve()
        var port = try SerialPort(path: device.path)
        var times: [Double] = []
        var parser = ScienceMode4.FrameParser()
        for number in 0..<count {
            let packet = ScienceMode4.PacketNumber(truncating: number)
            guard let question = try? ScienceMode4.Command.getStimulationStatus.encoded(packetNumber: packet) else {
                break
            }
            let begin = ContinuousClock.now
            try port.send(question)
            var isAnswered = false
            while !isAnswered {
                let bytes = try port.receive(waitingAtMostMilliseconds: 1000)
                guard !bytes.isEmpty else { throw .linkLost(reason: "the simulated P24 did not answer within 1000 ms") }
                isAnswered = parser.receive(bytes).contains {
                    if case .frame(let frame) = $0 { frame.packetNumber == packet } else { false }
                }
            }
            times.append((ContinuousClock.now - begin) / .microseconds(1))
        }
        device.stop()
        return times
    }
}
