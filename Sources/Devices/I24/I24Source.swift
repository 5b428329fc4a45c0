// A HASOMED I24 on a link: switched on, set up, started, read.

public import Signals

/// A running I24 as a signal source: five channels at the rate of its setup.
///
/// **The unit of its values is not known**: no source that was read states it. So the channels are numbers without a unit
/// (`a.u.`), and nothing that needs microvolts takes them. In practice each sample has four channels of potentials and one of
/// impedance; which is which is not known either.
///
/// Every answer is read; one that is missing, negative or another one than was asked for ends the source. A sample that the device
/// left out shows in the time that it states since the one before, and is a gap.
public struct I24Source<Link: DeviceLink & ~Copyable>: SignalSource, ~Copyable {
    /// The five channels.
    public let channels: [Channel]
    /// The rate that the device said it measures with.
    public let rate: SampleRate
    /// What is known about the samples so far.
    public var report: SourceReport { stream.report }

    private var link: Link
    private var parser = ScienceMode4.FrameParser()
    private var stream: I24Stream
    private var number = ScienceMode4.PacketNumber(truncating: 0)
    private let silenceLimitMilliseconds: Int
    private var failure: DeviceError?

    /// Ends whatever the device was measuring, switches its measuring part on, sets it up and starts it.
    ///
    /// - Parameters:
    ///   - link: An open link at 3,000,000 Bd, 8 data bits, no parity, 2 stop bits.
    ///   - setup: What is measured, live.
    ///   - silenceLimitMilliseconds: How long the device may say nothing before it counts as lost.
    /// - Throws: ``DeviceError/linkLost(reason:)`` when the link fails, the device refuses, or what answers is no I24.
    public init(
        _ link: consuming Link, setup: Dyscom.Setup = Dyscom.Setup(), silenceLimitMilliseconds: Int = 1000
    ) throws(DeviceError) {
        let wanted = setup.rate ?? .hertz4000
        guard let rate = SampleRate(hertz: Double(wanted.hertz)) else { preconditionFailure("every rate is one") }
        self.rate = rate
        self.link = link
        self.silenceLimitMilliseconds = silenceLimitMilliseconds
        channels = (1...Dyscom.channelCount).map {
            Channel(label: "I24 \($0)", kind: .other, unit: .arbitrary, rate: rate)
        }
        stream = I24Stream(hertz: wanted.hertz)
        guard setup.rate != nil else {
            throw .linkLost(reason: "the setup of the I24 has a rate that its converter does not have")
        }
        // Live data of an earlier start may still be on its way: it is passed over until the stop is answered.
        guard case .stopped = try ask(.stop) else { throw Self.stranger }
        guard case .power(.success, module: 3, isOn: true) = try ask(.power(module: 3, isOn: true)) else {
            throw .linkLost(reason: "the I24 does not switch its measuring part on; check its battery")
        }
        guard case .initialized(let result, _, _, let found) = try ask(.initialize(setup)) else { throw Self.stranger }
        guard result.isSuccess, found == wanted else {
            throw .linkLost(
                reason: "the I24 does not take the setup: it says \(result) and \(found.hertz) Hz instead of "
                    + "\(wanted.hertz) Hz")
        }
        guard case .started(.success) = try ask(.start) else {
            throw .linkLost(reason: "the I24 does not start to measure; switch it off and on again")
        }
    }

    /// Waits for the next samples.
    ///
    /// - Throws: ``DeviceError/linkLost(reason:)`` when the device is silent for too long, the link fails, or what comes is
    ///   damaged or no live data; then again at every call.
    public mutating func nextBlock() throws -> SampleBlock? {
        if let failure { throw failure }
        do throws(DeviceError) {
            while true {
                if let block = stream.nextBlock() { return block }
                let bytes = try link.receive(waitingAtMostMilliseconds: silenceLimitMilliseconds)
                guard !bytes.isEmpty else {
                    throw .linkLost(
                        reason: "the I24 sent nothing for \(silenceLimitMilliseconds) ms; check its cable and battery")
                }
                for output in parser.receive(bytes) {
                    switch output {
                    case .frame(let frame): try take(frame)
                    case .rejected(let error): throw .linkLost(reason: "what the I24 sent is damaged: \(error)")
                    }
                }
            }
        } catch {
            failure = error
            throw error
        }
    }

