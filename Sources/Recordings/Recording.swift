// The one type for everything that a file can hold: channels and their samples, grids, events and motor units.

public import Signals

/// What was recorded from a person, whatever format it came from.
///
/// The description (channels, grids, events, motor units) is in memory; the samples stay in a ``SampleStore`` that may
/// read them from the file when asked, so that a day's recording can be opened on a small machine.
public struct Recording: Sendable {
    /// The file's name as the user gave it; errors and reports start with it.
    public var name: String
    /// The format it was read from, such as `OT BioLab .mat (MAT v5)`.
    public var format: String
    /// What each column of samples is.
    public var channels: [Channel]
    /// The electrode grids; their places name channels of ``channels``.
    public var grids: [ElectrodeGrid]
    /// What happened, on the clock of ``rate``.
    public var events: [Event]
    /// The motor units that the file brings along.
    public var motorUnits: [RecordedMotorUnit]
    /// Further facts from the file (device, start time, person code), by name.
    public var metadata: [String: String]
    /// Where the samples are.
    public var samples: any SampleStore

    /// Creates a recording.
    public init(
        name: String, format: String, channels: [Channel], grids: [ElectrodeGrid] = [], events: [Event] = [],
        motorUnits: [RecordedMotorUnit] = [], metadata: [String: String] = [:], samples: any SampleStore
    ) {
        self.name = name
        self.format = format
        self.channels = channels
        self.grids = grids
        self.events = events
        self.motorUnits = motorUnits
        self.metadata = metadata
        self.samples = samples
    }

    /// The rate of the main clock: that of the first EMG channel, else of the first channel, else of the motor units.
    public var rate: SampleRate? {
        channels.first { $0.kind == .emg }?.rate ?? channels.first?.rate ?? motorUnits.first?.discharges.rate
    }

    /// How long the longest channel (or, without channels, the last discharge) lasts, in seconds.
    public var duration: Double {
        let ofChannels = channels.indices.map { channels[$0].rate.seconds(samples.sampleCount(ofChannel: $0)) }
        let ofUnits = motorUnits.compactMap { unit in unit.discharges.seconds.last }
        return ofChannels.max() ?? ofUnits.max() ?? 0
    }

    /// The positions (0-based) of the channels of a kind.
    public func channels(of kind: ChannelKind) -> [Int] { channels.indices.filter { channels[$0].kind == kind } }

    /// All samples of one channel, in the channel's unit.
    public func allSamples(ofChannel channel: Int) throws(RecordingError) -> [Float] {
        try samples.samples(ofChannel: channel, in: 0..<samples.sampleCount(ofChannel: channel))
    }
}

/// Where the samples of a recording are: in memory, or in a file that is read when asked.
public protocol SampleStore: Sendable {
    /// The number of samples of a channel (0-based).
    func sampleCount(ofChannel channel: Int) -> Int
    /// The samples of a channel in a range that lies within its count, in the channel's unit.
    ///
    /// - Throws: ``RecordingError`` when the file can no longer be read there.
    func samples(ofChannel channel: Int, in range: Range<Int>) throws(RecordingError) -> [Float]
}

/// Samples that are in memory, one array per channel.
public struct MemorySamples: SampleStore {
    /// One array per channel.
    public var channels: [[Float]]

    /// Creates a store of these channels.
    public init(channels: [[Float]]) { self.channels = channels }

    /// The number of samples of a channel.
    public func sampleCount(ofChannel channel: Int) -> Int { channels[channel].count }

    /// The samples of a channel in a range.
    public func samples(ofChannel channel: Int, in range: Range<Int>) -> [Float] { Array(channels[channel][range]) }
}

/// A motor unit as a file brings it: its discharges and what the decomposition said of their quality.
public struct RecordedMotorUnit: Sendable, Hashable {
    /// The name that the file gives it, or its number from 0.
    public var name: String
    /// Its discharges, on the clock of the recording.
    public var discharges: DischargeTrain
    /// The silhouette or other accuracy that the file states, 0…1.
    public var accuracy: Double?
    /// The channel (0-based) that holds its separated source, where the file has one.
    public var sourceChannel: Int?
    /// The channels (0-based) of the grid that it was decomposed from, where the file says so.
    public var grid: Int?

    /// Creates a motor unit.
    public init(
        name: String, discharges: DischargeTrain, accuracy: Double? = nil, sourceChannel: Int? = nil, grid: Int? = nil
    ) {
        self.name = name
        self.discharges = discharges
        self.accuracy = accuracy
        self.sourceChannel = sourceChannel
        self.grid = grid
    }
}
