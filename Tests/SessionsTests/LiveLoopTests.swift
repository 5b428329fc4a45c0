// The live loop in virtual time: nothing sleeps, and what a thread does is waited for.

import CAllocationCounter
import Devices
import Glibc
import Recordings
import Sessions
import Signals
import SpasmControl
import Stimulation
import Synchronization
import TestSupport
import Testing

@Suite("the live loop")
struct LiveLoopTests {
    private let folder: TemporaryDirectory
    private typealias Loop = LiveLoop<ScriptedSource, TellingStimulator, DoseLedger>

    init() throws { folder = try TemporaryDirectory() }

    private static func controller() throws -> SpasmController {
        try SpasmController(
            SpasmSettings(), clearance: Approvals.clearance(try SyntheticSession.prescription()),
            rate: SyntheticSession.rate, remembering: 60)
    }

    private func loop(
        _ source: ScriptedSource, _ place: SessionFolder, kept: BlockRing? = nil, force: Int? = nil,
        preview: SpasmSettings? = nil, clock: DeviceClock = .virtual(VirtualClock()),
        tell: @escaping (Int) -> Void = { _ in }
    ) throws -> Loop {
        let prescription = try SyntheticSession.prescription()
        let clearance = Approvals.clearance(prescription)
        let session = try SessionRunner(
            controller: Self.controller(), gate: Gate(clearance, limits: Limits.product.adding(Limits.p24)),
            stimulator: TellingStimulator(tell),
            log: EventLogWriter(path: place.events, rate: SyntheticSession.rate), clock: VirtualClock(),
            options: SessionOptions(keepsEnvelope: false, preview: preview))
        let script = OperatorScript.arming(
            SpasmSettings(), to: prescription.workingCurrent, rate: SyntheticSession.rate)
        return Loop(
            source: source, session: session, script: script.events, kept: kept, clock: clock,
            wall: { clock.now })
    }

    /// Everything that is in a ring goes to the recorder.
    private func keep(_ ring: BlockRing, _ recorder: inout SessionRecorder) throws {
        try ring.drain { (start, frames) throws(RecordingError) in try recorder.append(start: start, frames: frames) }
    }

    @Test("in steady state the loop allocates nothing, with recorder and viewer attached")
    func allocations() throws {
        let place = try SessionFolder.create(folder.file("a"))
        let ring = BlockRing(channelCount: 2, frames: 20_000, blocks: 1024)
        nonisolated(unsafe) var counts: [UInt] = []
        counts.reserveCapacity(1000)
        // The counter must be seen to count.
        let start = allocation_count_of_this_thread()
        withExtendedLifetime([Int](repeating: 1, count: Int.random(in: 100...200))) {}
        #expect(allocation_count_of_this_thread() > start)
        let source = ScriptedSource(seconds: 5) { _ in
            counts.append(allocation_count_of_this_thread())
            return .block
        }
        let loop = try loop(source, place, kept: ring, force: 1)
        loop.run()
        #expect(loop.ending == .sourceEnded)
        // Armed and at full current after 2.4 s; the first activity comes at 6 s.
        #expect(loop.session.glance.state == .armed)
        #expect(counts.count == 500)
        #expect(counts[499] - counts[260] == 0, "\(counts[499] - counts[260]) allocations in 239 blocks")
    }

    @Test(
        "the live view says what the last minute would have triggered with other numbers, and nothing else changes by it"
    )
    func preview() throws {
        func run(_ name: String, _ preview: SpasmSettings?) throws -> (glance: SessionGlance, log: [EventLogEntry]) {
            let place = try SessionFolder.create(folder.file(name))
            let loop = try loop(ScriptedSource(seconds: 33), place, preview: preview)
            loop.run()
            return (loop.session.glance, try EventLog(path: place.events).entries)
        }
        let (with, without) = (
            try run("a", SpasmSettings().changing("enterSpreads", to: 900)), try run("b", nil)
        )
        // Activity at 6, 18 and 30 s; at 900 spreads there is none.
        let counts = try #require(with.glance.preview)
        #expect(counts.now == 3 && counts.other == 0)
        #expect(without.glance.preview == nil && with.log == without.log)
    }

