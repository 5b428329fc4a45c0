// Discharges in, electromyogram out: block by block while a person is simulated, or all at once.

/// Adds up the action potentials of many motor units, live.
///
/// A value: a copy is a saved state. Discharges are written into a ring of frames ahead of the present one, and each
/// block takes its frames from there; neither allocates. The signal does not depend on the sizes of the blocks.
/// Several muscles under the same electrodes each have a synthesizer of their own and add into the same block, which
/// is the crosstalk between them.
public struct EMGSynthesizer: Hashable, Sendable {
    /// The action potentials.
    public let potentials: MotorUnitActionPotentials
    /// How far ahead of the present frame a discharge may lie.
    public let lookAhead: Int

    /// Frames that have not been handed out yet, frame after frame, from `head` on and around.
    private var ring: [Float]
    private var head = 0
    private let ringFrames: Int

    /// Creates a synthesizer at rest.
    ///
    /// - Parameter lookAhead: how many frames ahead discharges may be announced; at least the largest block.
    public init(_ potentials: MotorUnitActionPotentials, lookAhead: Int = 2048) {
        precondition(lookAhead > 0, "at least one frame")
        self.potentials = potentials
        self.lookAhead = lookAhead
        ringFrames = lookAhead + potentials.length
        ring = [Float](repeating: 0, count: ringFrames * potentials.channelCount)
    }

    /// The number of channels.
    public var channelCount: Int { potentials.channelCount }

    /// What is still to come, to be saved and restored into a synthesizer of the same potentials and look-ahead.
    public struct State: Hashable, Sendable, Codable {
        fileprivate var ring: [Float]
        fileprivate var head: Int
    }

    /// The state; continuing from it gives the same samples bit for bit.
    public var state: State {
        get { State(ring: ring, head: head) }
        set {
            precondition(newValue.ring.count == ring.count, "a state of the same potentials and look-ahead")
            ring = newValue.ring
            head = newValue.head
        }
    }

    /// Announces a discharge.
    ///
    /// - Parameters:
    ///   - unit: the unit, 0-based.
    ///   - frames: how many frames after the next one to be handed out; 0 ..< `lookAhead`.
    ///   - gain: a factor for the potential, such as 0 for a blocked end-plate.
    public mutating func discharge(_ unit: Int, after frames: Int = 0, gain: Float = 1) {
        precondition(unit >= 0 && unit < potentials.unitCount, "no such motor unit")
        precondition(frames >= 0 && frames < lookAhead, "beyond the look-ahead")
        let channels = potentials.channelCount
        let size = potentials.length * channels
        let start = (head + frames) % ringFrames * channels
        let first = min(size, ring.count - start)
        ring.withUnsafeMutableBufferPointer { ring in
            potentials.values.withUnsafeBufferPointer { values in
                let potential = UnsafeBufferPointer(rebasing: values[unit * size..<(unit + 1) * size])
                Self.add(potential, 0..<first, times: gain, to: ring, at: start)
                Self.add(potential, first..<size, times: gain, to: ring, at: 0)
            }
        }
    }

    /// Adds a part of a potential to the ring; on its own so that the compiler makes vectors of it.
    @inline(never)
    private static func add(
        _ potential: UnsafeBufferPointer<Float>, _ part: Range<Int>, times gain: Float,
        to ring: UnsafeMutableBufferPointer<Float>, at start: Int
    ) {
        let source = UnsafeBufferPointer(rebasing: potential[part])
        let target = UnsafeMutableBufferPointer(rebasing: ring[start..<start + source.count])
        for i in 0..<source.count { target[i] += gain * source[i] }
    }

    /// Adds the next frames to a block and moves on.
    ///
    /// - Parameters:
    ///   - discharges: those of this block.
    ///   - block: whole frames, each with one value per channel, in µV; at most `lookAhead` frames.
    public mutating func add(_ discharges: [UnitDischarge] = [], to block: inout [Float]) {
        let channels = potentials.channelCount
        let frames = block.count / channels
        precondition(block.count == frames * channels && frames <= lookAhead, "whole frames, within the look-ahead")
        for discharge in discharges { self.discharge(discharge.unit, after: discharge.frame) }
        ring.withUnsafeMutableBufferPointer { ring in
            block.withUnsafeMutableBufferPointer { block in
                let start = head * channels
                let first = min(block.count, ring.count - start)
                for i in 0..<first {
                    block[i] += ring[start + i]
                    ring[start + i] = 0
                }
                for i in first..<block.count {
                    block[i] += ring[i - first]
                    ring[i - first] = 0
                }
            }
        }
        head = (head + frames) % ringFrames
    }
}
