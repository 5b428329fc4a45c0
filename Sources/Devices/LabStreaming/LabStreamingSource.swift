// A stream of another program as a signal source.

public import Signals

/// A stream of Lab Streaming Layer: numbers of a fixed rate.
///
/// Positions are told from time stamps, put on this machine's clock, so that a sender that was started anew leaves the gap
/// that there was. A frame with a value that is no number counts as lost.
public struct LabStreamingSource: SignalSource, ~Copyable {
    /// The channels, with the labels, units and kinds that the sender gives them.
    public let channels: [Channel]
    /// The stream's rate.
    public let rate: SampleRate
    /// What is known about the samples so far.
    public private(set) var report = SourceReport()

    private var inlet: LabStreamingInlet
    private var positions: LabStreaming.Positions
    private var next = SampleIndex(0)
    private var waiting: [SampleBlock] = []
    private var isFirst = true
    /// Whether stamps are on this machine's clock on this connection.
    private var isOnOurClock: Bool
    private let silenceLimitMilliseconds: Int
    private var failure: DeviceError?

    /// Takes over an inlet.
    ///
    /// - Parameter silenceLimitMilliseconds: How long the sender may say nothing that is a number before it counts as lost;
    ///   that it is looked for after a restart is part of it.
    /// - Throws: ``DeviceError/stream(name:problem:isGone:)`` for a stream of texts, without channels or without a fixed rate.
    public init(_ inlet: consuming LabStreamingInlet, silenceLimitMilliseconds: Int = 2000) throws(DeviceError) {
        self.init(try inlet.info.channels(), inlet, silenceLimitMilliseconds)
    }

    private init(_ channels: [Channel], _ inlet: consuming LabStreamingInlet, _ silenceLimitMilliseconds: Int) {
        self.channels = channels
        rate = channels[0].rate
        positions = LabStreaming.Positions(rate: channels[0].rate)
        isOnOurClock = inlet.connectionOffset != nil
        report.clockOffset = inlet.clockOffset
        self.inlet = inlet
        self.silenceLimitMilliseconds = silenceLimitMilliseconds
    }

    /// What the stream is.
    public var info: LabStreaming.Info { inlet.info }

    /// Waits for the next frames.
    ///
    /// - Throws: ``DeviceError/stream(name:problem:isGone:)`` when the sender is silent for too long or gone for good; then again at
    ///   every call.
    public mutating func nextBlock() throws -> SampleBlock? {
        if let failure { throw failure }
        do throws(DeviceError) {
            let end = LabStreaming.now() + Double(silenceLimitMilliseconds) / 1000
            while waiting.isEmpty {
                let left = end - LabStreaming.now()
                guard left > 0 else {
                    throw .stream(
                        name: inlet.info.name,
                        problem: "sent nothing for \(silenceLimitMilliseconds) ms; check its sender and the network",
                        isGone: true)
                }
                let before = inlet.reconnections
                let samples = try inlet.receive(waitingAtMostMilliseconds: Int(left * 1000) + 1)
                report.clockOffset = inlet.clockOffset
                if inlet.reconnections != before { reconnected() }
                if !samples.isEmpty { take(samples) }
            }
            return waiting.removeFirst()
        } catch {
            failure = error
            throw error
        }
    }

    /// Ends the connection.
    public mutating func close() {
        inlet.close()
        failure = failure ?? .stream(name: inlet.info.name, problem: "was closed here", isGone: true)
    }

    private mutating func reconnected() {
        report.reconnections = inlet.reconnections
        let isKnown = inlet.connectionOffset != nil
        // Without both clocks on ours, how long the sender was gone is not known.
        if !isKnown || !isOnOurClock {
            positions.restart()
            report.clockJumps += 1
        }
        isOnOurClock = isKnown
    }