    @Test("a wish to end stops at once, whatever comes, and the session is whole")
    func wish() throws {
        let place = try SessionFolder.create(folder.file("a"))
        var recorder = try SessionRecorder(place, channels: SyntheticSession.channels)
        let ring = BlockRing(channelCount: 2, frames: 40_000, blocks: 1024)
        nonisolated(unsafe) var wish: () -> Void = {}
        nonisolated(unsafe) var orders: [Int] = []
        // In the middle of the first burst, and no sample comes any more.
        let source = ScriptedSource(seconds: 12) { number in
            if number == 612 {
                wish()
                return .nothing
            }
            return .block
        }
        let loop = try loop(source, place, kept: ring) { orders.append($0) }
        wish = { loop.requestEnd() }
        loop.run()
        #expect(loop.ending == .wished && orders == [1])
        #expect(loop.session.glance.state == .stopped)
        #expect(loop.session.glance.sample == SampleIndex(612 * 20))
        try keep(ring, &recorder)
        try loop.session.finish([.init("signalsSHA256", .text(try recorder.finish()))])
        let entries = try EventLog(path: place.events).entries
        #expect(entries.contains { $0.kind == "output-cut" } && entries.last?.kind == "session-ended")
        let outcome = try SessionReplay(place).run(Self.controller(), channel: 0)
        #expect(outcome.difference == nil && outcome.isClosed && outcome.blocks == 612)
        // Calibrated, ready, armed, found active, ordered, stimulating, cut, stopped.
        #expect(outcome.reproduced == 8)
    }

    @Test("a wish before the first sample ends the session too, and it plays again")
    func wishAtOnce() throws {
        let place = try SessionFolder.create(folder.file("a"))
        var recorder = try SessionRecorder(place, channels: SyntheticSession.channels)
        let loop = try loop(ScriptedSource(seconds: 1), place)
        loop.requestEnd()
        loop.run()
        #expect(loop.ending == .wished)
        try loop.session.finish([.init("signalsSHA256", .text(try recorder.finish()))])
        let outcome = try SessionReplay(place).run(Self.controller(), channel: 0)
        #expect(outcome.difference == nil && outcome.reproduced > 0 && outcome.blocks == 0)
    }

    @Test("a recorder that takes nothing ends the session with everything kept so far, and holds nobody up")
    func recorderFull() throws {
        let place = try SessionFolder.create(folder.file("a"))
        var recorder = try SessionRecorder(place, channels: SyntheticSession.channels)
        let ring = BlockRing(channelCount: 2, frames: 9_990, blocks: 1024)
        let loop = try loop(ScriptedSource(seconds: 12), place, kept: ring)
        loop.run()
        #expect(loop.ending == .recorderFull && loop.session.glance.state == .stopped)
        try keep(ring, &recorder)
        try loop.session.finish([.init("signalsSHA256", .text(try recorder.finish()))])
        #expect(try XDFSignals(path: place.signals).indices.count == 9_980)
        #expect(try EventLog(path: place.events).entries.contains { $0.kind == "recorder-full" })
        let outcome = try SessionReplay(place).run(Self.controller(), channel: 0)
        #expect(outcome.difference == nil && outcome.frames == 9_980)
    }

    @Test("a viewer that never looks loses looks and changes nothing")
    func sleepingViewer() throws {
        let loop = try loop(ScriptedSource(seconds: 8), try SessionFolder.create(folder.file("a")))
        loop.run()
        #expect(loop.ending == .sourceEnded && loop.view.dropped == 800 - 256)
        #expect(loop.session.record.sent.count == 1)
    }

