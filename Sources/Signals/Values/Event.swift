// Something that happened during a recording, at a sample.

/// Something that happened: a marker, an annotation, a task's start.
public struct Event: Hashable, Sendable {
    /// When it began.
    public var start: SampleIndex
    /// How many samples it lasted; 0 for a moment.
    public var duration: Int
    /// What it was.
    public var label: String

    /// Creates an event. A negative duration is a programming mistake.
    public init(start: SampleIndex, duration: Int = 0, label: String) {
        precondition(duration >= 0, "an event cannot end before it begins")
        self.start = start
        self.duration = duration
        self.label = label
    }
}
