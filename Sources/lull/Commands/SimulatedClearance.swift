// What stands in for the screening and the test of the effect where nobody is stimulated.

import Stimulation

/// The clearance of simulated stimulation. The pulses go to a simulated stimulator or a virtual person, so there is nobody to
/// ask; a session with a person has a screening and a test of that person.
enum SimulatedClearance {
    /// The prescription, with harmless answers and an effect assumed.
    static func of(_ prescription: Prescription) -> Clearance {
        let terms = prescription.terms
        let evidence = EffectEvidence(
            site: terms.site, channel: terms.pad.channel, current: prescription.workingCurrent,
            pairs: EffectEvidence.fewestPairs, ratio: Ratio(0.5), interval: Ratio(0.4)...Ratio(0.6),
            confidence: EffectEvidence.lowestConfidence, unixSeconds: 0)
        return of(prescription, evidence: evidence)
    }

    /// The prescription with harmless answers and no test: enough for a hand and for the steps of a guided protocol.
    static func untested(_ prescription: Prescription) -> Clearance { of(prescription, evidence: nil) }

    /// The prescription with harmless answers and the test of the effect that was made.
    static func of(_ prescription: Prescription, evidence: EffectEvidence?) -> Clearance {
        let terms = prescription.terms
        let harmless = Dictionary(
            ScreeningQuestion.all.compactMap { question in question.choices.first.map { (question.name, $0.name) } },
            uniquingKeysWith: { first, _ in first })
        let screening = Screening(
            person: terms.person, answers: harmless, answeredTo: "nobody: simulated", unixSeconds: 0)
        return Clearance(prescription: prescription, screening: screening, evidence: evidence, at: 0)
    }
}
