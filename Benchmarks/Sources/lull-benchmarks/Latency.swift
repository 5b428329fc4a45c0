// From a block of samples to an approved order: the part of the closed loop's delay that is software.

import Foundation
import Signals
import SpasmControl
import Stimulation
import Synchronization
import TestSupport

/// A minute of EMG at 2 kHz with a spasm every ten seconds, in blocks, through controller and gate.
private struct LatencyRun {
    /// Channels of a block; the loop watches the first and carries the others.
    let channels: Int
    /// Frames of a block.
    let frames: Int
    private static let duration = 60

    /// What was timed, in s.
    struct Times {
        var all: [Double] = []
        /// Of blocks that led to an approved order.
        var withOrder: [Double] = []
    }

    func measure() throws -> Times {
        guard let rate = SampleRate(hertz: 2000) else { return Times() }
        let clearance = Approvals.clearance(try prescription())
        var controller = try SpasmController(SpasmSettings(), clearance: clearance, rate: rate)
        let gate = Gate(clearance, limits: Limits.product.adding(Limits.p24))
        var ledger = DoseLedger()
        let frameCount = Self.duration * Int(rate.hertz)
        let samples = emg(frames: frameCount)
        var block = SampleBlock(
            start: SampleIndex(0), channelCount: channels, values: Array(samples.prefix(channels * frames)))
        controller.handle(.markReady) { _ in }
        var times = Times()
        var armed = false
        for start in stride(from: 0, to: frameCount - frames, by: frames) {
            if !armed, controller.isCalibrated {
                controller.handle(.arm(intensity: .zero)) { _ in }
                for step in 1...20 { controller.handle(.setIntensity(.milliamperes(step))) { _ in } }
                armed = controller.supervisor.state == .armed
            }
            var order: StimulationOrder?
            var approved = false
            let spent = samples.withUnsafeBufferPointer { all in
                seconds {
                    let range = (start * channels)..<((start + frames) * channels)
                    block.refill(start: SampleIndex(start), from: UnsafeBufferPointer(rebasing: all[range]))
                    controller.process(block, channel: 0) { decision in
                        if case .order(let found, _, _) = decision { order = found }
                    }
                    guard let order, let now = SessionTime(sample: start + frames, hertz: rate.hertz) else { return }
                    let device = DeviceState(readiness: .ready, reportedAt: now)
                    let interlock = controller.interlock(for: order.number)
                    do throws(Refusal) {
                        let train = try gate.approve(
                            order, ledger: &ledger, device: device, interlock: interlock, at: now)
                        _ = try train.redeem(at: now)
                        approved = true
                    } catch {
                        controller.handle(.refusedByGate(order: order.number)) { _ in }
                    }
                }
            }
            times.all.append(spent)
            if approved { times.withOrder.append(spent) }
        }
        return times
    }

    private func prescription() throws -> Prescription {
        guard let channel = PadChannel(1), let person = PersonCode("benchmark") else { fatalError("both are allowed") }
        return try Prescription(
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
            within: Limits.product.adding(Limits.p24))
    }

    private func emg(frames: Int) -> [Float] {
        var random = SeededGenerator(seed: 1)
        var samples: [Float] = []
        samples.reserveCapacity(frames * channels)
        for n in 0..<frames {
            let isSpasm = n % 20_000 > 8_000 && n % 20_000 < 9_600
            for _ in 0..<channels {
                samples.append(Float.random(in: -1...1, using: &random) * (isSpasm ? 200 : 10))
            }
        }
        return samples
    }
}

/// Times the loop alone: in blocks of 10 ms, and at 64 channels in blocks of 1 ms, on the machine as it is and with every
/// core kept busy; then how much faster than real time it runs at 8 channels.
func benchmarkLatency() throws {
    report("1 channel, blocks of 10 ms", try LatencyRun(channels: 1, frames: 20).measure(), blockTime: 0.010)
    let wide = LatencyRun(channels: 64, frames: 2)
    report("64 channels, blocks of 1 ms, machine as it is", try wide.measure(), blockTime: 0.001)
    let loaded = try whileBusy { try wide.measure() }
    report("64 channels, blocks of 1 ms, every core kept busy", loaded, blockTime: 0.001)
    let run = LatencyRun(channels: 8, frames: 20)
    var spent = Double.infinity
    for _ in 0..<3 { spent = min(spent, try run.measure().all.reduce(0, +)) }
    print(String(format: "virtual time: 60 s of 8 channels in %.4f s, %.0f times real time", spent, 60 / spent))
}

private func report(_ name: String, _ times: LatencyRun.Times, blockTime: Double) {
    let sorted = times.all.sorted()
    guard !sorted.isEmpty else { return }
    let quantile = { (q: Double) in sorted[min(sorted.count - 1, Int(q * Double(sorted.count)))] }
    print("block to order, \(name): \(sorted.count) blocks, \(times.withOrder.count) orders")
    for (name, value) in [
        ("p50", quantile(0.5)), ("p99", quantile(0.99)), ("p99.9", quantile(0.999)), ("max", sorted[sorted.count - 1]),
    ] {
        print(
            String(
                format: "  %-6@ %8.2f µs   %.4f %% of the block's time", name as NSString, value * 1e6,
                100 * value / blockTime))
    }
    if let longest = times.withOrder.max() {
        print(String(format: "  blocks with an order, longest: %.2f µs", longest * 1e6))
    }
}

/// Does the work while as many threads as there are cores count as fast as they can.
private func whileBusy<Result>(_ work: () throws -> Result) rethrows -> Result {
    let flag = BusyFlag()
    for _ in 0..<ProcessInfo.processInfo.activeProcessorCount {
        Thread.detachNewThread { while flag.goesOn.load(ordering: .relaxed) {} }
    }
    defer { flag.goesOn.store(false, ordering: .relaxed) }
    return try work()
}

private final class BusyFlag: Sendable {
    let goesOn = Atomic(true)
}
