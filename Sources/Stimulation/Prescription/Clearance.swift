// Whether a pad may be armed, and whether it may stimulate by itself: prescription, screening and evidence together. The
// supervisor asks it before arming, and the gate asks it again for every order.

/// A prescription with what must be known before it is used.
public struct Clearance: Hashable, Sendable {
    /// What was approved.
    public let prescription: Prescription
    /// What stands in the way of any stimulation; empty when nothing does.
    public let obstacles: [ClearanceObstacle]
    /// What stands in the way of stimulation by itself, beyond ``obstacles``; empty when nothing does.
    public let automaticObstacles: [ClearanceObstacle]

    /// Puts them together.
    ///
    /// - Parameters:
    ///   - prescription: what was approved.
    ///   - screening: the answers; `nil` when nobody was asked, and then nothing is stimulated.
    ///   - evidence: the test of the effect; `nil` when there was none, and then nothing is automatic.
    ///   - unixSeconds: now.
    public init(
        prescription: Prescription, screening: Screening?, evidence: EffectEvidence? = nil, at unixSeconds: Int
    ) {
        self.prescription = prescription
        let (terms, placement) = (prescription.terms, prescription.placement)
        var obstacles: [ClearanceObstacle] = []
        var automatic: [ClearanceObstacle] = []
        if let screening {
            if screening.person != terms.person { obstacles.append(.otherPerson(screening.person, terms.person)) }
            obstacles += screening.obstacles(in: placement.region, at: unixSeconds).map { .screening($0) }
            automatic += screening.attendedOnly(in: placement.region).map { .attendedOnly(question: $0) }
        } else {
            obstacles.append(.notScreened)
        }
        if terms.thresholds == nil { automatic.append(.thresholdsUnknown) }
        if !placement.grade.mayBeAutomatic { automatic.append(.grade(placement.name, placement.grade)) }
        if let evidence {
            if evidence.site != terms.site || evidence.channel != terms.pad.channel {
                automatic.append(.evidenceOfAnotherPad)
            }
            if evidence.current != prescription.workingCurrent {
                automatic.append(
                    .evidenceAtAnotherCurrent(tested: evidence.current, working: prescription.workingCurrent))
            }
            let (age, overflow) = unixSeconds.subtractingReportingOverflow(evidence.unixSeconds)
            if overflow || !(0...EffectEvidence.validity).contains(age) { automatic.append(.evidenceTooOld) }
            if evidence.verdict != .calms { automatic.append(.effect(evidence.verdict)) }
        } else {
            automatic.append(.noEvidence)
        }
        self.obstacles = obstacles
        automaticObstacles = automatic
    }

    /// What stands in the way of an order for this reason.
    public func obstacles(to trigger: Trigger.Kind) -> [ClearanceObstacle] {
        var all = obstacles
        if trigger.isAutomatic { all += automaticObstacles }
        if prescription.terms.thresholds == nil, trigger == .manual { all.append(.thresholdsUnknown) }
        return all
    }
}

/// Why a pad may not be armed, or not for stimulation by itself.
public enum ClearanceObstacle: Hashable, Sendable, CustomStringConvertible {
    /// Nobody was asked anything.
    case notScreened
    /// The answers are another person's than the prescription.
    case otherPerson(PersonCode, PersonCode)
    /// The answers stand in the way.
    case screening(ScreeningObstacle)
    /// An answer allows stimulation only beside somebody.
    case attendedOnly(question: String)
    /// The thresholds have not been found.
    case thresholdsUnknown
    /// The place is not founded well enough.
    case grade(String, EvidenceGrade)
    /// The effect was not tested.
    case noEvidence
    /// The effect was tested at another pad.
    case evidenceOfAnotherPad
    /// The effect was tested at another current.
    case evidenceAtAnotherCurrent(tested: Milliamperes, working: Milliamperes)
    /// The test is older than it is good for, or from the future.
    case evidenceTooOld
    /// The test says that it does nothing or worsens.
    case effect(EffectEvidence.Verdict)

    /// The obstacle in one clause.
    public var description: String {
        switch self {
        case .notScreened: "the screening questions have not been asked"
        case .otherPerson(let screened, let prescribed):
            "the screening is of \(screened), the prescription for \(prescribed)"
        case .screening(let obstacle): obstacle.description
        case .attendedOnly(let question):
            "the answer to “\(question)” allows stimulation only with somebody beside the person"
        case .thresholdsUnknown: "the thresholds have not been found; only the steps of a guided protocol may stimulate"
        case .grade(let name, let grade):
            "the place for \(name) has evidence of grade \(grade.rawValue) (\(grade.meaning))"
        case .noEvidence: "whether this pad calms the muscle has not been tested against sham"
        case .evidenceOfAnotherPad: "the test of the effect was made with another pad"
        case .evidenceAtAnotherCurrent(let tested, let working):
            "the test of the effect was made with \(tested), the prescription has \(working)"
        case .evidenceTooOld: "the test of the effect is not of the last 30 days"
        case .effect(let verdict): "in the test of the effect, \(verdict.meaning)"
        }
    }
}
