// A live session with a stimulator at a port: any source, the controller, the gate, the ledger on disk, the device.

import ArgumentParser
import Devices
import Sessions
import Signals
import SpasmControl
import Stimulation

/// Everything that a session with a stimulator at a port needs.
struct StimulatorSession {
    let address: SourceAddress
    /// The channel that is watched, from 0.
    let channel: Int
    let seconds: Double
    let settings: SpasmSettings
    let asked: StimulatorOptions.Papers
    /// Whether some spasms are left without stimulation, by lot.
    let lots: SpasmLots?
    /// The second muscle and the motion sensor.
    var asking = VolitionOptions.Channels()
    /// Other numbers, of which the screen shows what they would have triggered; `nil` for none.
    var preview: SpasmSettings?

    /// How a device is driven: its driver, and how its line is set.
    private func check<Driver: StimulatorDriver & ~Copyable>(_ driver: borrowing Driver) throws {
        let prescription = asked.clearance.prescription
        for burst in [prescription.terms.burst] + (prescription.secondBurst.map { [$0] } ?? []) {
            do throws(DeviceError) {
                try driver.check(burst, on: prescription.terms.pad.channel)
            } catch {
                guard case .cannotDeliver(_, let reason) = error else { throw error }
                throw CannotMake(stimulator: asked.address.kind.title, reason: reason)
            }
        }
    }

    /// A driver for a P24: every pulse by its own command, so that a dead program means no pulses; pads are watched.
    func p24() throws -> P24Driver {
        let driver = P24Driver(configuration: P24Driver.Configuration(padWatch: PadWatch()))
        try check(driver)
        return driver
    }

    /// A driver for a RehaStim2, likewise.
    func rehaStim2() throws -> RehaStim2Driver {
        let driver = RehaStim2Driver(configuration: .init(channel: asked.clearance.prescription.terms.pad.channel))
        try check(driver)
        return driver
    }

    /// A driver for whatever stands behind a trigger output and was set to the prescribed pulse.
    func trigger(_ line: String) throws -> TriggerDriver {
        let terms = asked.clearance.prescription.terms
        let driver = TriggerDriver(
            try TriggerSettings(
                pulseMessage: .line(line), pulse: terms.burst.shape, channel: terms.pad.channel))
        try check(driver)
        return driver
    }

    /// How the line is set.
    var line: SerialPort.Line {
        switch asked.address.kind {
        case .p24: .scienceMode4
        case .rehastim2: .scienceMode2
        case .trigger: .trigger
        }
    }

    /// How much the intensity rises at once: what the device can make.
    private var step: Milliamperes { asked.address.kind == .rehastim2 ? .milliamperes(2) : .milliamperes(1) }

    /// The session in real time. Connects, and opens the ledger.
    ///
    /// - Throws: when the channel is none, the port cannot be opened, the device does not answer, or the ledger is another's.
    func stage<Driver: StimulatorDriver & SendableMetatype & ~Copyable>(
        _ source: OpenedSource, driver: consuming Driver
    ) throws -> LiveStage<PacedStimulator<Driver, SerialPort>, DoseLedgerFile> {
        try SourceSession.check(channel, of: source, at: address)
        try SourceSession.check(asking, of: source, at: address)
        let (channels, rate, prescription) = (source.channels, source.rate, asked.clearance.prescription)
        var options = try ReplayStimulationOptions.parse([])
        options.take(prescription)
        var plan = SessionPlan(
            person: prescription.terms.person.description, seed: 0, settings: settings, stimulation: options,
            lots: lots)
        (plan.channel, plan.source) = (channel, "\(address)")
        (plan.companion, plan.motion) = (asking.companion, asking.motion)
        (plan.output, plan.papers) = (prescription.terms.pad.channel.number, asked.papers)
        let longest = max(1, rate.samples(inSeconds: SourceSession.longestPiece))
        let frames = rate.samples(inSeconds: seconds)
        guard let moment = SessionMoment.current() else { throw NoClock() }
        let ledger = try DoseLedgerFile(path: asked.ledger, person: prescription.terms.person, at: moment)
        let device = try DrivenStimulator(
            driver: driver, link: try SerialPort(path: asked.address.port, line: line), answers: .lockStep, at: .start)
        return LiveStage(
            name: plan.person, seed: 0, channels: channels, rate: rate, largestBlock: longest, plan: plan,
            prescription: prescription, limits: asked.address.kind.limits, tested: asked.clearance, preview: preview,
            acts: [], device: PacedStimulator(device, clock: .realTime()), ledger: ledger, clock: VirtualClock(),
            feed: { [channel] sender, _, say in
                var pieces = PiecedSource(AnySource(source), longest: longest, frames: frames)
                defer { source.close() }
                try sender.send(from: &pieces, watching: channel) { say(.leadOff) }
            },
            spasms: nil, controls: LiveControls(step: step, highest: prescription.workingCurrent),
            stimulator: "\(asked.address.kind.title) at \(asked.address.port)")
    }
}

/// A burst that a device cannot make as it was prescribed.
struct CannotMake: ExplainedError {
    let stimulator: String
    let reason: String
    var category: ErrorCategory { .noPermission }
    var description: String { "the \(stimulator) cannot make the prescribed burst exactly: \(reason)" }
}

/// A computer without a readable clock.
struct NoClock: ExplainedError {
    var category: ErrorCategory { .unavailable }
    var description: String {
        "this computer's clocks cannot be read, so doses cannot be counted and nothing is stimulated"
    }
}

/// A stimulator that failed in a session; the session is kept.
struct StimulatorLost: ExplainedError {
    let reason: String
    var category: ErrorCategory { .inputOutput }
    var description: String { "\(reason); stimulation was stopped, the fault stayed, and the session is kept" }
}

extension ReplayStimulationOptions {
    /// The numbers of a prescription, for the log of a session and for reports about it.
    mutating func take(_ prescription: Prescription) {
        let terms = prescription.terms
        current = prescription.workingCurrent.value
        motorThreshold = terms.thresholds?.motor.value ?? 0
        phase = terms.burst.shape.longestPhase.count
        frequency = terms.burst.pattern.highestRate.value
        burst = terms.burst.duration.inSeconds
        pause = terms.minimumPause.inSeconds
        secondFrequency = terms.secondPattern?.highestRate.value
        padArea = terms.pad.area.value
    }
}
