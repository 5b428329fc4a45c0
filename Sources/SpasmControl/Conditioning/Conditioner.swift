// From raw samples to an envelope, causally: gaps bridged by a line, Butterworth band-pass, then RMS or Teager–Kaiser
// energy.

public import Signals

/// Turns one channel's samples into the amplitude of its activity, sample by sample. Allocates only when made.
///
/// The envelope lags the muscle by the filter's group delay and half of the window; ``latency(at:)`` says by how much.
public struct Conditioner: ~Copyable {
    /// The rate of the samples.
    public let rate: SampleRate
    /// The length of the envelope's window.
    public let windowLength: Int
    /// The band-pass.
    public let sections: [Biquad]
    private let kind: EnvelopeKind
    private var filter: BiquadCascade
    private var teagerKaiser = TeagerKaiser()
    private var window: CausalRMS
    private let longestLine: Int
    /// The longest gap that is bridged whole, in samples.
    var longestGap: Int { longestLine }
    private var beforeGap: BiquadCascade
    private var energyBeforeGap = TeagerKaiser()
    private var gapLength = 0
    private var lastClean = 0.0
    private var envelope = 0.0
    /// The last sample after the band-pass, in µV.
    private(set) var filtered = 0.0

    /// The order of the band-pass at each edge.
    public static let filterOrder = 2

    /// Creates a conditioner at rest.
    ///
    /// - Throws: ``SettingsError`` when a setting is out of range or the sampling rate leaves no band.
    public init(_ settings: SpasmSettings, rate: SampleRate) throws(SettingsError) {
        try settings.validate()
        // 0.45 × the rate keeps the upper edge where the bilinear transform still has room.
        let high = min(settings.bandHigh, 0.45 * rate.hertz)
        guard settings.bandLow < high else {
            throw SettingsError(
                description: "a sampling rate of \(rate) leaves no band above \(settings.bandLow) Hz; it must be above "
                    + "\(settings.bandLow / 0.45) Hz")
        }
        do {
            sections = try Biquad.butterworthBandPass(
                order: Conditioner.filterOrder, low: settings.bandLow, high: high, rate: rate)
        } catch {
            throw SettingsError(description: error.description)
        }
        self.rate = rate
        kind = settings.envelope
        windowLength = max(1, rate.samples(inSeconds: settings.envelopeWindow))
        filter = BiquadCascade(sections: sections)
        beforeGap = filter
        longestLine = max(1, rate.samples(inSeconds: settings.longestInterpolation))
        window = CausalRMS(length: windowLength)
    }

    /// Takes the next sample (µV) and returns the envelope (µV). The sample must be finite.
    ///
    /// After a gap the filter is first led over it on the line from the last clean sample to this one, as if it had never
    /// seen anything else: neither a step to zero nor one from a held value is left to ring. Nothing is delayed for it.
    public mutating func process(_ x: Double) -> Double {
        if gapLength > 0 { bridge(to: x) }
        lastClean = x
        envelope = window.process(rectified(x))
        return envelope
    }

    /// Takes note that the next sample says nothing about the muscle: an artefact, a lost or impossible value.
    ///
    /// Such samples are in no envelope; it stands still. When more are lost than a line can honestly bridge, what came
    /// before the gap fades out of the envelope, so that nothing old is mixed with what comes after.
    public mutating func skip() -> Double {
        if gapLength == 0 {
            beforeGap.takeMemory(of: filter)
            energyBeforeGap = teagerKaiser
        }
        gapLength += 1
        if gapLength > longestLine { envelope = window.process(0) }
        return envelope
    }

    private mutating func bridge(to x: Double) {
        filter.takeMemory(of: beforeGap)
        teagerKaiser = energyBeforeGap
        // The work after a gap is bounded: of a long one, only the last stretch is a line, from a filter at rest.
        let length = min(gapLength, longestLine)
        if gapLength > longestLine {
            filter.settle(on: lastClean)
            teagerKaiser.reset()
        }
        let step = (x - lastClean) / Double(length + 1)
        for k in 1..<(length + 1) { _ = rectified(lastClean + Double(k) * step) }
        gapLength = 0
    }

    private mutating func rectified(_ x: Double) -> Double {
        filtered = filter.process(x)
        switch kind {
        case .rms: return filtered
        case .teagerKaiser:
            // The energy of noise can be below zero for a moment; its root is what has the unit of the signal.
            return max(0, teagerKaiser.process(filtered)).squareRoot()
        }
    }

    /// Forgets all samples, and settles on `x` as if it had always been there.
    public mutating func restart(on x: Double) {
        filter.settle(on: x)
        teagerKaiser.reset()
        window.reset()
        gapLength = 0
        lastClean = x
        envelope = 0
    }

    /// By how many samples the envelope lags activity around `frequency` (Hz).
    public func latency(at frequency: Double) -> Double { stages(at: frequency).reduce(0) { $0 + $1.samples } }

    /// The stages and by how many samples each delays activity around `frequency` (Hz). Bridging gaps delays nothing.
    public func stages(at frequency: Double) -> [StageLatency] {
        [
            StageLatency(stage: .bandPass, samples: sections.groupDelay(at: frequency, rate: rate)),
            StageLatency(stage: .energy, samples: kind == .teagerKaiser ? 1 : 0),
            StageLatency(stage: .window, samples: Double(windowLength - 1) / 2),
        ]
    }
}
