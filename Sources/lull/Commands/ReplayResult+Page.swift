// From a replay to its page: only names, units and words change.

import Recordings
import Reports
import Sessions
import Signals
import SpasmControl
import Stimulation

extension ReplayResult {
    /// The page with the plot.
    func page() throws -> ReplayPage {
        let recording = run.recording
        let recorded = recording.channels[channel]
        return ReplayPage(
            ReplayPage.Content(
                recordingName: inputName, subtitle: recording.summaryLine, rate: clock.rate.hertz,
                sampleCount: record.end.rawValue,
                emg: .init(
                    name: recorded.label, unit: recorded.unit.symbol,
                    curve: SampledCurve(
                        interval: clock.rate.period, values: try recording.allSamples(ofChannel: channel))),
                envelope: .init(
                    name: "Envelope", unit: "µV", curve: perBlock { isBlind(at: $0.sample) ? .nan : $0.envelope }),
                enterThreshold: perBlock { $0.enter ?? .nan }, exitThreshold: perBlock { $0.exit ?? .nan },
                activities: record.activities.map {
                    .init(onset: $0.onset.rawValue, end: ($0.end ?? record.end).rawValue, label: "activity")
                },
                bursts: record.sent.map(burst),
                refusals: refusals.map { .init(sample: $0.at.rawValue, rule: "gate", reason: $0.reason) }
                    + withheld.map { .init(sample: $0.at.rawValue, rule: "supervisor", reason: $0.reason) },
                states: record.states.map {
                    .init(state: state($0.state), start: $0.start.rawValue, end: $0.end.rawValue)
                },
                endings: latched.map {
                    "At \(clock.seconds(at: $0.at).formatted(decimals: 3)) s the loop ended and stayed so: \($0.words)."
                },
                force: try forceSignal(), dose: doseFacts, settings: settingFacts, provenance: provenanceFacts))
    }

    /// One value per whole block; the last, shorter block would not be evenly spaced. A value that is not known is a gap.
    private func perBlock(_ value: (SessionRecord.EnvelopePoint) -> Float) -> SampledCurve {
        SampledCurve(
            start: clock.rate.seconds(run.blockLength - 1), interval: clock.rate.seconds(run.blockLength),
            values: record.envelope.prefix(record.end.rawValue / run.blockLength).map(value))
    }

    /// Whether the detector held the last clean value then, so that the envelope says nothing.
    private func isBlind(at sample: SampleIndex) -> Bool {
        let blanking = clock.rate.samples(inSeconds: run.settings.blanking)
        return record.states.contains { span in
            if case .stimulating = span.state {
                sample >= span.start && sample < span.end.advanced(by: blanking)
            } else {
                false
            }
        }
    }

    private func forceSignal() throws -> ReplayPage.Content.Signal? {
        guard let k = try run.recording.forceChannel(run.force) else { return nil }
        let described = run.recording.channels[k]
        return .init(
            name: described.label, unit: described.unit.symbol,
            curve: SampledCurve(
                interval: described.rate.period, values: try run.recording.allSamples(ofChannel: k)))
    }

    private func burst(_ order: SessionRecord.Order) -> ReplayPage.Content.Burst {
        let train = order.order.train
        let charge = train.shape.chargePerPulse.value
        return .init(
            onsetSample: (order.onset ?? order.met).rawValue, decisionSample: order.met.rawValue,
            orderSample: order.emitted.rawValue, duration: train.duration.inSeconds, pulses: order.pulses,
            chargePerPhase: charge, totalCharge: charge * Double(order.pulses) / 1000,
            note: "\(train.shape.peakCurrent), \(train.shape.longestPhase), \(train.pattern.meanRate)")
    }

    private func state(_ state: SupervisorState) -> ReplayPage.Content.State {
        switch state {
        case .off: .off
        case .ready: .ready
        case .armed: .armed
        case .stimulating: .stimulating
        case .cooldown: .cooldown
        case .fault: .fault
        case .stopped: .stopped
        }
    }

    private var doseFacts: [Fact] {
        let terms = run.prescription.terms
        let load = PulseLoad(of: terms.burst, contactArea: terms.pad.area * terms.pad.assumedContact.value)
        return [
            Fact("Bursts", "\(dose.bursts)"), Fact("Pulses", "\(dose.pulses)", note: "written down by the gate"),
            Fact("Pulses put out", "\(pulsesPutOut)", note: "by the simulated P24"),
            Fact("On-time", "\(dose.onTime)"), Fact("Charge", "\(dose.charge)", note: "in one direction"),
            Fact("Rms current", "\(load.rmsCurrent)"),
            Fact("Current density", "\(load.rmsCurrentDensity)", note: "with half of the pad in contact"),
            Fact("Energy of a pulse", "\(load.energyPerPulse)", note: "into 500 Ω"),
        ]
    }

    private var settingFacts: [Fact] {
        let terms = run.prescription.terms
        return volitionFacts
            + SpasmSettings.parameters.map { parameter in
                Fact(parameter.name, "\(run.settings[keyPath: parameter.path]) \(parameter.unit)", note: "detector")
            } + [
                Fact("Envelope", run.settings.envelope == .rms ? "root mean square" : "Teager–Kaiser energy"),
                Fact("Block", "\(run.blockLength) samples"),
                Fact("Current", "\(run.prescription.workingCurrent)", note: "prescription (an example)"),
                Fact(
                    "Motor threshold", terms.thresholds.map { "\($0.motor)" } ?? "–", note: "prescription (an example)"),
                Fact(
                    "Place", "\(terms.site.nerve), as if to calm \(terms.site.muscle)",
                    note: "prescription (an example)"),
                Fact("Shortest pause", "\(terms.minimumPause)", note: "prescription (an example)"),
                Fact("Pad", "\(terms.pad.area)", note: "prescription (an example)"),
            ]
    }

    private var provenanceFacts: [Fact] {
        [
            Fact("Software", "Lull \(Lull.version)"), Fact("Input", inputName),
            Fact("SHA-256", sha256, note: "of the input"), Fact("Channel", "\(channel + 1)"),
            Fact("Stimulator", "simulated P24, ScienceMode 4 over a pseudo-terminal, in virtual time"),
        ]
    }
}
