// How a channel's samples become the whole numbers of EDF, and which eight characters say so.

import Signals

/// The scale of one channel. What is written in the header is what is used: the physical limits are first rounded
/// outward to numbers of eight characters, and only then become the scale.
struct EDFScale: Sendable, Hashable {
    let physicalMinimum: EightCharacters
    let physicalMaximum: EightCharacters
    let digitalMinimum: Int
    let digitalMaximum: Int

    /// Physical units per digital step; no sample is off by more than half of it.
    var step: Double {
        (physicalMaximum.value - physicalMinimum.value) / Double(digitalMaximum - digitalMinimum)
    }

    /// The scale that just holds a channel of this quality; `nil` when its values are too large for eight characters.
    ///
    /// Whole numbers that fit are stored as they are, so marks, triggers and raw counts stay exact.
    init?(_ quality: ChannelQuality, flavour: EDFFlavour) {
        let range = flavour.digitalRange
        let low = Double(quality.minimum)
        let high = Double(quality.maximum)
        if quality.isWhole, let first = Int(exactly: low), let last = Int(exactly: high), range.contains(first),
            range.contains(last)
        {
            digitalMinimum = first < range.upperBound ? first : first - 1
            digitalMaximum = max(last, digitalMinimum + 1)
            physicalMinimum = EightCharacters(whole: digitalMinimum)
            physicalMaximum = EightCharacters(whole: digitalMaximum)
            return
        }
        guard let bottom = EightCharacters(low, roundedUp: false),
            let top = EightCharacters(bottom.value < high ? high : low + 1, roundedUp: true)
        else { return nil }
        digitalMinimum = range.lowerBound
        digitalMaximum = range.upperBound
        physicalMinimum = bottom
        physicalMaximum = top
    }

    /// The whole number that stands for a finite sample.
    func digital(_ sample: Float) -> Int {
        let steps = ((Double(sample) - physicalMinimum.value) / step).rounded()
        return digitalMinimum + Int(max(0, min(Double(digitalMaximum - digitalMinimum), steps)))
    }
}

/// A number and the at most eight characters that mean exactly this number.
struct EightCharacters: Sendable, Hashable {
    let text: String
    let value: Double

    init(whole: Int) {
        text = String(whole)
        value = Double(whole)
    }

    /// The nearest number of eight characters that is not below (`roundedUp`) or not above `number`; `nil` when there
    /// is none, because it is too large.
    init?(_ number: Double, roundedUp: Bool) {
        guard abs(number) < 1e8 else { return nil }
        let powers: [Double] = [1, 10, 100, 1_000, 10_000, 100_000, 1_000_000]
        for decimals in (0...6).reversed() {
            let power = powers[decimals]
            var scaled = roundedUp ? (number * power).rounded(.up) : (number * power).rounded(.down)
            // The product is rounded; go one further where that led to the wrong side.
            if roundedUp && scaled / power < number { scaled += 1 }
            if !roundedUp && scaled / power > number { scaled -= 1 }
            let text = DecimalText.text(Int(scaled), decimals: decimals)
            if text.utf8.count <= 8 {
                self.text = text
                value = scaled / power
                return
            }
        }
        return nil
    }
}
