// `lull run --stimulator`: the same loop with a stimulator at a port. Nothing here can give a pulse that the gate has not let
// through, and nothing arms but a person at the terminal.

import Devices
import Sessions
import Signals
import SpasmControl
import Stimulation

extension RunCommand {
    /// With a device for the signals and a stimulator at a port.
    func run(_ asked: StimulatorOptions.Papers, _ address: SourceAddress, seconds: Double) throws {
        guard padOffAt == nil, motorThreshold == nil, pads == nil, secondFrequency == nil, intensity == 1,
            frequency == 50, burst == 2, pause == 3
        else {
            throw UsageError(
                description:
                    "--intensity, --frequency, --burst, --pause, --second-frequency, --motor-threshold, --pads and "
                    + "--pad-off-at are for a simulated stimulator; with --stimulator the prescription says all of that"
            )
        }
        guard asked.address.kind == .p24 || !detection.lowerDose else {
            throw UsageError(description: "--lower-dose needs steps of 0.5 mA, which only the P24 makes")
        }
        try checkChannel()
        var settings = try detection.settings()
        try volition.set(&settings)
        var session = StimulatorSession(
            address: address, channel: (emg ?? 1) - 1, seconds: seconds, settings: settings, asked: asked,
            lots: try lots(seed: seed.map { UInt64(max(0, $0)) }, clearance: asked.clearance))
        session.asking = try volition.channels(beside: session.channel)
        session.preview = try ReplayPreview.settings(preview, from: settings)
        switch asked.address.kind {
        case .p24: try run(session, try session.p24())
        case .rehastim2: try run(session, try session.rehaStim2())
        case .trigger: try run(session, try session.trigger(asked.triggerLine ?? ""))
        }
    }

    private func run<Driver: StimulatorDriver & SendableMetatype & ~Copyable>(
        _ session: StimulatorSession, _ driver: consuming Driver
    ) throws {
        if let record, SessionFolder.exists(record) {
            throw OutputError(description: "\(record): a session is kept there already; name another with --record")
        }
        let source = try SourceArgument.open(session.address)
        defer { source.close() }
        let asked = session.asked
        Console.say(
            "Research software, not a medical device: never tried on a real stimulator or a person. A plug within reach is the "
                + "best stop.")
        Console.say("connecting to the \(asked.address.kind.title) at \(asked.address.port) …")
        let automatic = asked.clearance.automaticObstacles
        if !automatic.isEmpty {
            Console.say(
                "bursts by hand only (b), none by itself: " + automatic.map(\.description).joined(separator: "; "))
        }
        let stage = try session.stage(source, driver: driver)
        Console.say(
            "connected; nothing is armed: c when pads and signals were checked, a arms, + and - turn the intensity, b gives a "
                + "burst, s stops (each with Enter); Ctrl-C stops at once")
        let outcome = try live(stage, name: asked.papers.prescription.terms.person.description)
        if let failure = outcome.stimulatorFault { throw StimulatorLost(reason: failure) }
        if let failure = outcome.sourceFailure { throw SourceLost(reason: failure) }
    }

    /// Whether --emg is a channel.
    func checkChannel() throws {
        guard emg ?? 1 >= 1 else { throw UsageError(description: "--emg is \(emg ?? 1); channels count from 1") }
    }
}
