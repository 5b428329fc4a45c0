// Filters that were learnt once, used again on EMG of the same electrodes, block by block.

import Recordings
import Signals

/// Uses separation filters on a recording of any length in bounded memory.
struct FilterReuse {
    let channels: [Int]
    let conditioning: EMGConditioning
    let copies, step: Int
    /// What the conditioned EMG is divided by.
    let scale: Float
    let recording: Recording
    let rate: SampleRate
    let parameters: DecompositionParameters

    init(emg: ConditionedEMG, recording: Recording, rate: SampleRate, parameters: DecompositionParameters) {
        channels = emg.channels
        conditioning = emg.conditioning
        (copies, step, scale) = (emg.signal.copies, emg.signal.step, emg.scale)
        (self.recording, self.rate, self.parameters) = (recording, rate, parameters)
    }

    /// The discharges of every filter's unit in a range, on the recording's clock.
    func discharges(
        of filters: [SeparationFilter], leakage: SourceLeakage, in range: Range<Int>
    ) throws(RecordingError) -> (trains: [[Int]], unrepaired: [[Int]], gaps: [Range<Int>]) {
        var found = [[Int]](repeating: [], count: filters.count)
        var unrepaired = found
        var gaps: [Range<Int>] = []
        guard !filters.isEmpty else { return (found, unrepaired, gaps) }
        // Blocks overlap by what filters need to settle; discharges count in the middle part only.
        let (block, margin) = (rate.samples(inSeconds: 20), rate.samples(inSeconds: 1))
        let weights = filters.flatMap(\.weights)
        for start in stride(from: range.lowerBound, to: range.upperBound, by: block) {
            let middle = start..<min(start + block, range.upperBound)
            let whole = max(range.lowerBound, start - margin)..<min(range.upperBound, middle.upperBound + margin)
            let (sources, lost) = try sources(weights, count: filters.count, in: whole)
            for gap in lost {
                let part = (whole.lowerBound + gap.lowerBound..<whole.lowerBound + gap.upperBound).clamped(to: middle)
                if let last = gaps.last, last.upperBound == part.lowerBound {
                    gaps[gaps.count - 1] = last.lowerBound..<part.upperBound
                } else if !part.isEmpty {
                    gaps.append(part)
                }
            }
            let here = leakage.discharges(in: sources, length: whole.count)
            for k in filters.indices {
                let delay = filters[k].delay
                let counts = { (sample: Int) in
                    middle.contains(sample) && range.contains(sample + delay)
                        && !lost.contains { $0.contains(sample + delay - whole.lowerBound) }
                }
                found[k] += here.trains[k].map { $0 + whole.lowerBound }.filter(counts).map { $0 + delay }
                unrepaired[k] += here.unrepaired[k].map { $0 + whole.lowerBound }.filter(counts).map { $0 + delay }
            }
        }
        return (found, unrepaired, gaps)
    }

    private func sources(
        _ weights: [Float], count: Int, in range: Range<Int>
    ) throws(RecordingError) -> (sources: [Float], gaps: [Range<Int>]) {
        var raw: [[Float]] = []
        for channel in channels { raw.append(try recording.samples.samples(ofChannel: channel, in: range)) }
        let signal = LaggedSignal(channels: channels.count, count: range.count, copies: copies, step: step)
        let gaps = LostSamples.gaps(raw)
        for k in channels.indices {
            LostSamples.bridge(&raw[k], LostSamples.runs(raw[k]))
            for (t, value) in conditioning.apply(to: raw[k]).enumerated() {
                signal.samples[t * channels.count + k] = Float(value) / scale
            }
        }
        return (signal.project(weights, count: count), gaps)
    }
}

extension LaggedSignal {
    /// The sources that filters of the extended signal (`width` weights each) separate, one after the other.
    func project(_ weights: [Float], count sources: Int) -> [Float] {
        var result = [Float](repeating: 0, count: sources * count)
        let size = 512
        var extended = [Float](repeating: 0, count: size * width)
        for start in stride(from: 0, to: count, by: size) {
            let block = start..<min(start + size, count)
            extended.withUnsafeMutableBufferPointer { memory in
                guard let base = memory.baseAddress else { return }
                extend(block, into: base)
            }
            result.withUnsafeMutableBufferPointer { out in
                guard let base = out.baseAddress else { return }
                LinearAlgebra.multiply(
                    weights, extended, transposeB: true, into: base + start, m: sources, n: block.count, k: width,
                    strides: (width, width, count))
            }
        }
        return result
    }
}
