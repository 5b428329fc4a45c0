// Whether the samples are fresh and the clocks in step, worked out from what the shell reads from its clocks: the shell
// reads, this judges.

public import Signals
public import Stimulation

/// Compares the sample clock with a monotonic clock and a wall clock, block by block.
///
/// The least delay seen is what the device and its driver always cost; what a block is later than that is its age. The least
/// delay may grow by 100 ppm of the time passed, so that a device's slow clock does not look like growing age.
public struct ClockWatch: Sendable {
    /// The age above which data is stale.
    public let longestAge: Microseconds
    /// The step above which a clock has jumped.
    public let largestStep: Microseconds
    private let rate: SampleRate
    /// In µs; a block is so short that what it may grow by is a part of one.
    private var leastDelay = 0.0
    private var age = Microseconds.zero
    private var last: (monotonic: SessionTime, wallAhead: Microseconds)?

    /// Creates a watch that has seen nothing.
    public init(
        rate: SampleRate, longestAge: Microseconds = .milliseconds(50), largestStep: Microseconds = .seconds(1)
    ) {
        self.rate = rate
        self.longestAge = longestAge
        self.largestStep = largestStep
    }

    /// Takes note of a block that has just come; returns what the controller must be told, if anything.
    public mutating func note(
        end: SampleIndex, monotonic: SessionTime, wall: SessionTime
    ) -> ControlEvent.Kind? {
        guard let sampled = SessionTime(sample: end.rawValue, hertz: rate.hertz) else { return .dataAge(.hours(24)) }
        let delay = monotonic - sampled
        let ahead = wall - monotonic
        guard let before = last else {
            leastDelay = delay.value
            last = (monotonic, ahead)
            return nil
        }
        last = (monotonic, ahead)
        let passed = monotonic - before.monotonic
        if passed < .zero { return .clockJumped(passed) }
        leastDelay = min(delay.value, leastDelay + passed.value / 10_000)
        age = delay - Microseconds(Int(leastDelay))
        let step = ahead - before.wallAhead
        if step > largestStep || step < .zero - largestStep { return .clockJumped(step) }
        return age > longestAge ? .dataAge(age) : nil
    }

    /// Compares only the two clocks of this machine, for a shell that judges the age of data itself; returns that one of
    /// them jumped, if it did.
    public mutating func compare(monotonic: SessionTime, wall: SessionTime) -> ControlEvent.Kind? {
        let ahead = wall - monotonic
        defer { last = (monotonic, ahead) }
        guard let before = last else { return nil }
        let passed = monotonic - before.monotonic
        if passed < .zero { return .clockJumped(passed) }
        let step = ahead - before.wallAhead
        return step > largestStep || step < .zero - largestStep ? .clockJumped(step) : nil
    }

    /// What the controller must be told when no block has come until `monotonic`.
    public func waited(until monotonic: SessionTime) -> ControlEvent.Kind? {
        guard let last else { return nil }
        let age = age + (monotonic - last.monotonic)
        return age > longestAge ? .dataAge(age) : nil
    }
}
