// What a replay gave: for people as text, for programs as JSON.

import Recordings
import Sessions
import Signals
import SpasmControl
import Stimulation

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The outcome of a replay.
struct ReplayResult {
    let run: ReplayRun
    /// The watched channel, from 0.
    let channel: Int
    let record: SessionRecord
    let ledger: DoseLedger
    /// When the operator's script has turned the intensity up, if nothing came between.
    let full: SampleIndex
    /// What the simulated device says that it put out.
    let pulsesPutOut: Int
    /// What other settings would have triggered; `nil` when nobody asked.
    let preview: ReplayPreview?
    /// By how many samples the envelope lags activity around 100 Hz.
    let envelopeLag: Double
    let sha256: String

    var clock: SampleClock { SampleClock(rate: run.recording.channels[channel].rate) }

    /// The input without the folders that it lies in, so that results are the same wherever they were made.
    var inputName: String { fileName(of: run.path) }

    /// All that the output was given.
    var dose: Dose { ledger.entries.reduce(Dose()) { $0 + $1.dose } }

    /// The orders that were not sent, with the reason.
    var refusals: [(at: SampleIndex, reason: String)] {
        record.orders.compactMap { order in
            switch order.outcome {
            case .sent: nil
            case .refused(let refusal): (order.emitted, refusal.description)
            case .failed(let reason): (order.emitted, reason)
            }
        }
    }

    /// When it was armed at the full intensity; `nil` when it never was.
    var armedAt: SampleIndex? {
        let span = record.states.first { $0.start <= full && full < $0.end }
        switch span?.state {
        case .armed, .stimulating, .cooldown: return full
        default: return nil
        }
    }

    /// Activity that no burst answered, with the reason.
    var withheld: [(at: SampleIndex, reason: String)] {
        record.activities.compactMap { activity in activity.withheld.map { (activity.detected, $0.description) } }
    }

    /// Faults and stops that stayed: when, and what they were.
    var latched: [(at: SampleIndex, words: String)] {
        record.states.filter(\.state.isLatched).map { ($0.start, "\($0.state)") }
    }

    private func seconds(_ index: SampleIndex) -> String { clock.seconds(at: index).formatted(decimals: 3) }

    /// The summary for a terminal.
    var lines: [String] {
        let recorded = run.recording.channels[channel]
        var lines = [
            "Replay of \(inputName), channel \(channel + 1) (\(recorded.label))",
            armedAt.map {
                "  rest measured, armed and at \(run.prescription.workingCurrent) from \(seconds($0)) s on"
            } ?? "  never armed at the full current: \(record.states.last.map { "\($0.state)" } ?? "off") at the end",
        ]
        var table = TextTable([
            ("activity from s", .right), ("until s", .right), ("detected s", .right), ("what was done", .left),
        ])
        for activity in record.activities {
            let order = record.orders.first { $0.order.trigger.kind == .emg && $0.onset == activity.onset }
            table.add([
                seconds(activity.onset), activity.end.map(seconds) ?? "end", seconds(activity.detected),
                order.map(words) ?? activity.withheld.map { "nothing: \($0)" } ?? "nothing",
            ])
        }
        lines += record.activities.isEmpty ? ["  No activity was detected."] : table.lines
        if run.looksAtForce {
            var table = TextTable([
                ("force away from rest from s", .right), ("until s", .right), ("detected s", .right),
                ("what was done for it", .left),
            ])
            for activity in record.forceActivities {
                let order = record.orders.first { $0.order.trigger.kind == .force && $0.onset == activity.onset }
                table.add([
                    seconds(activity.onset), activity.end.map(seconds) ?? "end", seconds(activity.detected),
                    order.map(words) ?? activity.withheld.map { "nothing: \($0)" } ?? "nothing: answered already",
                ])
            }
            lines += record.forceActivities.isEmpty ? ["  The force never left rest."] : table.lines
        }
        lines += volitionLines
        if let preview { lines += preview.lines(clock) }
        let sent = record.sent
        let latencies = sent.map(\.latency).sorted()
        if let least = latencies.first, let most = latencies.last {
            let range = least == most ? "\(least)" : "\(least) to \(most)"
            let longest = clock.rate.seconds(most) * 1000
            lines.append(
                "  from onset to order: \(range) samples (\(longest.formatted(decimals: 1)) ms at most); the envelope "
                    + "itself lags by \(envelopeLag.formatted(decimals: 0)) samples")
        }
        lines.append(
            "  bursts \(sent.count), orders not sent \(refusals.count), dose \(dose.pulses) pulses, "
                + "\(dose.onTime.inSeconds.formatted(decimals: 2)) s, \(dose.charge)")
        lines.append(
            "  the simulated P24 put out \(pulsesPutOut) pulses"
                + (record.givenUp.isEmpty
                    ? "" : "; spasms that went on after their last burst: \(record.givenUp.count)")
                + (record.stops > 0 ? "; output was cut \(record.stops) time(s)" : ""))
        lines += latched.map { "  the loop ended at \(seconds($0.at)) s and stayed so: \($0.words)" }
        if let pads = record.pads {
            lines.append(
                "  its pads measured \(Self.ohms(pads.least)) to \(Self.ohms(pads.most)) Ω in \(pads.pulses) pulses, "
                    + "\(Self.ohms(pads.last)) Ω at last (simulated)")
        }
        return lines
    }

