// Everything that makes one simulated person different from another, as one value that can be saved, edited and read.

/// A person for the virtual patient: motoneurons and muscles of an ankle, the reflexes between them, how spasms come and
/// go, and how all this is recorded.
///
/// Take a preset (``preset(_:severity:seed:muscle:)``), change what you like, ask ``validate()``, write it (``yaml()``) and
/// read it again (``init(yaml:file:)``). What each number means, its unit, source and allowed range stand in ``sections``,
/// over which all of that goes. Persons that are equal behave the same, bit for bit.
public struct Person: Hashable, Sendable, Codable {
    /// What the person is called; fit for a file name.
    public var name = "person"
    /// Whom the person stands for, in a sentence.
    public var summary = ""
    /// How the person came to be, such as the preset, severity and seed.
    public var history = ""
    /// Where all random numbers of this person start; 0 or more.
    public var seed = 1
    /// Motoneurons, muscles, reflexes, spasms.
    public var parameters = VirtualPatientParameters()
    /// The electrodes, the limb under them, and what they pick up beside the muscle.
    public var recording = RecordingConditions()

    /// A healthy adult who lies still.
    public init() {}

    /// How the person's electromyogram is recorded.
    public var electromyography: ElectromyographyParameters {
        var result = ElectromyographyParameters()
        result.electrodes = recording.electrodes
        result.rate = recording.rate
        result.conductor = recording.limb
        result.disturbances = recording.disturbances
        return result
    }
}
