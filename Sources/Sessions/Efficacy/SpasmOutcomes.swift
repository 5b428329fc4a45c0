// What each spasm came to, with stimulation and without, measured in the same way.

import Devices
import Recordings
public import Signals
public import SpasmControl

/// A spasm for which a lot was drawn, and what it came to.
public struct SpasmEpisode: Hashable, Sendable {
    /// Whether the lot gave it stimulation, whatever the gate said afterwards.
    public let isGiven: Bool
    /// Whether it really got it.
    public let isDelivered: Bool
    /// When the lot was drawn.
    public let start: SampleIndex
    /// From the lot until the muscle was quiet, in s; at least as long as the burst, at most the window.
    public let duration: Double
    /// EMG above rest after the burst's time, in µV·s.
    public let emgArea: Double
    /// Force off its rest in the window, in the channel's unit × s; `nil` without a force channel.
    public let forceArea: Double?
}

/// How spasms are measured.
///
/// The burst's artefact must not be taken for the muscle. So the EMG in the time of the burst is looked at in *no* spasm, given or
/// not: what differs afterwards is the muscle. A spasm that ends within that time counts as that long either way.
public struct SpasmMeasure: Hashable, Sendable {
    /// How long after the lot is looked at, in s. Lull's own choice: longer than a burst and most of what follows.
    public static let standardWindow = 8.0
    /// The window of the envelope, in s.
    private static let envelope = 0.1

    /// The window, in s.
    public var window: Double
    /// The channel of the EMG and of the force, from 0.
    public var emg: Int, force: Int?
    /// How long a burst is, in s.
    public var burst: Double
    /// What the controller was told: rest, blanking, the threshold below which activity ends.
    public var settings: SpasmSettings

    /// Creates a measure.
    public init(
        emg: Int, force: Int?, burst: Double, settings: SpasmSettings, window: Double = SpasmMeasure.standardWindow
    ) {
        (self.emg, self.force, self.burst, self.settings, self.window) = (emg, force, burst, settings, window)
    }

    /// The time after a lot in which the EMG is not looked at, in s: the burst, as late as it may begin, and what is blind after.
    public var hidden: Double { settings.startSlack + burst + settings.blanking + Self.envelope / 2 }

    /// The spasms of a session for which a lot was drawn. Those that end after the recording, or in which samples are missing,
    /// are left out and counted.
    ///
    /// - Throws: ``SessionError`` when the session cannot be measured.
    public func episodes(of replay: SessionReplay) throws -> (episodes: [SpasmEpisode], leftOut: Int) {
        guard let rate = replay.channels.first?.rate, replay.channels.indices.contains(emg),
            let microvolts = replay.channels[emg].unit.microvoltsPerUnit,
            force.map(replay.channels.indices.contains) ?? true
        else {
            throw SessionError(.data, "the session", "it lacks the channel of the EMG (in µV, mV or V) or of the force")
        }
        guard window > hidden else {
            throw SessionError(
                .usage, "the window",
                "it is \(window) s; allowed is more than \(hidden) s, in which the burst hides the muscle")
        }
        let samples = replay.samples(ofChannel: emg).map { Double($0) * microvolts }
        let forces = force.map { replay.samples(ofChannel: $0).map(Double.init) }
        let quiet =
            rate.samples(inSeconds: settings.warmUp)..<rate.samples(inSeconds: settings.warmUp + settings.calibration)
        guard samples.count > quiet.upperBound else { return ([], 0) }
        let sections = try Biquad.butterworthHighPass(order: 2, cutoff: settings.bandLow, rate: rate)
        let rest = Rest(envelope(Array(samples[..<quiet.upperBound]), sections, rate)[quiet], settings)
        let restingForce = forces.map { Rest.median(Array($0[quiet])) }
        let lots = replay.entries.filter { $0.kind == "lot" }
        let delivered = Set(replay.entries.filter { $0.kind == "burst-started" }.compactMap { $0.integer("order") })
        var (episodes, leftOut) = ([SpasmEpisode](), 0)
        for lot in lots {
            guard case .flag(let isGiven)? = lot["given"], let order = lot.integer("order") else { continue }
            let length = rate.samples(inSeconds: window)
            guard let first = replay.position(of: lot.sample, frames: length) else {
                leftOut += 1
                continue
            }
            // A second before, so that the filter has settled.
            let lead = min(first, rate.samples(inSeconds: 1))
            var piece = Array(samples[first - lead..<first + length])
            let blind = lead..<min(piece.count, lead + rate.samples(inSeconds: hidden))
            Self.bridge(&piece, blind)
            let shown = envelope(piece, sections, rate)[blind.upperBound...]
            let over = shown.map { max(0, $0 - rest.level) }
            episodes.append(
                SpasmEpisode(
                    isGiven: isGiven, isDelivered: delivered.contains(order), start: lot.sample,
                    duration: hidden + rate.seconds(firstQuiet(shown, rest.threshold, rate)),
                    emgArea: over.reduce(0, +) / rate.hertz,
                    forceArea: forces.map { force in
                        force[first..<first + length].reduce(0) { $0 + abs($1 - (restingForce ?? 0)) } / rate.hertz
                    }))
        }
        return (episodes, leftOut)
    }

    private func envelope(_ samples: [Double], _ sections: [Biquad], _ rate: SampleRate) -> [Double] {
        var filter = BiquadCascade(sections: sections)
        filter.settle(on: samples.first ?? 0)
        return Envelope.rms(
            samples.map { filter.process($0.isFinite ? $0 : 0) }, length: max(1, rate.samples(inSeconds: Self.envelope))
        )
    }

    /// A straight line in place of what is hidden, so that nothing of it reaches the filter.
    private static func bridge(_ samples: inout [Double], _ hidden: Range<Int>) {
        let before = hidden.lowerBound > 0 ? samples[hidden.lowerBound - 1] : 0
        let after = hidden.upperBound < samples.count ? samples[hidden.upperBound] : before
        for (step, place) in hidden.enumerated() {
            samples[place] = before + (after - before) * Double(step + 1) / Double(hidden.count + 1)
        }
    }

    /// The first sample from which the envelope stays below the threshold as long as the controller asks for.
    private func firstQuiet(_ envelope: ArraySlice<Double>, _ threshold: Double, _ rate: SampleRate) -> Int {
        let needed = max(1, rate.samples(inSeconds: settings.exitDuration))
        var below = 0
        for (count, value) in envelope.enumerated() {
            below = value < threshold ? below + 1 : 0
            if below == needed { return count + 1 - needed }
        }
        return envelope.count
    }

    /// The muscle at rest, as the controller's baseline: median and spread.
    private struct Rest {
        let level: Double, threshold: Double

        init(_ envelope: ArraySlice<Double>, _ settings: SpasmSettings) {
            let level = Self.median(Array(envelope))
            let spread = 1.4826 * Self.median(envelope.map { abs($0 - level) })
            self.level = level
            threshold = level + settings.exitSpreads * max(spread, settings.leastSpread)
        }

        static func median(_ values: [Double]) -> Double {
            let sorted = values.sorted()
            guard let last = sorted.last else { return 0 }
            return sorted.count.isMultiple(of: 2)
                ? (sorted[sorted.count / 2 - 1] + sorted[sorted.count / 2]) / 2
                : sorted.count == 1 ? last : sorted[sorted.count / 2]
        }
    }
}