    private static func ohms(_ value: Double) -> String { value.formatted(decimals: 0) }

    private func words(_ order: SessionRecord.Order) -> String {
        switch order.outcome {
        case .sent:
            "burst \(order.order.number): \(order.pulses) pulses of \(order.order.train.shape.peakCurrent), ordered "
                + "\(order.latency) samples after onset"
        case .refused(let refusal): "order \(order.order.number) \(refusal)"
        case .failed(let reason): "order \(order.order.number) failed: \(reason)"
        }
    }
}

extension ReplayResult {
    /// The summary as JSON; the properties are the keys.
    private struct Summary: Encodable {
        struct Activity: Encodable {
            let onsetSample, detectedSample: Int
            let endSample: Int?
            let withheld: String?
        }
        struct Order: Encodable {
            let number: Int
            let onsetSample: Int?
            let metSample, emittedSample, latencySamples, pulses: Int
            let outcome: String
            let reason: String?
        }
        struct DoseSummary: Encodable {
            let bursts, pulses: Int
            let onTimeSeconds, chargeMicrocoulombs: Double
        }
        let software, input, inputSHA256, channelLabel: String
        let channel: Int
        let rateHz: Double
        let samples, blockSamples: Int
        let settings: [String: Double]
        let envelope: String
        let prescription: [String: Double]
        let armedSample: Int?
        let envelopeLagSamples: Double
        let activities: [Activity]
        /// Left out where no force was looked at.
        let forceActivities: [Activity]?
        /// Left out where nothing was asked about the person's will.
        let volitions, motionFindings: [String: Int]?
        let orders: [Order]
        let dose: DoseSummary
        let pulsesPutOut, outputCuts: Int
        /// The state at the end; a fault says why.
        let endState: String
        /// When it latched; left out when it did not.
        let latchedSample: Int?
        /// Left out where no preview was asked for.
        let preview: [Activity]?
    }

    private static func summary(_ activity: SessionRecord.Activity) -> Summary.Activity {
        .init(
            onsetSample: activity.onset.rawValue, detectedSample: activity.detected.rawValue,
            endSample: activity.end?.rawValue, withheld: activity.withheld?.description)
    }

    /// The summary as JSON: indented, keys sorted; the same inputs give the same bytes.
    func json() throws -> String {
        let terms = run.prescription.terms
        let summary = Summary(
            software: "Lull \(Lull.version)", input: inputName, inputSHA256: sha256,
            channelLabel: run.recording.channels[channel].label, channel: channel + 1, rateHz: clock.rate.hertz,
            samples: record.end.rawValue, blockSamples: run.blockLength,
            settings: Dictionary(
                uniqueKeysWithValues: SpasmSettings.parameters.map { ($0.name, run.settings[keyPath: $0.path]) }),
            envelope: run.settings.envelope.rawValue,
            prescription: [
                "currentMilliamperes": run.prescription.workingCurrent.value,
                "motorThresholdMilliamperes": terms.thresholds?.motor.value,
                "phaseMicroseconds": terms.burst.shape.longestPhase.value,
                "pulsesPerSecond": terms.burst.pattern.meanRate.value, "burstSeconds": terms.burst.duration.inSeconds,
                "pauseSeconds": terms.minimumPause.inSeconds, "padSquareCentimetres": terms.pad.area.value,
            ].compactMapValues { $0 },
            armedSample: armedAt?.rawValue, envelopeLagSamples: envelopeLag,
            activities: record.activities.map(Self.summary),
            forceActivities: run.looksAtForce ? record.forceActivities.map(Self.summary) : nil,
            volitions: volitionCounts, motionFindings: motionCounts,
            orders: record.orders.map { order in
                let (outcome, reason): (String, String?) =
                    switch order.outcome {
                    case .sent: ("sent", nil)
                    case .refused(let refusal): ("refused", refusal.description)
                    case .failed(let reason): ("failed", reason)
                    }
                return .init(
                    number: order.order.number, onsetSample: order.onset?.rawValue, metSample: order.met.rawValue,
                    emittedSample: order.emitted.rawValue, latencySamples: order.latency, pulses: order.pulses,
                    outcome: outcome, reason: reason)
            },
            dose: .init(
                bursts: dose.bursts, pulses: dose.pulses, onTimeSeconds: dose.onTime.inSeconds,
                chargeMicrocoulombs: dose.charge.value),
            pulsesPutOut: pulsesPutOut, outputCuts: record.stops,
            endState: record.states.last.map { "\($0.state)" } ?? "off",
            latchedSample: latched.last?.at.rawValue,
            preview: preview?.other.map {
                .init(
                    onsetSample: $0.onset.rawValue, detectedSample: $0.detected.rawValue, endSample: $0.end?.rawValue,
                    withheld: nil)
            })
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(summary), as: UTF8.self)
    }
}
