// A pad test as evidence for a session with a real stimulator: only a test of that very person counts.

import Signals
import Stimulation

extension PadTestFile {
    /// The evidence for a prescription; what it says of the pad, the clearance judges.
    ///
    /// - Throws: when the test was simulated or another person's, or its numbers are those of no test.
    func evidence(for prescription: Prescription) throws(PadTestFileError) -> EffectEvidence {
        func refusal(_ category: ErrorCategory, _ problem: String) -> PadTestFileError {
            PadTestFileError(category: category, description: "\(path): \(problem)")
        }
        let terms = prescription.terms
        guard !isSimulated, let tested = testedUnixSeconds else {
            throw refusal(
                .noPermission,
                "this pad test was made on a virtual person, so it says nothing about \(terms.person); without --evidence a hand "
                    + "gives the bursts")
        }
        guard person == terms.person.description else {
            throw refusal(.noPermission, "the pads were tested on \(person), the prescription is for \(terms.person)")
        }
        guard let pad = pads.first(where: { $0.channel == terms.pad.channel.number }) else {
            throw refusal(.noPermission, "the pad of the prescription (\(terms.pad.channel)) was not tested")
        }
        guard let side = Side(rawValue: side), let current = pad.currentMilliamperes.flatMap({ Milliamperes($0) }),
            let ratio = pad.ratio, let low = pad.low, let high = pad.high, low <= high, let confidence = pad.confidence,
            let evidence = EffectEvidence(
                site: StimulationSite(nerve: nerve, muscle: muscle, side: side), channel: terms.pad.channel,
                current: current, pairs: pad.pairRatios.count, ratio: Ratio(ratio),
                interval: Ratio(low)...Ratio(high), confidence: Ratio(confidence), unixSeconds: tested)
        else { throw refusal(.data, "pad \(pad.channel) was tested, but its numbers are not those of a test") }
        return evidence
    }
}
