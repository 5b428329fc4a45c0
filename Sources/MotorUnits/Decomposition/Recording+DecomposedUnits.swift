// A recording with the units that a decomposition found, as other programs take it.

public import Recordings
import Signals

extension Recording {
    /// The recording with these units in place of its own, and their separated sources as channels.
    ///
    /// Sources and discharge marks that it brought along go; so do channels of another rate or length than the EMG that
    /// was decomposed, because files with motor units have one clock.
    public func with(_ units: [DecomposedUnit], of decomposition: Decomposition) -> Recording {
        let length = decomposition.stretches.first?.channels.first.map { samples.sampleCount(ofChannel: $0) } ?? 0
        let kept = channels.indices.filter {
            channels[$0].kind != .source && channels[$0].kind != .dischargeMarks
                && channels[$0].rate == decomposition.rate && samples.sampleCount(ofChannel: $0) == length
        }
        var result = self
        result.channels =
            kept.map { channels[$0] }
            + units.map {
                Channel(label: "Source of unit \($0.name)", kind: .source, unit: .arbitrary, rate: decomposition.rate)
            }
        let position = Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1, $0) })
        result.grids = grids.map { grid in
            ElectrodeGrid(
                name: grid.name, rows: grid.rows, columns: grid.columns,
                interElectrodeDistance: grid.interElectrodeDistance,
                channels: grid.channels.map { $0.flatMap { position[$0] } })
        }
        result.motorUnits = units.enumerated().map { k, unit in
            RecordedMotorUnit(
                name: unit.name, discharges: unit.discharges, accuracy: unit.quality.silhouette,
                sourceChannel: kept.count + k, grid: decomposition.stretches[unit.stretch].grid)
        }
        result.samples = SamplesWithSources(
            samples: samples, kept: kept, length: length,
            sources: units.map { ($0.source, decomposition.stretches[$0.stretch].training.lowerBound) })
        return result
    }
}

/// Some channels of a recording, followed by separated sources that may span a part of it only.
private struct SamplesWithSources: SampleStore {
    let samples: any SampleStore
    let kept: [Int]
    let length: Int
    let sources: [(values: [Float], start: Int)]

    func sampleCount(ofChannel channel: Int) -> Int { length }

    func samples(ofChannel channel: Int, in range: Range<Int>) throws(RecordingError) -> [Float] {
        guard channel >= kept.count else {
            // A broken channel that was left out may hold infinities, which no file can say.
            return try samples.samples(ofChannel: kept[channel], in: range).map { $0.isInfinite ? .nan : $0 }
        }
        let source = sources[channel - kept.count]
        var result = [Float](repeating: 0, count: range.count)
        let inside = range.clamped(to: source.start..<source.start + source.values.count)
        for sample in inside { result[sample - range.lowerBound] = source.values[sample - source.start] }
        return result
    }
}