    @Test("data that comes more than 50 ms late stops what is armed, says so, and nothing is ordered from then on")
    func late() throws {
        for (milliseconds, stops) in [(49, false), (51, true)] {
            let place = try SessionFolder.create(folder.file("late \(milliseconds)"))
            let clock = VirtualClock()
            // On time but for one block, after arming and before the first activity.
            let source = ScriptedSource(seconds: 9) { number in
                let late = number == 400 ? milliseconds * 1000 : 0
                clock.set(to: SessionTime(microseconds: (number + 1) * 10_000 + 3_000 + late))
                return .block
            }
            let loop = try loop(source, place, clock: .virtual(clock))
            loop.run()
            #expect(loop.session.glance.state == (stops ? .fault : .armed))
            #expect(loop.session.record.sent.count == (stops ? 0 : 1))
            #expect(try EventLog(path: place.events).entries.contains { $0.kind == "data-late" } == stops)
            // Less the five parts in ten thousand that a slow crystal is allowed in a block of 10 ms.
            #expect(loop.lateness.longest == milliseconds * 1000 - 5)
        }
    }

    @Test("a source whose clock runs slow by 150 parts in a million is not late for that")
    func drift() throws {
        let clock = VirtualClock()
        // 60 ms after 400 s.
        let source = ScriptedSource(seconds: 400) { number in
            clock.set(to: SessionTime(microseconds: Int(Double(number + 1) * 10_000 * 1.00015)))
            return .block
        }
        let loop = try loop(source, try SessionFolder.create(folder.file("a")), clock: .virtual(clock))
        loop.run()
        #expect(loop.session.glance.state == .armed && loop.lateness.longest < 1_000)
        #expect(loop.session.record.sent.count > 25)
    }

    @Test("a disk that holds the loop up while an order is written down stops nothing, until it takes more than 250 ms")
    func slowDisk() throws {
        for (milliseconds, stops) in [(245, false), (255, true)] {
            let place = try SessionFolder.create(folder.file("slow \(milliseconds)"))
            let clock = VirtualClock()
            nonisolated(unsafe) var now = 0
            func set(_ microseconds: Int) {
                now = max(now, microseconds)
                clock.set(to: SessionTime(microseconds: now))
            }
            let source = ScriptedSource(seconds: 9) { number in
                set((number + 1) * 10_000 + 1_000)
                return .block
            }
            // The order leaves after the log has been forced out; here the disk takes its time.
            let loop = try loop(source, place, clock: .virtual(clock)) { _ in set(now + milliseconds * 1000) }
            loop.run()
            #expect((loop.session.glance.state == .fault) == stops, "\(milliseconds) ms")
            #expect(loop.session.record.sent.count == 1)
            #expect(loop.lateness.longest <= milliseconds * 1000 && loop.lateness.longest > 200_000)
        }
    }

    @Test("a source that goes silent while armed is stopped too, without a block to say so")
    func silent() throws {
        let place = try SessionFolder.create(folder.file("a"))
        let clock = VirtualClock()
        nonisolated(unsafe) var waits = 0
        let source = ScriptedSource(seconds: 9) { number in
            guard number == 400, waits < 5 else {
                clock.set(to: SessionTime(microseconds: (number + 1) * 10_000))
                return .block
            }
            waits += 1
            clock.set(to: SessionTime(microseconds: number * 10_000 + waits * 20_000))
            return .nothing
        }
        let loop = try loop(source, place, clock: .virtual(clock))
        loop.run()
        #expect(waits == 5 && loop.session.glance.state == .fault && loop.session.record.sent.isEmpty)
    }
}

@Suite("the ways out of the live loop")
struct RingTests {
    @Test("between two threads every block comes out, whole and in order")
    func blocks() {
        let ring = BlockRing(channelCount: 2, frames: 100, blocks: 16)
        let count = 20_000
        let producer = LiveThread {
            var at = 0
            for number in 0..<count {
                let frames = 1 + number % 7
                let block = SampleBlock(
                    start: SampleIndex(at), channelCount: 2,
                    values: (0..<2 * frames).map { Float((at * 2 + $0) % 65_536) })
                while !ring.push(block) { sched_yield() }
                at += frames
            }
        }
        let total = (0..<count).reduce(0) { $0 + 1 + $1 % 7 }
        var (next, wrong) = (0, 0)
        while next < total {
            ring.drain { (start: SampleIndex, frames: UnsafeBufferPointer<Float>) in
                if start.rawValue != next { wrong += 1 }
                for (k, value) in frames.enumerated() where value != Float((next * 2 + k) % 65_536) { wrong += 1 }
                next += frames.count / 2
            }
            sched_yield()
        }
        producer.join()
        #expect(next == total && wrong == 0)
    }

