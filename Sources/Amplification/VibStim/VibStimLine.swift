// Whether vibration is still in the EMG: another frequency than the one that was taken out leaves it all there, unseen.

import Glibc
import MotorUnits
import Signals

extension VibStimAssessment {
    /// A frequency (Hz) that stands far out of the cleaned EMG during vibration and not before it: most likely the vibration's,
    /// which then was another than ``VibStimParameters/vibrationFrequency``. `nil` where nothing stands out, or without EMG.
    ///
    /// Amplitudes by steps of 1 Hz under a Hann window, from after the last train to the end of vibration (at most 4 s). The
    /// limits are ours: eight times the median of 30 to 250 Hz (of noise alone, the largest of so many is about three times the
    /// median), and four times the same frequency at rest.
    public var remainingLine: Double? {
        guard let emg else { return nil }
        let end = schedule.vibration.upperBound
        let during = max(atEndOfStimulation.span.lowerBound, end - 4)...end
        let shown = Self.amplitudes(of: emg, in: during)
        let rest = Self.amplitudes(of: emg, in: baseline.span)
        guard let strongest = shown.indices.max(by: { shown[$0] < shown[$1] }), !rest.isEmpty else { return nil }
        let median = shown.sorted()[shown.count / 2]
        guard shown[strongest] > 8 * median, shown[strongest] > 4 * rest[strongest] else { return nil }
        return Self.frequencies[strongest]
    }

    private static let frequencies = Array(stride(from: 30.0, through: 250, by: 1))

    /// The amplitude at each frequency; none where the span holds less than a quarter of a second.
    private static func amplitudes(of emg: ForceTrace, in span: ClosedRange<Double>) -> [Double] {
        let hertz = emg.rate.hertz
        let first = max(0, Int(span.lowerBound * hertz))
        let last = min(emg.values.count, Int(span.upperBound * hertz))
        guard Double(last - first) >= 0.25 * hertz else { return [] }
        let count = last - first
        // Blanked samples are no numbers, and count as nothing.
        let windowed = (0..<count).map { k -> Double in
            let value = Double(emg.values[first + k])
            return value.isFinite ? value * (1 - cos(2 * .pi * Double(k) / Double(count))) : 0
        }
        return frequencies.filter { $0 < 0.45 * hertz }.map { frequency in
            // Goertzel: the recursion's last two states have the amplitude.
            let turn = 2 * cos(2 * .pi * frequency / hertz)
            var (one, two) = (0.0, 0.0)
            for value in windowed { (one, two) = (value + turn * one - two, one) }
            return max(0, one * one + two * two - turn * one * two).squareRoot() / Double(count)
        }
    }
}
