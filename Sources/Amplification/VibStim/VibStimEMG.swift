// The EMG of a VibStim trial: most of what electrodes see then is no muscle.

import MotorUnits
import Signals

/// Takes stimulation artefacts and vibration out of EMG.
struct VibStimEMG {
    let parameters: VibStimParameters
    let schedule: VibStimSchedule

    /// The pass band of surface EMG (Hz).
    private static let band = 20.0...450.0
    /// The width of the notches at vibration and its harmonics (Hz).
    private static let notchWidth = 2.0

    /// Blanks pulses (or whole trains where pulses are not known), bridged by straight lines so that filters do not ring,
    /// filters both ways, and makes the blanked samples no numbers again.
    func clean(_ emg: ForceTrace) throws(VibStimError) -> ForceTrace {
        guard let bad = emg.values.firstIndex(where: { !$0.isFinite }) else { return try filtered(emg) }
        throw .signal("the EMG (\(emg.label)) holds a sample that is no number, the \(bad + 1)th")
    }

    private func filtered(_ emg: ForceTrace) throws(VibStimError) -> ForceTrace {
        let hertz = emg.rate.hertz
        guard hertz >= 500 else { throw .signal("the EMG (\(emg.label)) has \(emg.rate); 500 Hz or more are needed") }
        let gaps = blanks(rate: emg.rate, count: emg.values.count)
        var samples = emg.values.map { Double($0) }
        for gap in gaps { bridge(gap, &samples) }
        let high = min(Self.band.upperBound, 0.45 * hertz)
        guard
            var sections = try? Biquad.butterworthBandPass(
                order: 2, low: Self.band.lowerBound, high: high, rate: emg.rate)
        else { throw .signal("no filter of 20 to 450 Hz can be made for \(emg.rate)") }
        if parameters.vibrationFrequency > 0 {
            for line in stride(from: parameters.vibrationFrequency, to: high, by: parameters.vibrationFrequency) {
                sections.append(Biquad.notch(frequency: line, width: Self.notchWidth, rate: emg.rate))
            }
        }
        samples = BiquadCascade(sections: sections).zeroPhase(samples)
        for gap in gaps { for k in gap { samples[k] = .nan } }
        return ForceTrace(label: emg.label, unit: emg.unit, rate: emg.rate, values: samples.map { Float($0) })
    }

    /// The samples to leave out, in order and apart from each other.
    private func blanks(rate: SampleRate, count: Int) -> [Range<Int>] {
        let spans =
            schedule.trains.filter { train in !schedule.pulses.contains { train.contains($0) } }
            .map { ($0.lowerBound, $0.upperBound) } + schedule.pulses.map { ($0, $0) }
        var gaps: [Range<Int>] = []
        for (start, end) in spans.sorted(by: { $0.0 < $1.0 }) {
            let first = max(0, Int(((start - parameters.blankBefore) * rate.hertz).rounded(.down)))
            let last = min(count, Int(((end + parameters.blankAfter) * rate.hertz).rounded(.up)) + 1)
            guard first < last else { continue }
            if let before = gaps.last, first <= before.upperBound {
                gaps[gaps.count - 1] = before.lowerBound..<max(before.upperBound, last)
            } else {
                gaps.append(first..<last)
            }
        }
        return gaps
    }

    private func bridge(_ gap: Range<Int>, _ samples: inout [Double]) {
        let left = gap.lowerBound > 0 ? samples[gap.lowerBound - 1] : 0
        let right = gap.upperBound < samples.count ? samples[gap.upperBound] : left
        for k in gap {
            let share = Double(k - gap.lowerBound + 1) / Double(gap.count + 1)
            samples[k] = left + share * (right - left)
        }
    }
}
