// From a block of samples to an approved order: the part of the closed loop's delay that is software.

import Foundation
import Signals
import SpasmControl
import Stimulation
import TestSupport

/// Times the controller and the gate on every block of a minute of EMG with a spasm every ten seconds.
func benchmarkLatency() throws {
    let blockLength = 20
    guard let rate = SampleRate(hertz: 2000), let channel = PadChannel(1), let person = PersonCode("benchmark") else {
        return
    }
    let limits = Limits.product.adding(Limits.p24)
    let prescription = try Prescription(
        .init(
            person: person, site: Approvals.soleus,
            pad: Pad(channel: channel, area: SquareCentimetres(25)),
            thresholds: Approvals.thresholds(motor: .milliamperes(20)),
            burst: PulseTrain(
                shape: .biphasic(current: .milliamperes(20), phase: .microseconds(200)),
                pattern: .even(period: .milliseconds(20)), duration: .seconds(1)),
            minimumPause: .seconds(5), hourly: DoseLimit(onTime: .minutes(10), charge: .millicoulombs(2000)),
            daily: DoseLimit(onTime: .minutes(60), charge: .millicoulombs(9000)),
            approval: Approval(approver: "benchmark", unixSeconds: 0)),
        within: limits)
    let settings = SpasmSettings()
    var controller = try SpasmController(settings, clearance: Approvals.clearance(prescription), rate: rate)
    let gate = Gate(Approvals.clearance(prescription), limits: limits)
    var ledger = DoseLedger()

    var random = SystemRandomNumberGenerator()
    let count = Int(60 * rate.hertz)
    let samples = (0..<count).map { n -> Float in
        let isSpasm = n % 20_000 > 8_000 && n % 20_000 < 9_600
        return Float.random(in: -1...1, using: &random) * (isSpasm ? 200 : 10)
    }
    controller.handle(.markReady) { _ in }
    var times: [Double] = []
    var orders = 0
    var orderTimes: [Double] = []
    var armed = false
    for start in stride(from: 0, to: count - blockLength, by: blockLength) {
        if !armed, controller.isCalibrated {
            controller.handle(.arm(intensity: .zero)) { _ in }
            for step in 1...20 { controller.handle(.setIntensity(.milliamperes(step))) { _ in } }
            armed = controller.supervisor.state == .armed
        }
        var order: StimulationOrder?
        var approved = false
        let spent = samples.withUnsafeBufferPointer { all in
            seconds {
                let block = UnsafeBufferPointer(rebasing: all[start..<(start + blockLength)])
                controller.process(block.span, at: SampleIndex(start)) { decision in
                    if case .order(let found, _, _) = decision { order = found }
                }
                guard let order, let now = SessionTime(sample: start + blockLength, hertz: rate.hertz) else { return }
                let device = DeviceState(readiness: .ready, reportedAt: now)
                do throws(Refusal) {
                    let train = try gate.approve(
                        order, ledger: &ledger, device: device, interlock: controller.supervisor.interlock, at: now)
                    _ = try train.redeem(at: now)
                    approved = true
                } catch {
                    controller.handle(.refusedByGate(order: order.number)) { _ in }
                }
            }
        }
        times.append(spent)
        if approved {
            orders += 1
            orderTimes.append(spent)
        }
    }
    times.sort()
    let blockTime = Double(blockLength) / rate.hertz
    let quantile = { (q: Double) in times[min(times.count - 1, Int(q * Double(times.count)))] }
    print("block to order: \(times.count) blocks of \(blockLength) samples (\(blockTime * 1000) ms), \(orders) orders")
    for (name, value) in [
        ("p50", quantile(0.5)), ("p99", quantile(0.99)), ("p99.9", quantile(0.999)), ("max", times.last ?? 0),
    ] {
        print(
            String(
                format: "  %-6@ %8.2f µs   %.4f %% of the block's time", name as NSString, value * 1e6,
                100 * value / blockTime))
    }
    if let longest = orderTimes.max() {
        print(String(format: "  blocks with an order, longest: %.2f µs", longest * 1e6))
    }
}
