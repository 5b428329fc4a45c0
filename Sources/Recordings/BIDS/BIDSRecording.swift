// One recording of a dataset, with what the samples cannot say themselves.

/// A recording with its electrodes, the circumstances, and the discharges that are known to be true.
public struct BIDSRecording: Sendable {
    /// The label of its participant.
    public var participant: String
    /// The label of the task: ASCII letters and digits.
    public var task: String
    /// Channels, samples and events; its motor units go into the BDF+ file as annotations.
    public var recording: Recording
    /// How it was recorded.
    public var circumstances: BIDSCircumstances
    /// What is to be known of each channel; one for each channel of ``recording``.
    public var channels: [BIDSChannel]
    /// Where the electrodes are; empty when nobody knows.
    public var electrodes: [BIDSElectrode] = []
    /// What the electrodes' coordinates (mm) mean; needed when there are electrodes.
    public var coordinates = ""
    /// Discharges that are known to be true, as in a simulation, or that a decomposition found.
    public var truth: [BIDSKnownUnit] = []
    /// Which of both they are.
    public var derivative = BIDSDerivative.groundtruth

    /// Creates a recording.
    public init(
        participant: String, task: String, recording: Recording, circumstances: BIDSCircumstances,
        channels: [BIDSChannel]
    ) {
        self.participant = participant
        self.task = task
        self.recording = recording
        self.circumstances = circumstances
        self.channels = channels
    }
}

/// How a recording was made: the fields of `_emg.json` that the samples do not give.
public struct BIDSCircumstances: Hashable, Sendable {
    /// How the electrodes were placed, in words.
    public var placement: String
    /// What the channels are measured against.
    public var reference: String
    /// The frequency of the mains (Hz); `nil` when nobody knows.
    public var powerLineFrequency: Double?
    /// What the person did.
    public var taskDescription = ""
    /// What the person was told.
    public var instructions = ""
    /// Filters of the amplifier, in words.
    public var hardwareFilters = ""
    /// Filters of the program, in words.
    public var softwareFilters = ""
    /// Who made the amplifier.
    public var manufacturer = ""
    /// Which amplifier.
    public var model = ""
    /// Which version of the software.
    public var softwareVersions = ""
    /// Electrodes: material and kind, in words.
    public var electrodeType = ""
    /// Distance between neighbouring electrodes (mm).
    public var interelectrodeDistance: Double?

    /// Creates a description.
    public init(placement: String, reference: String, powerLineFrequency: Double?) {
        self.placement = placement
        self.reference = reference
        self.powerLineFrequency = powerLineFrequency
    }
}

/// A channel's line in `_channels.tsv`, apart from what the recording says.
public struct BIDSChannel: Hashable, Sendable {
    /// What it is, in words.
    public var description: String
    /// The muscle under it.
    public var muscle = ""
    /// The electrode that counts positive, by the name of its ``BIDSElectrode``.
    public var electrode = ""
    /// The electrode or place it is measured against.
    public var reference = ""
    /// The grid or other group it belongs to.
    public var group = ""

    /// Creates a channel's line.
    public init(_ description: String) { self.description = description }
}

/// An electrode's line in `_electrodes.tsv`.
public struct BIDSElectrode: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// Its place (mm).
    public var x: Double
    /// Its place (mm).
    public var y: Double
    /// The grid or other group it belongs to.
    public var group: String

    /// Creates an electrode's line.
    public init(name: String, x: Double, y: Double, group: String = "") {
        self.name = name
        self.x = x
        self.y = y
        self.group = group
    }
}

/// Where motor units come from, and so in which derivative they are stored.
public enum BIDSDerivative: String, Hashable, Sendable {
    /// Known to be true, because they were simulated.
    case groundtruth
    /// Found in the signals.
    case decomposed

    /// What the derivative is called after the name of the dataset.
    var words: String { self == .groundtruth ? "known discharges" : "discharges of motor units" }
}

/// A motor unit whose discharges are known.
public struct BIDSKnownUnit: Hashable, Sendable {
    /// The unit.
    public var unit: RecordedMotorUnit
    /// The muscle it drives.
    public var muscle: String

    /// Creates a unit.
    public init(_ unit: RecordedMotorUnit, muscle: String) {
        self.unit = unit
        self.muscle = muscle
    }
}
