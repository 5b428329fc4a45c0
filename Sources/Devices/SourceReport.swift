// What a source knows about the quality of what it hands over.

/// The truth about a signal source, counted from its first frame. What a source cannot know is `nil`, never 0.
public struct SourceReport: Hashable, Sendable {
    /// How often samples were lost: the positions between two blocks that no block has.
    public var gapCount: Int
    /// The frames that were lost in all gaps.
    public var lostFrames: Int
    /// How often the sender's time stamps jumped in a way that tells nothing of lost samples (its clock was set, or it went
    /// back); positions on both sides of a jump are not comparable in time.
    public var clockJumps: Int
    /// Time on this machine's monotonic clock minus the sender's clock, and how wrong that may be, in seconds; `nil` when
    /// the sender has no clock or does not tell.
    public var clockOffset: ClockOffset?
    /// For every channel the samples at an end of the device's range; `nil` when the range is not known.
    public var saturatedSamples: [Int]?
    /// The channels (0-based) whose electrode does not touch; `nil` when the device cannot tell.
    public var openLeads: Set<Int>?
    /// From the electrode to the device's output, in seconds, as its maker states it; `nil` when it is not stated.
    public var deviceLatency: Double?
    /// From the time stamp of the newest frame to its arrival in this program, in seconds; `nil` without time stamps.
    public var pipelineLatency: Double?
    /// How often the connection had to be made again.
    public var reconnections: Int

    /// Creates a report; a new one knows nothing.
    public init(
        gapCount: Int = 0, lostFrames: Int = 0, clockJumps: Int = 0, clockOffset: ClockOffset? = nil,
        saturatedSamples: [Int]? = nil, openLeads: Set<Int>? = nil, deviceLatency: Double? = nil,
        pipelineLatency: Double? = nil, reconnections: Int = 0
    ) {
        self.gapCount = gapCount
        self.lostFrames = lostFrames
        self.clockJumps = clockJumps
        self.clockOffset = clockOffset
        self.saturatedSamples = saturatedSamples
        self.openLeads = openLeads
        self.deviceLatency = deviceLatency
        self.pipelineLatency = pipelineLatency
        self.reconnections = reconnections
    }

    /// Counts a gap; nothing when no frame is missing.
    mutating func count(lost frames: Int) {
        guard frames > 0 else { return }
        gapCount += 1
        let (sum, overflow) = lostFrames.addingReportingOverflow(frames)
        lostFrames = overflow ? .max : sum
    }
}

/// How far another machine's clock is from ours.
public struct ClockOffset: Hashable, Sendable {
    /// What is added to the other clock's time for ours, in seconds.
    public var seconds: Double
    /// The round trip of the best measurement, in seconds: the offset is wrong by at most half of it.
    public var roundTrip: Double

    /// Creates an offset.
    public init(seconds: Double, roundTrip: Double) {
        self.seconds = seconds
        self.roundTrip = roundTrip
    }
}
