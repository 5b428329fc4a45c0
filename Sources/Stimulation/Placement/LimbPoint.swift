// Where something is on a limb, without millimetres: so that it fits every person and can be drawn on either side.

/// A view of a limb.
public enum LimbView: String, Hashable, Sendable, CaseIterable {
    /// The leg from in front.
    case legFront
    /// The leg from behind.
    case legBack
    /// The leg from its outer side.
    case legOuter
    /// The arm from in front, palm forwards.
    case armFront
    /// The arm from behind.
    case armBack

    /// Whether it is a view of the arm.
    public var isArm: Bool { self == .armFront || self == .armBack }

    /// What it is called.
    public var title: String {
        switch self {
        case .legFront, .armFront: "from in front"
        case .legBack, .armBack: "from behind"
        case .legOuter: "from the outer side"
        }
    }
}

/// A part of a limb, between two landmarks that can be felt.
public enum LimbSegment: String, Hashable, Sendable, CaseIterable {
    /// From the iliac crest to the greater trochanter.
    case hip
    /// From the greater trochanter to the joint line of the knee.
    case thigh
    /// From the joint line of the knee to the malleoli.
    case shank
    /// From the malleoli to the sole.
    case foot
    /// From the acromion to the epicondyles of the elbow.
    case upperArm
    /// From the epicondyles of the elbow to the crease of the wrist.
    case forearm
    /// From the crease of the wrist to the tip of the middle finger.
    case hand
}

/// A point on a limb as one sees it in a view.
public struct LimbPoint: Hashable, Sendable {
    /// The segment.
    public let segment: LimbSegment
    /// Along the segment: 0 at its upper landmark, 1 at its lower one.
    public let along: Double
    /// Across the limb at this height. From in front and from behind: −1 at its inner edge, 1 at its outer edge. From the
    /// outer side: −1 at the back, 1 at the front.
    public let across: Double

    /// Creates a point.
    public init(_ segment: LimbSegment, _ along: Double, _ across: Double) {
        self.segment = segment
        self.along = along
        self.across = across
    }
}
