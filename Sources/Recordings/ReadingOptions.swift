// What a reader cannot know from a file alone.

public import Signals

/// What a reader cannot know from a file alone. The defaults suit files that say everything themselves.
public struct ReadingOptions: Sendable, Hashable {
    /// The sample rate of a file that does not state one (CSV without a time column).
    public var sampleRate: SampleRate?
    /// By how many samples OT BioLab's `Decomposition of…` columns lag behind the EMG: the extension factor of its
    /// decomposition, 8 unless the user of OTBiolab+ chose another.
    public var extensionFactor: Int
    /// The most bytes that a compressed file may become when it is unpacked.
    public var decompressedByteLimit: Int

    /// Creates options. A negative extension factor or limit is a programming mistake.
    public init(
        sampleRate: SampleRate? = nil, extensionFactor: Int = 8, decompressedByteLimit: Int = 16 << 30
    ) {
        precondition(extensionFactor >= 0 && decompressedByteLimit >= 0, "counts are never negative")
        self.sampleRate = sampleRate
        self.extensionFactor = extensionFactor
        self.decompressedByteLimit = decompressedByteLimit
    }
}
