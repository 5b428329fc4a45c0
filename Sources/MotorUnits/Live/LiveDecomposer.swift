// Motor units from a stream of EMG, block by block, with filters from a calibration contraction.

import Signals

/// A discharge that was found in a stream.
public struct LiveDischarge: Hashable, Sendable {
    /// The unit's place in the bank.
    public let unit: Int
    /// The sample of the stream, from its first.
    public let sample: Int
}

/// Decomposes a stream of EMG with a ``SeparationBank``.
///
/// The filters stay as they were learnt; the level above which a peak is a discharge follows the unit slowly, so that a
/// drift of its size does not lose it. Each source is cleaned of what the other units leave in it. After the first block
/// nothing is allocated as long as blocks grow no longer.
public struct LiveDecomposer: Sendable {
    /// The bank in use.
    public let bank: SeparationBank
    /// The number of samples that have come in.
    public private(set) var sampleCount = 0

    private var filters: [BiquadCascade]
    /// The conditioned EMG, sample after sample: as much as the oldest copy needs, then the block.
    private var emg: [Float]
    private var extended: [Float]
    private var weights: [Float]
    /// The sources of the window, one after the other, ``capacity`` samples each.
    private var sources: [Float]
    private var block: [Float]
    private var detector: JointDetector
    /// Recent discharges of each unit, as peaks in samples of the stream.
    private var recent: [[Int32]]
    private var fixed: [[Int32]]
    private var levels: [(noise: Float, height: Float)]
    private let history, longestBlock, capacity: Int
    private var filled = 0

    /// Creates a decomposer at rest.
    ///
    /// - Parameter longestBlock: the most samples that a block will have.
    public init(_ bank: SeparationBank, longestBlock: Int) {
        precondition(longestBlock > 0, "a block has samples")
        self.bank = bank
        self.longestBlock = longestBlock
        history = bank.before + bank.after + 2 * bank.distance
        capacity = history + bank.lookAhead + longestBlock
        let (channels, units) = (bank.channels.count, bank.units.count)
        filters = Array(repeating: BiquadCascade(sections: bank.sections), count: channels)
        emg = Array(repeating: 0, count: (bank.memory + longestBlock) * channels)
        extended = Array(repeating: 0, count: longestBlock * channels * bank.copies)
        weights = bank.units.flatMap(\.weights)
        sources = Array(repeating: 0, count: units * capacity)
        block = Array(repeating: 0, count: units * longestBlock)
        detector = JointDetector(bank, longestWindow: capacity)
        recent = Array(repeating: [], count: units)
        fixed = recent
        levels = bank.units.map { ($0.noise, $0.height) }
        for k in 0..<units {
            recent[k].reserveCapacity(capacity)
            fixed[k].reserveCapacity(capacity)
        }
    }

    /// The units' present firing, as the number of discharges that are known in the last `samples`.
    public func dischargeCount(of unit: Int, inLast samples: Int) -> Int {
        recent[unit].reduce(0) { $0 + (Int($1) >= sampleCount - samples ? 1 : 0) }
    }

    /// Takes the next block and appends the discharges that have become certain.
    ///
    /// - Parameters:
    ///   - channels: the raw samples of the bank's channels, one channel after the other.
    ///   - count: the samples of each channel, at most the longest block.
    public mutating func process(
        _ channels: UnsafeBufferPointer<Float>, count: Int, into found: inout [LiveDischarge]
    ) {
        let width = bank.channels.count
        precondition(count > 0 && count <= longestBlock && channels.count == width * count, "one block of each channel")
        condition(channels, count)
        separate(count)
        detect(count, into: &found)
    }

    private mutating func condition(_ channels: UnsafeBufferPointer<Float>, _ count: Int) {
        let width = bank.channels.count
        for c in 0..<width {
            for t in 0..<count {
                let raw = Double(channels[c * count + t])
                // A lost sample must not stay in the filter's memory for ever.
                let value = filters[c].process(raw.isFinite ? raw : 0)
                emg[(bank.memory + t) * width + c] = Float(value) / bank.scale
            }
        }
    }

    private mutating func separate(_ count: Int) {
        let (width, units) = (bank.channels.count, bank.units.count)
        let row = width * bank.copies
        for t in 0..<count {
            for copy in 0..<bank.copies {
                let from = (bank.memory + t - copy * bank.step) * width
                let to = t * row + copy * width
                for c in 0..<width { extended[to + c] = emg[from + c] }
            }
        }
        LinearAlgebra.multiply(
            weights, extended, transposeB: true, into: &block, m: units, n: count, k: row,
            strides: (row, row, longestBlock))
        // The newest samples become the memory of the next block.
        let keep = bank.memory * width
        for k in 0..<keep { emg[k] = emg[count * width + k] }
        // The window moves on by the block.
        let overflow = max(0, filled + count - capacity)
        for unit in 0..<units {
            let start = unit * capacity
            if overflow > 0 { for k in 0..<(filled - overflow) { sources[start + k] = sources[start + k + overflow] } }
            for k in 0..<count { sources[start + filled - overflow + k] = block[unit * longestBlock + k] }
        }
        filled += count - overflow
        sampleCount += count
    }

    private mutating func detect(_ count: Int, into found: inout [LiveDischarge]) {
        let windowStart = sampleCount - filled
        // Certain is what lies further back than the look-ahead; the part after it is looked at again next time.
        let certainBefore = filled - bank.lookAhead
        let first = max(0, certainBefore - count)
        for unit in bank.units.indices {
            fixed[unit].removeAll(keepingCapacity: true)
            var stale = 0
            for k in 0..<recent[unit].count {
                let peak = recent[unit][k]
                if Int(peak) < windowStart {
                    stale += 1
                } else if Int(peak) - windowStart < first {
                    fixed[unit].append(peak - Int32(windowStart))
                }
            }
            if stale > 0 { recent[unit].removeFirst(stale) }
        }
        sources.withUnsafeBufferPointer { all in
            guard let base = all.baseAddress else { return }
            detector.detect(base, stride: capacity, length: filled, first: first, fixed: fixed)
        }
        for unit in bank.units.indices {
            for peak in detector.peaks(of: unit) where peak >= first && peak < certainBefore {
                recent[unit].append(Int32(windowStart + peak))
                found.append(LiveDischarge(unit: unit, sample: max(0, windowStart + peak + bank.units[unit].delay)))
                follow(unit, peak: sources[unit * capacity + peak])
            }
        }
    }

    /// The level of a unit moves by 1/50 of the difference with every discharge of about its size; a smaller one may be
    /// another unit's, which must not pull the level down until still more of its kind pass.
    private mutating func follow(_ unit: Int, peak: Float) {
        let middle = levels[unit].noise + 0.6 * (levels[unit].height - levels[unit].noise)
        guard peak * peak > middle else { return }
        levels[unit].height += (peak * peak - levels[unit].height) / 50
        let (noise, height) = levels[unit]
        detector.setThreshold(noise + bank.units[unit].limit * (height - noise), of: unit)
    }
}
