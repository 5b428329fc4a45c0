// A link to a simulated device in the same process that lives in real time, as a real one does.

import Glibc
import Stimulation

/// A link to a simulated device of this process, whose time is the machine's: what it says comes when it is due.
struct PacedLink<Simulator: DeviceSimulator>: DeviceLink, ~Copyable {
    private var simulator: Simulator
    private let clock = DeviceClock.realTime()
    private var answers: [UInt8] = []
    /// What a real device would gather before it sends: a network or USB frame.
    private static var pauseMicroseconds: UInt32 { 4000 }

    init(_ simulator: Simulator) { self.simulator = simulator }

    mutating func send(_ bytes: [UInt8]) { answers += simulator.receive(bytes, at: clock.now) }

    mutating func receive(waitingAtMostMilliseconds wait: Int) -> [UInt8] {
        let end = clock.now + .milliseconds(wait)
        repeat {
            answers += simulator.advance(to: clock.now)
            guard answers.isEmpty else { break }
            usleep(Self.pauseMicroseconds)
        } while clock.now < end
        defer { answers = [] }
        return answers
    }

    mutating func close() {}
}

/// One of the two ports of a simulated Trigno base: both are one kind of device, as the source wants it.
struct TrignoPort: DeviceSimulator {
    private var command: TrignoSimulator.CommandPort?
    private var emg: TrignoSimulator.EMGPort?

    init(_ port: TrignoSimulator.CommandPort) { command = port }
    init(_ port: TrignoSimulator.EMGPort) { emg = port }

    mutating func advance(to time: SessionTime) -> [UInt8] {
        (command?.advance(to: time) ?? []) + (emg?.advance(to: time) ?? [])
    }

    mutating func receive(_ bytes: [UInt8], at time: SessionTime) -> [UInt8] {
        (command?.receive(bytes, at: time) ?? []) + (emg?.receive(bytes, at: time) ?? [])
    }

    var nextDue: SessionTime? { command?.nextDue ?? emg?.nextDue }
}
