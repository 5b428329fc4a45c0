// A program to be killed: it runs a session as fast as it can, keeps it in a folder, and says on standard output, by plain
// writes, when a block has been worked on and when an order leaves. A test kills it at any moment and compares.
//
//     session-writer FOLDER [FULL]      FULL: no file may grow beyond so many bytes, as on a full disk

import Devices
import Glibc
import Sessions
import Signals
import SpasmControl
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
    let folder = try SessionFolder.create(arguments[1])
    let prescription = try SyntheticSession.prescription()
    let clearance = Approvals.clearance(prescription)
    let settings = SpasmSettings()
    var recorder = try SessionRecorder(folder, channels: SyntheticSession.channels)
    var session = try SessionRunner(
        controller: SpasmController(settings, clearance: clearance, rate: SyntheticSession.rate),
        gate: Gate(clearance, limits: Limits.product.adding(Limits.p24)),
        stimulator: TellingStimulator { say("order \($0)") },
        log: EventLogWriter(path: folder.events, rate: SyntheticSession.rate), clock: VirtualClock(),
        options: SessionOptions(keepsEnvelope: false, forcesOrders: true))
    let script = OperatorScript.arming(settings, to: prescription.workingCurrent, rate: SyntheticSession.rate)
    var upcoming = script.events[...]
    for number in 0..<100_000 {
        let block = SyntheticSession.block(start: 20 * number, count: 20)
        let due = upcoming.prefix { $0.at < block.end }
        upcoming = upcoming.dropFirst(due.count)
        // A hand asks once a second too; what comes too early is refused, which is in the log as well.
        let asks = number.isMultiple(of: 100) ? [ControlEvent(.manualTrigger, at: block.start)] : []
        try recorder.append(block)
        try session.process(block, events: Array(due) + asks)
        say("block \(block.end.rawValue)")
    }
} catch {
    say("\(error)")
}