    /// Stops the device and closes the link.
    public mutating func close() {
        // A device that cannot be told any more has nothing to be stopped.
        if let bytes = try? Dyscom.Command.stop.frame(packetNumber: number.next).encoded() { try? link.send(bytes) }
        link.close()
    }

    private static var stranger: DeviceError {
        .linkLost(reason: "no I24 answers: something else speaks ScienceMode 4 there; see “lull devices check PORT”")
    }

    private mutating func take(_ frame: ScienceMode4.Frame) throws(DeviceError) {
        guard case .live(let microseconds, let samples)? = Dyscom.Report(frame) else {
            throw .linkLost(reason: "the I24 said something else than samples (command \(frame.command))")
        }
        try stream.take(microseconds, samples)
    }

    /// Sends a command and waits for its answer; live data before it is passed over.
    private mutating func ask(_ command: Dyscom.Command) throws(DeviceError) -> Dyscom.Report {
        number = number.next
        let bytes: [UInt8]
        do { bytes = try command.frame(packetNumber: number).encoded() } catch {
            throw .linkLost(reason: "a command for the I24 cannot be made: \(error)")
        }
        try link.send(bytes)
        var heard: [UInt8] = []
        // A line that never falls silent and never answers is no I24 either.
        let end = ContinuousClock.now + .milliseconds(3 * silenceLimitMilliseconds)
        while true {
            let isTooLate = ContinuousClock.now >= end
            let more = isTooLate ? [] : try link.receive(waitingAtMostMilliseconds: silenceLimitMilliseconds)
            heard = Array((heard + more).suffix(4096))
            guard !more.isEmpty else {
                throw .linkLost(
                    reason: "no I24 answers: \(SpokenProtocol(heard).words); see “lull devices check PORT”")
            }
            var answer: Dyscom.Report?
            for case .frame(let frame) in parser.receive(more) {
                if let report = Dyscom.Report(frame) {
                    if case .live = report {
                        // What comes in one piece with the answer to the start are samples already.
                        if case .start = command, answer != nil { try take(frame) }
                        continue
                    }
                    if frame.packetNumber == number { answer = report }
                } else if frame.packetNumber == number {
                    throw Self.stranger
                }
            }
            if let answer { return answer }
        }
    }
}

/// The live data of an I24 as blocks. Pure: no link, no clock.
struct I24Stream {
    private(set) var report = SourceReport(openLeads: [])
    private let period: Int
    private var next = SampleIndex(0)
    private var start = SampleIndex(0)
    private var values: [Float] = []
    private var waiting: [SampleBlock] = []
    private var hasBegun = false

    init(hertz: Int) { period = 1_000_000 / hertz }

    /// Takes a sample of each channel and the time since the one before.
    mutating func take(_ microseconds: UInt32, _ samples: [Dyscom.Sample]) throws(DeviceError) {
        guard samples.count == Dyscom.channelCount else {
            throw .linkLost(
                reason:
                    "the I24 sent \(samples.count) channels; \(Dyscom.channelCount) are known (frame \(next.rawValue))")
        }
        for (channel, sample) in samples.enumerated() where !sample.value.isFinite {
            throw .linkLost(
                reason:
                    "the I24 sent \(sample.value) for channel \(channel + 1) in frame \(next.rawValue), which is no "
                    + "measurement")
        }
        // The device states whole microseconds; half a period more or less is the same sample.
        let steps = (Int(microseconds) + period / 2) / period
        if hasBegun, steps > 1 {
            closeBlock()
            report.count(lost: steps - 1)
            next = next.advanced(by: steps - 1)
            start = next
        }
        hasBegun = true
        report.openLeads = Set(samples.indices.filter { samples[$0].status & 0b1110 != 0 })
        values += samples.map(\.value)
        next = next.advanced(by: 1)
    }

    /// The next block, if anything has come.
    mutating func nextBlock() -> SampleBlock? {
        if waiting.isEmpty { closeBlock() }
        return waiting.isEmpty ? nil : waiting.removeFirst()
    }

    private mutating func closeBlock() {
        guard !values.isEmpty else { return }
        waiting.append(SampleBlock(start: start, channelCount: Dyscom.channelCount, values: values))
        values = []
        start = next
    }
}
