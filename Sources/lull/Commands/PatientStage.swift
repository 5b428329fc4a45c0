// The two kinds of live sessions: with a virtual person, and with a device whose bursts go to a simulated stimulator.

import Devices
import Sessions
import Signals
import SpasmControl
import Stimulation
import Synchronization
import VirtualPatient

extension PatientSession {
    /// The session in real time.
    ///
    /// - Parameters:
    ///   - stimulating: whether stimulation is armed; without it the person is only watched.
    ///   - watch: shown what really happened in the person, a few times a second, on the thread that runs the session.
    func stage(
        stimulating: Bool = true, watch: @escaping (PatientSession.Truth) -> Void = { _ in }
    ) throws -> LiveStage<VirtualPatientStimulator, DoseLedger> {
        let body = try body()
        let rate = body.engine.rate
        let frames = rate.samples(inSeconds: script.duration)
        let described = VirtualPatient(body, blockLength: Self.blockLength)
        return LiveStage(
            name: person.name, seed: seed, channels: described.channels, rate: described.rate,
            largestBlock: Self.blockLength, plan: plan(for: described.channels), prescription: prescription,
            limits: limits, tested: tested, preview: preview, acts: acts(stimulating: stimulating, rate: rate),
            device: stimulator(on: body), ledger: DoseLedger(), clock: VirtualClock(),
            feed: { sender, clock, say in
                var source = VirtualPatient(
                    body, blockLength: Self.blockLength, pace: .clock(clock), frames: frames)
                try sender.send(from: &source) { say(.leadOff) }
            },
            spasms: {
                let truth = body.takeTruth()
                watch(truth)
                return truth.events.count { if case .spasm = $0.kind { true } else { false } }
            })
    }
}

/// A live session with a device: its signals, and a simulated P24 for the bursts. Nobody is stimulated.
struct SourceSession {
    let address: SourceAddress
    /// The channel that is watched, from 0.
    let channel: Int
    let seconds: Double
    var plan: SessionPlan
    let prescription: Prescription
    let limits: Limits
    /// Other numbers, of which the screen shows what they would have triggered; `nil` for none.
    var preview: SpasmSettings?
    /// When the simulated pad falls off, to see what happens; `nil` for never.
    var padOffAt: Double?

    /// The longest piece that the loop works on at once, in seconds.
    static let longestPiece = 0.01

    /// The session in real time. The stimulator is a simulated P24 on a pseudo-terminal, whose pads are watched.
    func stage(_ source: OpenedSource) throws -> LiveStage<P24Stimulator<SerialPort>, DoseLedger> {
        try Self.check(channel, of: source, at: address)
        try Self.check(
            VolitionOptions.Channels(companion: plan.companion, motion: plan.motion), of: source, at: address)
        let (channels, rate) = (source.channels, source.rate)
        var plan = plan
        (plan.channel, plan.source) = (channel, "\(address)")
        let clock = VirtualClock()
        let device = try SimulatedP24.serve(clock: .virtual(clock))
        let (longest, frames) = (
            max(1, rate.samples(inSeconds: Self.longestPiece)), rate.samples(inSeconds: seconds)
        )
        var stage = LiveStage(
            name: plan.person, seed: plan.seed, channels: channels, rate: rate, largestBlock: longest, plan: plan,
            prescription: prescription, limits: limits, preview: preview,
            acts: OperatorScript.arming(plan.settings, to: prescription.workingCurrent, rate: rate).events,
            device: try P24Stimulator(
                link: SerialPort(path: device.path), answers: .lockStep,
                configuration: P24Driver.Configuration(padWatch: PadWatch()), at: .start),
            ledger: DoseLedger(), clock: clock,
            feed: { [channel] sender, _, say in
                var pieces = PiecedSource(AnySource(source), longest: longest, frames: frames)
                defer { source.close() }
                try sender.send(from: &pieces, watching: channel) { say(.leadOff) }
            },
            spasms: nil)
        let (output, padOffAt) = (ScienceMode4.Output(position: prescription.terms.pad.channel.number - 1), padOffAt)
        stage.meanwhile = { seconds in
            // Keeps the device as long as the session.
            device.withSimulator { simulator in
                guard let padOffAt, let output, seconds >= padOffAt else { return }
                simulator.outputFaults[output] = .open
            }
        }
        return stage
    }

    /// Whether a source has this channel, and in a unit that detection takes.
    static func check(_ channel: Int, of source: OpenedSource, at address: SourceAddress) throws {
        let channels = source.channels
        guard channels.indices.contains(channel) else {
            throw UsageError(
                description: "--emg is \(channel + 1); \(address) has channels 1 to \(channels.count)")
        }
        guard channels[channel].unit == .microvolt else {
            throw UsageError(
                description: "\(address) gives \(channels[channel].unit), and detection needs µV; use \(Self.usable)")
        }
    }

    /// Whether a source has a second muscle and a motion sensor there. What is plugged into an input, only people know.
    static func check(_ asked: VolitionOptions.Channels, of source: OpenedSource, at address: SourceAddress) throws {
        let channels = source.channels
        for (name, channel) in [("--companion", asked.companion), ("--motion", asked.motion)] {
            guard let channel, !channels.indices.contains(channel) else { continue }
            throw UsageError(
                description: "\(name) is \(channel + 1); \(address) has channels 1 to \(channels.count)")
        }
        if let companion = asked.companion, channels[companion].unit != .microvolt {
            throw UsageError(
                description:
                    "--companion is \(companion + 1), which is in \(channels[companion].unit); a second muscle's "
                    + "EMG is in µV")
        }
    }

    private static let usable = "cyton, muovi, quattrocento or trigno"
}
