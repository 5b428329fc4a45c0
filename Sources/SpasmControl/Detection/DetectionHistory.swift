// What other settings would have found in the last minute, on what was seen then.

public import Signals

/// The last stretch of the envelope with what the detector knew at each sample. Allocates only when made.
struct DetectionHistory {
    private var envelopes, medians, spreads: [Double]
    private var isBlind, isMuscle: [Bool]
    private var end = SampleIndex(0)
    private var count = 0
    private var position = 0

    init(samples: Int) {
        envelopes = Array(repeating: 0, count: samples)
        medians = envelopes
        spreads = envelopes
        isBlind = Array(repeating: false, count: samples)
        isMuscle = isBlind
    }

    mutating func note(
        _ envelope: Double, median: Double, spread: Double, blind: Bool, isMuscle: Bool, at index: SampleIndex
    ) {
        guard !envelopes.isEmpty else { return }
        envelopes[position] = envelope
        medians[position] = median
        spreads[position] = spread
        isBlind[position] = blind
        self.isMuscle[position] = isMuscle
        position = position + 1 == envelopes.count ? 0 : position + 1
        count = min(count + 1, envelopes.count)
        end = index.advanced(by: 1)
    }

    mutating func reset() {
        count = 0
        position = 0
    }

    /// Plays what is kept to a detector that begins at rest.
    func play(_ detector: consuming ThresholdDetector) -> [PreviewedActivity] {
        var found: [PreviewedActivity] = []
        for k in 0..<count {
            let place = (position - count + k + envelopes.count) % envelopes.count
            let index = end.advanced(by: k - count)
            detector.know(median: medians[place], spread: spreads[place])
            switch detector.process(
                envelopes[place], at: index, blind: isBlind[place], isMuscle: isMuscle[place])
            {
            case .nothing, .calibrated: break
            case .onset(let first): found.append(PreviewedActivity(onset: first, detected: index))
            case .resumed: if let last = found.indices.last { found[last].end = nil }
            case .offset: if let last = found.indices.last { found[last].end = index }
            }
        }
        return found
    }
}

/// Activity as other settings would have found it.
public struct PreviewedActivity: Hashable, Sendable {
    /// Where the envelope rose above the threshold.
    public let onset: SampleIndex
    /// Where it was certain.
    public let detected: SampleIndex
    /// Where it was over; `nil` while it lasts.
    public var end: SampleIndex?
}

extension SpasmSettings {
    /// The settings that a preview may change: those that judge the envelope. The others change the envelope itself, or what is
    /// done about activity.
    public static let previewed: Set<String> = [
        "enterSpreads", "exitSpreads", "minimumDuration", "exitDuration", "refractory", "span", "strictness",
        "mergeGap",
    ]

    /// The settings with one number changed, for a preview.
    ///
    /// - Throws: ``SettingsError`` when there is no such number, when it changes more than a preview can know, or when it is out
    ///   of range.
    public func changing(_ name: String, to value: Double) throws(SettingsError) -> SpasmSettings {
        guard SpasmSettings.previewed.contains(name),
            let parameter = SpasmSettings.parameters.first(where: { $0.name == name })
        else {
            throw SettingsError(
                description: "\(name) cannot be previewed; allowed are "
                    + SpasmSettings.previewed.sorted().joined(separator: ", "))
        }
        var changed = self
        changed[keyPath: parameter.path] = value
        try changed.validate()
        return changed
    }
}

extension SpasmController {
    /// What these settings would have found in the envelope that is remembered, with what was known of the resting muscle at
    /// each moment. A pure function: nothing changes by it.
    ///
    /// Activity that had begun before what is remembered looks as if it had begun there. The baseline is the one of the time: had
    /// the other settings been in use, it would have stood still in other places.
    ///
    /// - Throws: ``SettingsError`` when a setting is out of range.
    public func preview(_ settings: SpasmSettings) throws(SettingsError) -> [PreviewedActivity] {
        history.play(try ThresholdDetector(settings, rate: rate))
    }
}
