// A program to be killed: it gives bursts through the gate with its doses in a file, and says on standard output, by a
// plain write, when each one leaves. A test kills it at any moment and compares what it said with what the file holds.
//
//     dose-writer PATH [FULL]      FULL: no file may grow beyond so many bytes, as on a full disk

import Devices
import Glibc
import Stimulation
import TestSupport

func say(_ text: String) {
    let bytes = Array((text + "\n").utf8)
    _ = bytes.withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
}

let arguments = CommandLine.arguments
if arguments.count > 2, let size = UInt(arguments[2]) {
    signal(SIGXFSZ, SIG_IGN)
    var limit = rlimit(rlim_cur: size, rlim_max: size)
    setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
}
do {
    guard let person = PersonCode("P01"), let channel = PadChannel(1),
        let moment = SessionMoment(unixMicroseconds: 1_790_000_000_000_000, boot: "a", uptimeMicroseconds: 0)
    else { exit(1) }
    let train = try PulseTrain(
        shape: .biphasic(current: .milliamperes(10), phase: .microseconds(200)),
        pattern: .even(period: .milliseconds(20)), duration: .milliseconds(100))
    let dose = DoseLimit(onTime: .minutes(10), charge: .millicoulombs(100))
    let prescription = try Prescription(
        Prescription.Terms(
            person: person, site: StimulationSite(nerve: "common peroneal nerve", muscle: "soleus", side: .left),
            pad: Pad(channel: channel, area: SquareCentimetres(25)),
            thresholds: Approvals.thresholds(motor: .milliamperes(10)), burst: train,
            minimumPause: .seconds(5), hourly: dose, daily: dose, approval: Approval(approver: "a test", unixSeconds: 0)
        ), within: .product)
    let gate = Gate(Approvals.clearance(prescription), limits: .product)
    var ledger = try DoseLedgerFile(path: arguments[1], person: person, at: moment)
    say("open")
    for number in 1...100_000 {
        let now = SessionTime(microseconds: number * 61_000_000)
        let order = StimulationOrder(
            number: number, train: train, channel: channel, issued: now, expires: now + train.duration,
            trigger: Trigger(.manual, metAt: now))
        let approved = try gate.approve(
            order, ledger: &ledger, device: DeviceState(readiness: .ready, reportedAt: now), interlock: .armed, at: now)
        _ = try approved.redeem(at: now)
        say("\(now.microseconds)")
    }
} catch {
    say("\(error)")
}
