// One row of the placement atlas: to calm this muscle, stimulate that nerve, with the pads here.

/// How well it is founded that stimulating at a place calms a muscle.
public enum EvidenceGrade: String, Hashable, Sendable, CaseIterable {
    /// Reciprocal inhibition was shown in people, and patients were treated in a trial.
    case a = "A"
    /// Reciprocal inhibition was shown in people.
    case b = "B"
    /// A trial stimulated the antagonist or the muscle itself; reciprocal inhibition was not shown.
    case c = "C"
    /// Nothing but anatomy speaks for it: experimental.
    case d = "D"

    /// What the grade means, in one clause.
    public var meaning: String {
        switch self {
        case .a: "reciprocal inhibition was shown in people, and patients were treated in a trial"
        case .b: "reciprocal inhibition was shown in people"
        case .c: "only trials of stimulation, without reciprocal inhibition shown"
        case .d: "experimental: nothing but anatomy speaks for it"
        }
    }

    /// Whether a pad at such a place may ever stimulate by itself. What only anatomy speaks for may not.
    public var mayBeAutomatic: Bool { self != .d }
}

/// The part of the body that a current flows through; questions before stimulation depend on it.
public enum BodyRegion: String, Hashable, Sendable, CaseIterable {
    /// Arm, forearm and hand.
    case arm
    /// Thigh, leg and foot.
    case leg
    /// Buttock, hip and groin: near the trunk.
    case hip
}

/// One of the two pads of a place.
public struct PadPlace: Hashable, Sendable {
    /// What the pad does.
    public enum Role: String, Hashable, Sendable {
        /// The cathode, under which the nerve is excited first.
        case active
        /// The anode, which closes the circuit.
        case closing
    }

    /// What it does.
    public let role: Role
    /// How to find the place.
    public let landmark: String
    /// Where it is in each view in which it can be seen.
    public let points: [LimbView: LimbPoint]

    /// Creates a pad's place.
    public init(_ role: Role, _ landmark: String, _ points: [LimbView: LimbPoint]) {
        self.role = role
        self.landmark = landmark
        self.points = points
    }
}

/// What was used at a place, to begin a prescription with. Every number needs a clinician's approval.
public struct TypicalStimulation: Hashable, Sendable {
    /// Pulse rate.
    public let rate: ClosedRange<Hertz>
    /// Length of a phase.
    public let phase: ClosedRange<Microseconds>
    /// Peak current over the motor threshold.
    public let overMotorThreshold: ClosedRange<Ratio>
    /// What the numbers leave out: trains, doses, and who used them.
    public let note: String

    /// Creates it.
    public init(
        rate: ClosedRange<Hertz>, phase: ClosedRange<Microseconds>, overMotorThreshold: ClosedRange<Ratio>, note: String
    ) {
        self.rate = rate
        self.phase = phase
        self.overMotorThreshold = overMotorThreshold
        self.note = note
    }
}

/// A muscle as an area of a view, for drawings.
public struct MuscleArea: Hashable, Sendable {
    /// The view.
    public let view: LimbView
    /// The line along its middle, from its upper to its lower end.
    public let axis: [LimbPoint]
    /// Its width in the middle, as a part of the limb's width there.
    public let width: Double

    /// Creates an area.
    public init(_ view: LimbView, width: Double, _ axis: [LimbPoint]) {
        self.view = view
        self.axis = axis
        self.width = width
    }
}

/// A row of the atlas.
public struct Placement: Hashable, Sendable {
    /// The name by which the row is asked for, such as `soleus`.
    public let name: String
    /// The muscle that is to be calmed, for people.
    public let muscle: String
    /// Other names of it and of its neighbours that the row is for.
    public let otherNames: [String]
    /// What its spasm looks like.
    public let spasm: String
    /// The nerve that is stimulated.
    public let nerve: String
    /// The muscle that the nerve drives.
    public let antagonist: String
    /// The region that the current flows through.
    public let region: BodyRegion
    /// The active and the closing pad.
    public let pads: [PadPlace]
    /// What must move when the motor threshold is passed, or the pads are not where they should be.
    public let evokedMovement: String
    /// What to begin with.
    public let typical: TypicalStimulation
    /// Another way, if there is one.
    public let alternative: String?
    /// How well it is founded.
    public let grade: EvidenceGrade
    /// Who says so.
    public let sources: [String]
    /// The muscle, for drawings.
    public let areas: [MuscleArea]
    /// The nerve's course under the skin, for drawings.
    public let course: [LimbView: [LimbPoint]]

    /// The edge of a usual pad, in millimetres: Lull's own choice.
    public var padEdge: Double { region == .arm ? 40 : 50 }

    /// The views that show the pads and the muscle, in the order in which they are drawn.
    public var views: [LimbView] {
        LimbView.allCases.filter { view in
            pads.contains { $0.points[view] != nil } || areas.contains { $0.view == view }
        }
    }
}
