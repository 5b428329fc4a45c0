// How much mains there was: the first question where a decomposition finds less than was hoped for.

public import Recordings
import Signals

extension DecomposedStretch {
    /// From here on mains drowns EMG: what is left after its removal is a small remainder of what was recorded.
    public static let drowning = 20.0

    /// How many times stronger (root mean square) the mains was that was taken out than the EMG that is left; the middle
    /// of up to eight channels. 0 where none was taken out.
    public func mainsStrength(in recording: Recording) throws(RecordingError) -> Double {
        guard !mainsLines.isEmpty else { return 0 }
        var ratios: [Double] = []
        for channel in stride(from: 0, to: channels.count, by: max(1, channels.count / 8)).map({ channels[$0] }) {
            let rate = recording.channels[channel].rate
            let samples = try recording.samples.samples(ofChannel: channel, in: training).map { Double($0) }
            guard samples.allSatisfy(\.isFinite),
                let band = try? EMGConditioning(lines: [], rate: rate, parameters: DecompositionParameters()).band
            else { continue }
            var rest = samples
            MainsRemoval(lines: mainsLines, rate: rate).apply(to: &rest)
            let removed = zip(samples, rest).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
            let left = BiquadCascade(sections: band).zeroPhase(rest).reduce(0) { $0 + $1 * $1 }
            if left > 0 { ratios.append((removed / left).squareRoot()) }
        }
        return ratios.isEmpty ? 0 : ratios.sorted()[ratios.count / 2]
    }
}
