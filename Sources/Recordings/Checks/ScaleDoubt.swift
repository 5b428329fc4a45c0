// A unit that cannot be right: a factor of 1000 is the usual mistake between mV and µV, and looks harmless in a plot.

public import Signals

extension Channel {
    /// Why the channel's unit is doubtful, by the range of its samples; `nil` where nothing speaks against it.
    ///
    /// Amplifiers for surface EMG add about 1 µV (RMS) of noise of their own, some 5 µV from peak to peak even in a
    /// short recording (Merletti and Cerone 2020, doi 10.1016/j.jelekin.2020.102440), and electrodes with their offsets
    /// give less than ± 300 mV. A channel outside was probably labelled with another unit than it holds. Only voltages
    /// of EMG channels are judged, and a channel that never moves is another matter.
    public func scaleDoubt(_ quality: ChannelQuality) -> String? {
        guard kind == .emg, let factor = unit.microvoltsPerUnit, !quality.isFlat, quality.count >= 1000 else {
            return nil
        }
        let range = (Double(quality.maximum) - Double(quality.minimum)) * factor
        guard range.isFinite else { return nil }
        if range < 5 {
            return "only \(DecimalText.text(range, decimals: 3)) \u{B5}V from peak to peak: is the unit right?"
        }
        if range > 600_000 {
            return "\(DecimalText.text(range / 1e6, decimals: 3)) V from peak to peak: is the unit right?"
        }
        return nil
    }
}
