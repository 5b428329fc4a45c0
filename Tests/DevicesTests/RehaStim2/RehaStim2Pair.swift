import Stimulation
import TestSupport
import Testing

@testable import Devices

/// A driver and a simulated device, side by side, with the actions carried out by hand. A class, because `#expect` cannot
/// look into values that cannot be copied.
final class RehaStim2Pair {
    var driver: RehaStim2Driver
    var device: RehaStim2Simulator
    var events: [StimulatorEvent.Kind] = []
    var sent: [ScienceMode2.Command] = []
    var isClosed = false
    /// Whether what the device says reaches the driver.
    var isListening = true
    /// What goes wrong when the command with this number, counted from 0, arrives.
    var spoils: (number: Int, fault: RehaStim2Simulator.AnswerFault)?

    init(
        _ configuration: RehaStim2Driver.Configuration = .init(channel: PadChannel(1)!),
        device: RehaStim2Simulator = .init()
    ) {
        driver = RehaStim2Driver(configuration: configuration)
        self.device = device
    }

    func perform(_ actions: [StimulatorAction], at now: SessionTime) throws {
        var queue = actions[...]
        while let action = queue.popFirst() {
            switch action {
            case .log(let event): events.append(event.kind)
            case .close: isClosed = true
            case .send(let bytes):
                #expect(!isClosed, "nothing is sent after closing")
                sent.append(try ScienceMode2.Command(ScienceMode2.Frame(decoding: bytes)))
                if let spoils, spoils.number == sent.count - 1 { device.answerFaults = [spoils.fault] }
                let answer = device.receive(bytes, at: now)
                if isListening { queue += driver.receive(answer, at: now) }
            }
        }
    }

    /// Lets the device and the driver do what is due, in order of time.
    func run(to end: SessionTime) throws {
        for _ in 0..<100_000 {
            let due = [driver.nextDue, device.nextDue].compactMap(\.self).min() ?? end
            guard due <= end, !isClosed else {
                _ = device.advance(to: end)
                return
            }
            let said = device.advance(to: due)
            if isListening, !said.isEmpty { try perform(driver.receive(said, at: due), at: due) }
            try perform(driver.advance(to: due), at: due)
        }
        Issue.record("a call when it is due always gets something done")
    }

    func connect() throws {
        try perform(driver.connect(at: .start), at: .start)
        try run(to: .milliseconds(1))
    }

    func deliver(_ train: PulseTrain, at now: SessionTime) throws {
        let approved = try Approvals.approve(train, at: now)
        try perform(driver.deliver(approved, at: now), at: now)
    }

    var fault: StimulatorFault? { driver.fault }
    var readiness: DeviceState.Readiness { driver.deviceState.readiness }
    /// Whether the last thing that was said is the stop command.
    var endsStopped: Bool { sent.last == .stop && isClosed }
}
