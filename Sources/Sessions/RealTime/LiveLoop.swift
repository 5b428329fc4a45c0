// The live loop: waits for samples, lets the session work on them, hands them on. One thread, no allocation in steady state.

public import Devices
public import Signals
public import SpasmControl
public import Stimulation
import Synchronization

/// Joins a source, a session and the ways out of it: the recorder's ring and the viewer's.
///
/// ``run()`` is called on the thread that the loop lives on and returns when the source has ended, when somebody wished an
/// end, or when the recorder could not keep up. Whatever ends it, the stimulator is stopped first. Other threads may call
/// ``requestEnd()`` and read ``view``; nothing that they do can hold the loop up.
public final class LiveLoop<
    Source: LiveSource & ~Copyable, Device: Stimulator & ~Copyable, Book: DoseBook & ~Copyable
>: @unchecked Sendable {
    // Unchecked: source and session belong to the thread of `run`; others touch atomics and rings only, and the session
    // again when that thread has been joined.
    private var source: Source
    /// The session; not to be touched while ``run()`` is at work.
    public var session: SessionRunner<Device, Book>
    /// What a screen may show; drops when nobody looks.
    public let view: Ring<SessionGlance>
    /// What a recorder has to keep; `nil` when nothing is recorded.
    public let kept: BlockRing?
    /// How late blocks were worked on; to be read after the end.
    public private(set) var lateness = LatencyHistogram()
    /// How the loop ended; to be read after the end.
    public private(set) var ending: LiveEnding?

    private let channel: Int
    private let force, companion, motion: Int?
    private let clock: DeviceClock
    private var upcoming: ArraySlice<ControlEvent>
    private let endIsWished = Atomic<Bool>(false)
    /// What people and devices say, from whichever thread; the lock is only among those who speak.
    private let words = Ring<ControlEvent.Kind>(capacity: 256, fill: .heartbeat)
    private let speakers = Mutex<Void>(())
    private let wall: @Sendable () -> SessionTime
    private var watch: ClockWatch
    private var shown = SessionGlance.Code.off
    /// The oldest data that may still lead to stimulation, in µs.
    private let oldest: Int

    /// How long the loop's own work on a block may hold it up, in µs: before an order leaves, the log is forced to the disk,
    /// and blocks that come meanwhile are not the source's fault.
    public static var longestHold: Int { 250_000 }
    /// How long the loop waits for samples before it looks up, in µs.
    private static var patience: Int { 20_000 }
    /// How long before a pulse is due the loop stops waiting and looks at the clock instead, in µs: no system wakes a thread to
    /// the microsecond, and a pulse that is late makes the next one late.
    private static var lead: Int { 200 }
    private static var notableHold: Int { 5_000 }
    /// How much slower than this machine's clock a source's may run: ten times what its maker would call a bad crystal.
    private static var largestDrift: Double { 0.0005 }
    private static var viewCapacity: Int { 256 }

    /// Joins everything.
    ///
    /// - Parameters:
    ///   - channel: the channel that is watched, from 0.
    ///   - force: the force or torque that is looked at beside it, from 0; `nil` for none.
    ///   - companion: the second muscle that is asked about the person's will, likewise.
    ///   - motion: the motion sensor that is asked about it, likewise.
    ///   - script: what an operator will do, in order; what is said while it runs comes by ``say(_:)``.
    ///   - kept: the recorder's ring.
    ///   - clock: the time that passes outside; a virtual one never passes by itself.
    ///   - wall: what the clock on the wall says, counted from any moment: compared with `clock`, it tells a jump of either.
    public init(
        source: consuming Source, session: consuming SessionRunner<Device, Book>, channel: Int = 0,
        force: Int? = nil, companion: Int? = nil, motion: Int? = nil, script: [ControlEvent] = [],
        kept: BlockRing? = nil,
        clock: DeviceClock,
        wall: @escaping @Sendable () -> SessionTime
    ) {
        watch = ClockWatch(rate: source.rate)
        oldest = Int((session.settings.staleTime * 1_000_000).rounded())
        self.source = source
        self.session = session
        self.channel = channel
        self.force = force
        self.companion = companion
        self.motion = motion
        self.kept = kept
        self.clock = clock
        self.wall = wall
        upcoming = script[...]
        view = Ring(
            capacity: Self.viewCapacity,
            fill: SessionGlance(
                sample: SampleIndex(0), envelope: 0, enterThreshold: .nan, isActive: false, state: .off, trouble: nil,
                activities: 0,
                bursts: 0))
    }

    /// Wishes that the session ends: stimulation stops at once, then everything is closed. From any thread, at any time.
    public func requestEnd() { endIsWished.store(true, ordering: .releasing) }

    /// Tells the controller something at once: an act, a heartbeat of the screen, a reading, a sign. From any thread, at any
    /// time; the loop takes it up before it looks at the next samples, within 20 ms, and writes it into the log.
    ///
    /// Nothing is dropped in silence: when more is said than the loop can take up, the session ends.
    public func say(_ word: ControlEvent.Kind) {
        speakers.withLock { _ in words.push(word) }
    }

    /// A moment on the source's sample clock, in seconds.
    public func seconds(of index: SampleIndex) -> Double { source.rate.seconds(index.rawValue) }

    /// Runs until the end.
    public func run() {
        do {
            ending = try loop()
            try session.halt()
        } catch {
            // The session has stopped the stimulator before it threw; a source that failed has not.
            try? session.halt()
            ending = .failed("\(error)")
        }
    }

    private func loop() throws -> LiveEnding {
        var block = SampleBlock(
            start: SampleIndex(0), channelCount: source.channels.count,
            values: [Float](repeating: 0, count: 64 * source.channels.count))
        // The least time between the end of a block on the sample clock and its arrival; what comes later than that is late.
        var least = Int.max
        var lastEnd = SampleIndex(0)
        var hold = (until: Int.min, length: 0)
        while true {
            let arrival = try source.wait(into: &block, microseconds: patience)
            if endIsWished.load(ordering: .acquiring) {
                try session.interrupt(.stop)
                return .wished
            }
            if try takeWords() { return .wordsLost }
            try session.wakeStimulator()
            if try tellJump() { least = .max }
            if arrival == .ended { return .sourceEnded }
            let end = arrival == .block ? block.end : lastEnd
            let due = Int((source.rate.seconds(end.rawValue) * 1e6).rounded())
            let delay = clock.now.microseconds - due
            if arrival == .block {
                // No two clocks run alike: what an amplifier's clock loses in an hour is not lateness.
                let drift = Int(Double(microseconds(of: block)) * Self.largestDrift)
                least = least == .max ? delay : min(least + drift, delay)
            }
            var late = least == .max ? 0 : delay - least
            lateness.add(microseconds: arrival == .block ? late : nil)
            // What came while the loop was busy itself is as old as the rest of its delay says.
            if late > 0, due + least <= hold.until { late = max(0, late - hold.length) }
            // Until the next block is due nothing is late.
            let allowed = oldest + (arrival == .block ? 0 : microseconds(of: block))
            if late > allowed, try tellLateness(late) { least = .max }
            guard arrival == .block else {
                // Without a block there is nothing new to show, unless something has just stopped.
                if session.glance.state != shown { show(late: late) }
                continue
            }
            lastEnd = block.end
            if let kept, !kept.push(block) {
                try session.interrupt(.stop)
                try session.note("recorder-full")
                return .recorderFull
            }
            let acts = upcoming.prefix { $0.at < block.end }
            upcoming = upcoming.dropFirst(acts.count)
            let began = clock.now.microseconds
            try session.process(
                block, channel: channel, force: force, companion: companion, motion: motion, events: Array(acts))
            let ended = clock.now.microseconds
            if ended - began > Self.notableHold { hold = (ended, ended - began) }
            if ended - began > Self.longestHold { _ = try tellLateness(ended - began) }
            show(late: late)
        }
    }

    /// Hands a look to whoever looks.
    private func show(late: Int) {
        var glance = session.glance
        glance.lateMicroseconds = late
        shown = glance.state
        view.push(glance)
    }

    /// How long to wait for samples: until the stimulator wants to be called, and never long.
    private var patience: Int {
        guard let due = session.stimulatorWakesIn else { return Self.patience }
        return min(Self.patience, max(0, due.count - Self.lead))
    }

    /// Passes on what was said.
    ///
    /// - Returns: whether something was lost; then everything is stopped.
    private func takeWords() throws -> Bool {
        while let word = words.pop() { try session.interrupt(word) }
        guard words.dropped > 0 else { return false }
        try session.interrupt(.stop)
        try session.note("words-lost", [.init("words", .integer(words.dropped))])
        return true
    }

    /// A clock that jumps leaves nobody sure of how much time has passed.
    private func tellJump() throws -> Bool {
        guard let jump = watch.compare(monotonic: clock.now, wall: wall()), couldFlow else { return false }
        try session.interrupt(jump)
        return true
    }

    /// Old data must not lead to stimulation: while anything could, it is a fault, which stays.
    private func tellLateness(_ late: Int) throws -> Bool {
        guard couldFlow else { return false }
        try session.interrupt(.dataAge(Microseconds(late)))
        try session.note("data-late", [.init("lateMicroseconds", .integer(late))])
        return true
    }

    /// Whether stimulation flows or could without another deliberate act.
    private var couldFlow: Bool {
        switch session.glance.state {
        case .armed, .stimulating, .cooldown: true
        case .off, .ready, .fault, .stopped: false
        }
    }

    private func microseconds(of block: borrowing SampleBlock) -> Int {
        Int((source.rate.seconds(block.frameCount) * 1e6).rounded())
    }
}

