// How long an order takes from the decision to the bytes of its first pulse.

import ArgumentParser
import Devices
import Stimulation

/// Measures the last stage before a stimulator: the gate and the driver, without a port.
enum OrderLatency {
    /// From handing an order to the gate until the bytes of its first pulse are there, in microseconds, so many times.
    ///
    /// Each time with a dose ledger and a P24 driver of its own, connected before the clock runs; the ledger is in memory.
    static func gateAndDriver(count: Int) throws -> [Double] {
        let prescription = try ReplayStimulationOptions.parse([]).prescription()
        let gate = Gate(SimulatedClearance.of(prescription), limits: ReplayStimulationOptions.limits)
        let train = prescription.terms.burst
        return try (1...count).map { number in
            var ledger = DoseLedger()
            var driver = P24Driver()
            var simulator = P24Simulator()
            var actions = driver.connect(at: .start)[...]
            while let action = actions.popFirst() {
                guard case .send(let bytes) = action else { continue }
                actions += driver.receive(simulator.receive(bytes, at: .start), at: .start)
            }
            let order = StimulationOrder(
                number: number, train: train, channel: prescription.terms.pad.channel, issued: .start,
                expires: .start + train.duration, trigger: Trigger(.manual, metAt: .start))
            let begin = ContinuousClock.now
            let approved = try gate.approve(
                order, ledger: &ledger, device: driver.deviceState, interlock: .armed, at: .start)
            let sent = try driver.deliver(approved, at: .start)
            let time = ContinuousClock.now - begin
            guard sent.contains(where: { if case .send = $0 { true } else { false } }) else {
                throw DeviceError.linkLost(reason: "the driver made no bytes for an approved order")
            }
            return time / .microseconds(1)
        }
    }
}
