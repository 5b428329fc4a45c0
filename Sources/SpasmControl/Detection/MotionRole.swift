// What a motion sensor can say about the person's will: when a movement began, against when the muscle did.

/// Where a motion sensor is, set for this person by somebody who knows.
public enum MotionRole: String, Hashable, Sendable, CaseIterable {
    /// No motion sensor is looked at.
    case none
    /// On a part that moves by will only, and begins before the muscle when the person moves: the other hand, the trunk, the
    /// other leg.
    case movedByWill
    /// On the muscle's own joint, which the person cannot move by will with another muscle.
    case ownJoint

    /// What a finding says, with the sensor there.
    ///
    /// On the own joint only one thing can be told: a joint that moved clearly before the muscle was active, the way that
    /// stretches it, was moved by somebody or something, and the muscle answers the stretch. Will and spasm both move the joint after the muscle, by the
    /// electromechanical delay.
    func volition(of finding: MotionFinding) -> Volition {
        switch (self, finding) {
        case (.movedByWill, .before): .voluntary
        case (.movedByWill, .rest), (.ownJoint, .before): .spasm
        default: .unclear
        }
    }
}

/// What a motion sensor showed when the muscle became active.
public enum MotionFinding: String, Hashable, Sendable, CaseIterable {
    /// Nothing moved.
    case rest
    /// A movement began before the muscle was active: within ``SpasmSettings/motionWindow``, and on the own joint by
    /// ``SpasmSettings/motionLead`` at least and the way that stretches the muscle (``SpasmSettings/motionStretch``).
    case before
    /// A movement began with the muscle or after it.
    case after
    /// It had been moving for longer than the window: what began the activity is not in it.
    case goingOn
    /// Something between rest and a movement, on the own joint one that does not stretch the muscle, or a force without EMG, with which the own joint cannot be compared.
    case doubtful
    /// The sensor could not be read: no number, at the end of its range, stuck, rest not measured, or during stimulation.
    case unreadable
}
