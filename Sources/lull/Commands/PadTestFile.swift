// What a pad test found, as a file: written by `lull pads`, read by `lull run --pads`.

import Sessions
import Signals
import Stimulation

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The result of testing the pads of one person.
struct PadTestFile: Codable {
    /// What was found at one pad.
    struct Pad: Codable {
        var channel: Int
        var sensoryMilliamperes, motorMilliamperes, comfortMilliamperes: Double?
        /// How the motor threshold was found.
        var motorEvidence: String?
        /// Why the search for thresholds ended.
        var thresholdsEnded: String
        var currentMilliamperes: Double?
        var verdict: String
        var meaning: String
        var reason: String
        var ratio, low, high, probability: Double?
        var confidence: Double?
        /// Real over sham of each pair.
        var pairRatios: [Double]
        /// Whether the clearance made of this lets a machine stimulate, and if not, why.
        var mayBeAutomatic: Bool
        var obstacles: [String]
    }

    var form = "lull-pads-1"
    var software: String
    var person: String
    var seed: UInt64
    var isSimulated = true
    /// When a person was tested: seconds since 1970; `nil` of a virtual person.
    var testedUnixSeconds: Int?
    var nerve, muscle, side: String
    var phaseMicroseconds: Int
    var pulsesPerSecond, burstSeconds: Double
    var orders, refused: Int
    /// The pad to use; nothing when none works.
    var best: Int?
    /// From best to worst.
    var pads: [Pad]
    /// Where it was read; not part of it.
    var path = ""

    private enum CodingKeys: String, CodingKey {
        case form, software, person, seed, isSimulated, nerve, muscle, side, phaseMicroseconds, pulsesPerSecond
        case burstSeconds, orders, refused, best, pads, testedUnixSeconds
    }

    var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
        }
    }
}

extension PadTestFile.Pad {
    init(_ finding: PadFinding, obstacles: [ClearanceObstacle]) {
        let (found, effect) = (finding.thresholds.thresholds, finding.effect)
        channel = finding.channel.number
        sensoryMilliamperes = found?.sensory?.value
        motorMilliamperes = found?.motor.value
        comfortMilliamperes = found?.comfort?.value
        motorEvidence = found?.evidence.rawValue
        thresholdsEnded = finding.thresholds.reason
        currentMilliamperes = finding.current?.value
        verdict = finding.verdict.rawValue
        meaning = finding.verdict.meaning
        reason = effect?.reason ?? "no thresholds were found: \(finding.thresholds.reason)"
        (ratio, probability, confidence) = (effect?.ratio, effect?.probability, effect?.confidence)
        // JSON has no infinity; with enough pairs there is none.
        low = effect?.interval.map(\.lowerBound).flatMap { $0.isFinite ? $0 : nil }
        high = effect?.interval.map(\.upperBound).flatMap { $0.isFinite ? $0 : nil }
        pairRatios = effect?.ratios ?? []
        mayBeAutomatic = obstacles.isEmpty
        self.obstacles = obstacles.map(\.description)
    }
}
