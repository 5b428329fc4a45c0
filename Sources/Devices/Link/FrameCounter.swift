// A counter in a device's frames: whether there is one, and how many frames it says are missing.

/// Follows a channel that, if it is a counter of samples, grows by one from frame to frame, modulo 65,536.
///
/// What the last channels of some amplifiers hold differs between their versions. So the channel is believed only after it
/// has grown by one for ``proof`` frames in a row; until then, and for ever if it never does, it tells nothing.
struct FrameCounter: Hashable, Sendable {
    /// How many steps of one in a row make a counter.
    static let proof = 16

    private var last: UInt16?
    private var steps = 0

    /// Whether the channel has proved to be a counter.
    var isCounter: Bool { steps >= Self.proof }

    /// Takes the value of the next frame; how many frames are missing before it, 0 while it is no counter.
    mutating func take(_ value: UInt16) -> Int {
        defer { last = value }
        guard let last else { return 0 }
        let step = value &- last
        if isCounter { return step == 0 ? 0 : Int(step) - 1 }
        steps = step == 1 ? steps + 1 : 0
        return 0
    }
}
