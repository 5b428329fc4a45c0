// A pad test as what arms a session: read again, checked, and judged by the clearance.

import Signals
import Stimulation
import VirtualPatient

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Why a pad test cannot be used.
struct PadTestFileError: ExplainedError {
    let category: ErrorCategory
    let description: String
}

extension PadTestFile {
    /// The pad that was found to work.
    struct Tested {
        let path: String
        let output: Int
        let current, motorThreshold, frequency: Double
        /// The length of each phase of a pulse (µs).
        let phase: Int
        /// What lies under it.
        let pad: PatientPad
        private let evidence: EffectEvidence

        init(
            path: String, output: Int, motorThreshold: Double, frequency: Double, phase: Int, pad: PatientPad,
            evidence: EffectEvidence
        ) {
            self.path = path
            self.output = output
            self.motorThreshold = motorThreshold
            self.frequency = frequency
            self.phase = phase
            self.pad = pad
            self.evidence = evidence
            current = evidence.current.value
        }

        /// The clearance of a prescription with this test; refused when it lets no machine stimulate.
        func clearance(of prescription: Prescription) throws(PadTestFileError) -> Clearance {
            let clearance = SimulatedClearance.of(prescription, evidence: evidence)
            let obstacles = clearance.obstacles(to: .emg)
            guard obstacles.isEmpty else {
                throw PadTestFileError(
                    category: .noPermission,
                    description: "\(path): nothing is armed, because "
                        + obstacles.map(\.description).joined(separator: "; "))
            }
            return clearance
        }
    }

    /// Reads a result.
    init(path: String) throws { try self.init(text: try Self.text(of: path), path: path) }

    /// The text of a file.
    static func text(of path: String) throws(PadTestFileError) -> String {
        guard let bytes = try? Data(contentsOf: URL(filePath: path)) else {
            throw PadTestFileError(
                category: .noInput, description: "\(path): the file cannot be read; name the pads.json of `lull pads`")
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Reads a result from its text.
    init(text: String, path: String) throws {
        do { self = try JSONDecoder().decode(PadTestFile.self, from: Data(text.utf8)) } catch {
            throw PadTestFileError(
                category: .data,
                description: "\(path): this is not the pads.json of `lull pads` (\(Self.reason(error)))")
        }
        guard form == "lull-pads-1", (1...8).contains(pads.count) else {
            throw PadTestFileError(
                category: .data,
                description:
                    "\(path): its form is “\(form)” with \(pads.count) pads; allowed is lull-pads-1 with 1 to 8")
        }
        self.path = path
    }

    private static func reason(_ error: any Error) -> String {
        guard let error = error as? DecodingError else { return "it is no JSON" }
        return switch error {
        case .keyNotFound(let key, _): "“\(key.stringValue)” is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context):
            "“\(context.codingPath.last?.stringValue ?? "")” has no value of its kind"
        default: "it is no JSON"
        }
    }

    /// The pad that works, tested on this person.
    ///
    /// - Throws: when the test is another person's, when no pad was found to work, or when its numbers are no test.
    func tested(person: Person) throws(PadTestFileError) -> Tested {
        func refuse(_ category: ErrorCategory, _ problem: String) -> PadTestFileError {
            PadTestFileError(category: category, description: "\(path): \(problem)")
        }
        guard self.person == person.name else {
            throw refuse(
                .noPermission,
                "the pads were tested on \(self.person), not on \(person.name); test them on \(person.name)")
        }
        guard let best, let pad = pads.first(where: { $0.channel == best }) else {
            let verdicts = pads.map { "pad \($0.channel): \($0.meaning)" }.joined(separator: "; ")
            throw refuse(.noPermission, "no pad was found to calm the muscle, so nothing is armed (\(verdicts))")
        }
        guard let channel = PadChannel(pad.channel), let motor = pad.motorMilliamperes, motor > 0, motor <= 60,
            let current = pad.currentMilliamperes.flatMap({ Milliamperes($0) }), let ratio = pad.ratio,
            let low = pad.low, let high = pad.high, low <= high, let confidence = pad.confidence,
            let evidence = EffectEvidence(
                site: PadsRun.site, channel: channel, current: current, pairs: pad.pairRatios.count,
                ratio: Ratio(ratio), interval: Ratio(low)...Ratio(high), confidence: Ratio(confidence), unixSeconds: 0),
            (5...50).contains(pulsesPerSecond), (50...500).contains(phaseMicroseconds),
            let place = SimulatedPads(count: pads.count, seed: seed).pads[channel]
        else { throw refuse(.data, "pad \(best) is said to work, but its numbers are not those of a test") }
        return Tested(
            path: path, output: channel.number, motorThreshold: motor, frequency: pulsesPerSecond,
            phase: phaseMicroseconds, pad: place,
            evidence: evidence)
    }
}
