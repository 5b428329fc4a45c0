// What must be asked before anybody is stimulated, as data: the questions, the answers, and what follows from each.

/// What follows from an answer.
public enum ScreeningConsequence: Hashable, Sendable {
    /// Nothing.
    case none
    /// Something must be done first, and somebody must confirm that it was.
    case precaution(String)
    /// As a precaution; and never without somebody beside the person, so nothing is automatic.
    case attended(String)
    /// No stimulation.
    case forbidden(String)
}

/// One answer that can be given.
public struct ScreeningChoice: Hashable, Sendable {
    /// The answer, as it is written down.
    public let name: String
    /// What follows from it.
    public let consequence: ScreeningConsequence
    /// What follows from it instead, where the pads are in one of these regions.
    public let inRegion: [BodyRegion: ScreeningConsequence]
    /// Whether blood pressure and heart rate at rest must be known.
    public let needsBaseline: Bool

    init(
        _ name: String, _ consequence: ScreeningConsequence, inRegion: [BodyRegion: ScreeningConsequence] = [:],
        needsBaseline: Bool = false
    ) {
        self.name = name
        self.consequence = consequence
        self.inRegion = inRegion
        self.needsBaseline = needsBaseline
    }

    /// What follows with pads in a region.
    public func consequence(in region: BodyRegion) -> ScreeningConsequence { inRegion[region] ?? consequence }
}

/// One question.
public struct ScreeningQuestion: Hashable, Sendable {
    /// The name by which answers refer to it.
    public let name: String
    /// The question.
    public let text: String
    /// The answers that can be given.
    public let choices: [ScreeningChoice]
    /// Who says that it must be asked.
    public let source: String

    /// A question with yes and no, of which one is harmless.
    private static func ask(
        _ name: String, _ text: String, harmless: String = "no", otherwise consequence: ScreeningConsequence,
        inRegion: [BodyRegion: ScreeningConsequence] = [:], source: String = instructions
    ) -> ScreeningQuestion {
        let other = harmless == "no" ? "yes" : "no"
        return ScreeningQuestion(
            name: name, text: text,
            choices: [
                ScreeningChoice(harmless, .none), ScreeningChoice(other, consequence, inRegion: inRegion),
            ], source: source)
    }

    private static let instructions =
        "instructions for use of Enraf-Nonius Endomed 484 and HASOMED P24, and AS 60601.2.10"

    /// Every question, in the order in which they are asked. All of them must be answered.
    public static let all: [ScreeningQuestion] = [
        ask(
            "implant", "Is there a pacemaker, a defibrillator, a pump, a brain stimulator or another active implant?",
            otherwise: .forbidden("stimulation can disturb an active implant")),
        ask(
            "pregnancy", "Could the person be pregnant?",
            otherwise: .precaution("the pads stay on arm or leg, away from trunk and pelvis, and a doctor has agreed"),
            inRegion: [.hip: .forbidden("no current near the pelvis in pregnancy")]),
        ask(
            "thrombosis", "Is there, or could there be, a thrombosis or an inflamed vein?",
            otherwise: .forbidden("muscles that move can loosen a clot")),
        ask(
            "malignancy", "Is there active cancer where the current will flow?",
            otherwise: .forbidden("no current through active cancer")),
        ask(
            "skin",
            "Is the skin under a pad broken, infected, recently operated on, or irradiated in the last six months?",
            otherwise: .forbidden("no pad on such skin")),
        ask("bleeding", "Is there active bleeding?", otherwise: .forbidden("no stimulation while there is bleeding")),
        ask(
            "reporting", "Can the person understand what happens and say stop at any moment?", harmless: "yes",
            otherwise: .forbidden("who cannot say stop is not stimulated")),
        ask(
            "shortwave",
            "Is there short-wave or microwave equipment within a metre, or is the person connected to high-frequency surgery?",
            otherwise: .forbidden("it can drive current through the pads and burn; remove it first")),
        ask(
            "driving", "Will the person drive or use dangerous machines meanwhile?",
            otherwise: .forbidden("an evoked movement could cause an accident")),
        ask(
            "heart", "Is there heart disease?",
            otherwise: .precaution("a doctor who knows the heart disease has agreed")),
        ask(
            "epilepsy", "Does the person have epilepsy?",
            otherwise: .precaution("somebody who knows what to do in a seizure stays near; never near the head")),
        ask(
            "sensation", "Can the person feel a light touch under both pads?", harmless: "yes",
            otherwise: .precaution("somebody looks at the skin under the pads at least every 20 minutes")),
        ask(
            "bone", "Is there a recent fracture or known osteoporosis in the limb?",
            otherwise: .precaution("a doctor has agreed that the limb may contract")),
        ScreeningQuestion(
            name: "injury-level", text: "Is there a spinal cord injury, and at which level?",
            choices: [
                ScreeningChoice("none", .none), ScreeningChoice("below-T6", .none),
                ScreeningChoice(
                    "T6-or-above", .attended(dysreflexia), needsBaseline: true),
                ScreeningChoice(
                    "T6-or-above-cleared",
                    .precaution(
                        dysreflexia + "; a doctor has watched stimulation at this intensity and cleared it unattended"),
                    needsBaseline: true),
            ],
            source:
                "Ashley et al. 1993: autonomic dysreflexia under functional electrical stimulation; injuries at T6 or above"
        ),
    ]

    private static let dysreflexia =
        "autonomic dysreflexia: person and helper know the signs (pounding headache, flushing, slow pulse), sit the person "
        + "up and stop at the first of them, and know whom to call"

    /// The question of a name.
    public static func named(_ name: String) -> ScreeningQuestion? { all.first { $0.name == name } }
}