/// How a live loop ended.
public enum LiveEnding: Hashable, Sendable {
    /// The source gave no more.
    case sourceEnded
    /// Somebody wished it.
    case wished
    /// The recorder did not take what came: a session that cannot be kept is ended.
    case recorderFull
    /// More was said than the loop could take up: what was not heard may have been a stop.
    case wordsLost
    /// Something failed; what, in one sentence.
    case failed(String)
}

/// Counts of times, one microsecond wide, up to 100 ms.
public struct LatencyHistogram: Sendable {
    private var counts = [UInt32](repeating: 0, count: 100_001)
    /// How many were counted.
    public private(set) var count = 0
    /// The longest, in µs.
    public private(set) var longest = 0

    /// Creates an empty one.
    public init() {}

    /// Counts a time; below zero counts as zero, and `nil` does not count.
    public mutating func add(microseconds: Int?) {
        guard let microseconds else { return }
        counts[min(max(0, microseconds), counts.count - 1)] += 1
        count += 1
        longest = max(longest, microseconds)
    }

    /// The time that this fraction of all does not exceed, in µs; at most 100,000.
    public func quantile(_ fraction: Double) -> Int {
        var left = Int((Double(count) * fraction).rounded(.up))
        for (microseconds, many) in counts.enumerated() {
            left -= Int(many)
            if left <= 0 { return microseconds }
        }
        return counts.count - 1
    }
}