    private mutating func take(_ samples: [LabStreaming.Sample]) {
        var values: [Float] = []
        var start = next
        func block() -> SampleBlock? {
            values.isEmpty ? nil : SampleBlock(start: start, channelCount: channels.count, values: values)
        }
        let offset = inlet.connectionOffset ?? 0
        for sample in samples {
            guard let time = sample.time, let frame = sample.values.floats else { continue }
            var lost = 0
            switch positions.take(time + offset) {
            case .frames(let count): lost = isFirst ? 0 : count
            case .jump: report.clockJumps += 1
            }
            isFirst = false
            // Values that are no numbers cannot be handed over; their position stays empty.
            let isWhole = frame.allSatisfy(\.isFinite)
            if lost > 0 || !isWhole {
                if let block = block() { waiting.append(block) }
                values = []
                report.count(lost: lost)
                next = next.advanced(by: lost)
                if !isWhole {
                    report.count(lost: 1)
                    next = next.advanced(by: 1)
                    start = next
                    continue
                }
                start = next
            }
            values += frame
            next = next.advanced(by: 1)
        }
        if let block = block() { waiting.append(block) }
        if let newest = samples.last?.time, let offset = inlet.clockOffset {
            report.pipelineLatency = LabStreaming.now() - (newest + offset.seconds)
        }
    }
}

extension LabStreaming.Info {
    /// The channels, as the conventions describe them (`desc/channels/channel`: label, unit, type).
    ///
    /// - Throws: ``DeviceError/stream(name:problem:isGone:)`` for a stream that is no signal.
    public func channels() throws(DeviceError) -> [Channel] {
        func refused(_ words: String) -> DeviceError { .stream(name: name, problem: words, isGone: false) }
        guard format != .string else { throw refused("holds texts, which are markers and no signal") }
        guard channelCount > 0 else { throw refused("has no channels") }
        guard let rate = SampleRate(hertz: hertz) else {
            throw refused("has no fixed rate, so it cannot be read as a signal")
        }
        let list = description["channels"]?.children.filter { $0.name == "channel" } ?? []
        let described = list.count == channelCount ? list : []
        var labels: Set<String> = []
        return (0..<channelCount).map { place in
            let element = described.isEmpty ? nil : described[place]
            var label = element?.value("label") ?? (channelCount == 1 ? name : "\(name) \(place + 1)")
            // Labels name channels, so each occurs once.
            while !labels.insert(label).inserted { label += " (\(place + 1))" }
            let type = (element?.value("type") ?? type).lowercased()
            let unit: SignalUnit =
                switch element?.value("unit")?.lowercased() {
                case nil: .arbitrary
                case "microvolts", "microvolt": .microvolt
                case "millivolts", "millivolt": .millivolt
                case "volts", "volt": .volt
                default: SignalUnit(element?.value("unit") ?? "")
                }
            let kind = ChannelKind.allCases.first { $0.rawValue.lowercased() == type } ?? .other
            return Channel(label: label, kind: kind, unit: unit, rate: rate)
        }
    }

    /// A stream that holds these channels, which have one rate; labels, units and kinds are described.
    ///
    /// - Returns: `nil` without channels, or when their rates differ.
    public static func describing(
        _ channels: [Channel], name: String, sourceID: String, uid: String
    ) -> LabStreaming.Info? {
        guard let rate = channels.first?.rate, channels.allSatisfy({ $0.rate == rate }) else { return nil }
        let isEMG = channels.contains { $0.kind == .emg }
        var info = LabStreaming.Info(
            name: name, type: isEMG ? "EMG" : "Signals", channelCount: channels.count, format: .float32,
            hertz: rate.hertz, sourceID: sourceID, uid: uid)
        let elements = channels.map { channel in
            let kind = channel.kind == .emg || channel.kind == .ecg ? channel.kind.rawValue.uppercased() : nil
            let unit =
                switch channel.unit {
                case .microvolt: "microvolts"
                case .millivolt: "millivolts"
                case .volt: "volts"
                default: channel.unit.symbol
                }
            return XMLElement(
                "channel", "",
                [
                    XMLElement("label", channel.label), XMLElement("unit", unit),
                    XMLElement("type", kind ?? channel.kind.rawValue),
                ])
        }
        info.description = XMLElement("desc", "", [XMLElement("channels", "", elements)])
        return info
    }
}
