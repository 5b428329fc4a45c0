// Samples of equally long channels in one piece of memory, as MATLAB matrices arrive.

/// Channels of equal length, one after the other in one array.
struct ColumnSamples: SampleStore {
    let values: [Float]
    let samplesPerChannel: Int

    func sampleCount(ofChannel channel: Int) -> Int { samplesPerChannel }

    func samples(ofChannel channel: Int, in range: Range<Int>) -> [Float] {
        precondition(range.lowerBound >= 0 && range.upperBound <= samplesPerChannel, "the range lies in the channel")
        let start = channel * samplesPerChannel
        return Array(values[(start + range.lowerBound)..<(start + range.upperBound)])
    }
}
