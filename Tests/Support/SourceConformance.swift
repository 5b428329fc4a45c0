// What every signal source must get right. Returns sentences about what is wrong; a test expects none.

public import Devices
import Signals
public import Stimulation

/// Checks of a signal source while it hands over blocks.
public enum SourceConformance {
    /// Reads so many blocks (fewer when the source ends) and checks them against what ``SignalSource`` promises.
    ///
    /// - Parameters:
    ///   - source: A source that has handed over nothing yet.
    ///   - blockCount: How many blocks to read.
    ///   - mayBeginLate: Whether the first block may have another position than 0.
    public static func problems(
        of source: inout some SignalSource & ~Copyable, blockCount: Int, mayBeginLate: Bool = false
    ) throws -> [String] {
        var problems: [String] = []
        func check(_ isRight: Bool, _ text: @autoclosure () -> String) { if !isRight { problems.append(text()) } }
        let channels = source.channels
        check(!channels.isEmpty, "there are no channels")
        check(channels.allSatisfy { $0.rate == source.rate }, "a channel has another rate than the source")
        check(Set(channels.map(\.label)).count == channels.count, "two channels have one label")
        var end: SampleIndex?
        var gapCount = 0
        var lostFrames = 0
        var last = source.report
        check(last.gapCount == 0 && last.lostFrames == 0, "gaps before the first block: \(last)")
        for number in 0..<blockCount {
            guard let block = try source.nextBlock() else { break }
            check(block.channelCount == channels.count, "block \(number) has \(block.channelCount) channels")
            check(block.frameCount > 0, "block \(number) is empty")
            check(block.values.allSatisfy(\.isFinite), "block \(number) holds a value that is no number")
            if let end {
                let step = end.distance(to: block.start)
                check(step >= 0, "block \(number) overlaps the one before by \(-step) frames")
                if step > 0 {
                    gapCount += 1
                    lostFrames += step
                }
            } else {
                check(mayBeginLate || block.start == SampleIndex(0), "the first block is at \(block.start.rawValue)")
            }
            end = block.end
            let report = source.report
            check(
                report.gapCount >= gapCount && report.lostFrames >= lostFrames,
                "after block \(number) \(gapCount) gaps with \(lostFrames) frames are seen, reported are "
                    + "\(report.gapCount) with \(report.lostFrames)")
            check(report.gapCount >= last.gapCount && report.lostFrames >= last.lostFrames, "a gap was taken back")
            if let saturated = report.saturatedSamples {
                check(saturated.count == channels.count, "saturation is reported of \(saturated.count) channels")
            }
            check(report.openLeads?.allSatisfy(channels.indices.contains) ?? true, "an open lead of no channel")
            check((report.deviceLatency ?? 0) >= 0 && (report.pipelineLatency ?? 0).isFinite, "an impossible latency")
            last = report
        }
        check(end != nil, "there was no block")
        return problems
    }
}

/// A link to a simulated device whose time goes on by a step at every receive: a live device without waiting.
public struct SteppingLink<Simulator: DeviceSimulator>: DeviceLink, ~Copyable {
    /// The device.
    public var simulator: Simulator
    private var time = SessionTime.start
    private let step: Microseconds
    private var receiveCount = 0
    private var answers: [UInt8] = []
    private let atReceive: (Int, inout Simulator) -> Void

    /// Creates a link; `atReceive` may break something before the receive of a number, from 0.
    public init(
        _ simulator: Simulator, step: Microseconds, atReceive: @escaping (Int, inout Simulator) -> Void = { _, _ in }
    ) {
        self.simulator = simulator
        self.step = step
        self.atReceive = atReceive
    }

    /// Hands the bytes to the device.
    public mutating func send(_ bytes: [UInt8]) { answers += simulator.receive(bytes, at: time) }

    /// Lets a step pass.
    public mutating func receive(waitingAtMostMilliseconds: Int) -> [UInt8] {
        atReceive(receiveCount, &simulator)
        receiveCount += 1
        time = time + step
        defer { answers = [] }
        return answers + simulator.advance(to: time)
    }

    /// Nothing to close.
    public mutating func close() {}
}