    @Test("a ring that is full takes nothing of a block, and takes it when there is room again")
    func full() {
        let ring = BlockRing(channelCount: 1, frames: 10, blocks: 4)
        func block(_ start: Int, _ count: Int) -> SampleBlock {
            SampleBlock(
                start: SampleIndex(start), channelCount: 1, values: (start..<start + count).map(Float.init))
        }
        #expect(ring.push(block(0, 6)) && !ring.push(block(6, 5)) && ring.push(block(6, 4)) && !ring.push(block(10, 1)))
        var out: [Float] = []
        ring.drain { (_: SampleIndex, frames: UnsafeBufferPointer<Float>) in out += frames }
        #expect(ring.push(block(10, 5)))
        ring.drain { (_: SampleIndex, frames: UnsafeBufferPointer<Float>) in out += frames }
        #expect(out == (0..<15).map(Float.init))
        for start in 0..<4 { #expect(ring.push(block(start, 1))) }
        #expect(!ring.push(block(4, 1)))
    }

    @Test("frames go through the link in order, its end is told, and a sender that nobody hears is told too")
    func link() throws {
        let (channels, rate) = (SyntheticSession.channels, SyntheticSession.rate)
        do {
            let (link, sender) = try FrameLink.make(channels: channels, rate: rate, largestBlock: 20)
            let thread = LiveThread {
                for number in 0..<500 { _ = sender.send(SyntheticSession.block(start: 20 * number, count: 20)) }
            }
            var block = SampleBlock(start: SampleIndex(0), channelCount: 2, values: [])
            for number in 0..<500 {
                while try link.wait(into: &block, microseconds: 100_000) == .nothing {}
                #expect(block == SyntheticSession.block(start: 20 * number, count: 20))
            }
            thread.join()
        }
        var link: FrameLink?
        let sender: FrameLink.Sender
        (link, sender) = try FrameLink.make(channels: channels, rate: rate, largestBlock: 20)
        #expect(sender.send(SyntheticSession.block(start: 0, count: 20)))
        _ = link
        link = nil
        #expect(!sender.send(SyntheticSession.block(start: 20, count: 20)))
    }

    @Test("a link whose sender is gone says that it has ended, and an empty one that there is nothing")
    func linkEnds() throws {
        let made = try FrameLink.make(
            channels: SyntheticSession.channels, rate: SyntheticSession.rate, largestBlock: 20)
        let link = made.link
        var block = SampleBlock(start: SampleIndex(0), channelCount: 2, values: [])
        #expect(try link.wait(into: &block, microseconds: 0) == .nothing)
        made.sender.close()
        #expect(try link.wait(into: &block, microseconds: 0) == .ended)
    }

    @Test("the histogram's quantiles are those of the sorted times")
    func histogram() {
        var histogram = LatencyHistogram()
        for time in (0..<1000).shuffled() { histogram.add(microseconds: time * 3) }
        histogram.add(microseconds: -5)
        histogram.add(microseconds: 250_000)
        // Of 1002 times, the 501st is 499 × 3, the 992nd 990 × 3.
        #expect(histogram.quantile(0.5) == 1497 && histogram.quantile(0.99) == 2970)
        #expect(histogram.longest == 250_000 && histogram.quantile(1) == 100_000 && histogram.count == 1002)
    }

    @Test("a live thread says how the system schedules it, and that is so")
    func scheduling() {
        let said = Mutex<(LiveScheduling, Int32)?>(nil)
        LiveThread {
            let scheduling = LiveThread.preferThisThread()
            let policy = sched_getscheduler(0)
            said.withLock { $0 = (scheduling, policy) }
        }.join()
        switch said.withLock({ $0 }) {
        case (.realTime(let priority), let policy)?: #expect(policy == SCHED_FIFO && priority == 70)
        case (.ordinary(let reason), let policy)?: #expect(policy == SCHED_OTHER && !reason.isEmpty)
        case nil: Issue.record("the thread did not run")
        }
    }
}
