// What a pool of motoneurons tells the muscle and the electromyogram, block by block.

/// One discharge of one motor unit within a block.
public struct UnitDischarge: Hashable, Sendable, Codable {
    /// The unit, 0-based in the order of recruitment.
    public var unit: Int
    /// The frame within the block.
    public var frame: Int

    /// Creates a discharge.
    public init(unit: Int, frame: Int) {
        self.unit = unit
        self.frame = frame
    }
}
