// What the tests of this room share: a scene in which every order is let through.

import TestSupport
import Testing

@testable import Stimulation

/// Everything that the gate looks at. The defaults are approved.
struct Scene {
    var terms: Prescription.Terms
    var limits = Limits.product.adding(Limits.p24)
    var order: StimulationOrder
    var ledger = DoseLedger()
    var device = DeviceState(readiness: .ready, reportedAt: SessionTime(microseconds: 99_900_000))
    var interlock = Interlock.armed
    var now = SessionTime(microseconds: 100_010_000)

    static let channel = PadChannel(1)!

    /// 20 mA, 200 µs, 50 Hz for 1 s on 25 cm²; the last burst ended 20 s ago.
    init() throws {
        let shape = try PulseShape.biphasic(
            current: .milliamperes(20), phase: .microseconds(200), gap: .microseconds(100))
        let train = try PulseTrain(
            shape: shape, pattern: .even(period: .milliseconds(20)), duration: .seconds(1))
        terms = Prescription.Terms(
            person: PersonCode("P01")!,
            site: StimulationSite(nerve: "common peroneal nerve", muscle: "soleus", side: .left),
            pad: Pad(channel: Scene.channel, area: SquareCentimetres(25)),
            thresholds: Approvals.thresholds(motor: .milliamperes(18)),
            burst: train, minimumPause: .seconds(5),
            hourly: DoseLimit(onTime: .minutes(5), charge: .millicoulombs(60)),
            daily: DoseLimit(onTime: .minutes(30), charge: .millicoulombs(360)),
            approval: Approval(approver: "a clinician", unixSeconds: 1_790_000_000))
        let issued = SessionTime(microseconds: 100_000_000)
        order = StimulationOrder(
            number: 2, train: train, channel: Scene.channel, issued: issued, expires: issued + .milliseconds(1_100),
            trigger: Trigger(.emg, metAt: issued))
        ledger.record(
            DoseLedger.Entry(
                channel: Scene.channel, start: SessionTime(microseconds: 79_000_000),
                end: SessionTime(microseconds: 80_000_000), dose: Dose(of: train)))
    }

    func gate() throws -> Gate { Gate(Approvals.clearance(try Prescription(terms, within: limits)), limits: limits) }

    func reasons() throws -> [Refusal.Reason] {
        try gate().reasonsToRefuse(order, ledger: ledger, device: device, interlock: interlock, at: now)
    }

    /// What the gate answers: `nil` for approval.
    func refusal() throws -> Refusal? {
        let gate = try gate()
        var ledger = ledger
        do {
            _ = try gate.approve(order, ledger: &ledger, device: device, interlock: interlock, at: now)
            return nil
        } catch {
            return error
        }
    }

    mutating func replaceTrain(
        current: Milliamperes = .milliamperes(20), phase: Microseconds = .microseconds(200),
        pattern: PulsePattern? = nil, duration: Microseconds = .seconds(1)
    ) throws {
        order = StimulationOrder(
            number: order.number,
            train: try PulseTrain(
                shape: .biphasic(current: current, phase: phase, gap: .microseconds(100)),
                pattern: pattern ?? .even(period: .milliseconds(20)), duration: duration),
            channel: order.channel, issued: order.issued, expires: order.issued + duration + .milliseconds(100),
            trigger: order.trigger)
    }
}

extension Prescription.Terms {
    /// The motor threshold; setting it leaves the others where they never bind.
    var motorThreshold: Milliamperes {
        get { thresholds?.motor ?? .zero }
        set {
            thresholds = Thresholds(
                sensory: Milliamperes(microamperes: 1), motor: newValue, comfort: .milliamperes(500), evidence: .mWave)
        }
    }
}

/// What a prescription whose terms are those of the scene but for a change is refused for; `nil` when it can be made.
func refusal(_ change: (inout Prescription.Terms) -> Void) throws -> Refusal? {
    var terms = try Scene().terms
    change(&terms)
    do {
        _ = try Prescription(terms, within: .product)
        return nil
    } catch {
        return error
    }
}
