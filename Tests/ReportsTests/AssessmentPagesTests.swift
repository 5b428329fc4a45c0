// The pages of VibStim and of comparisons: well-formed whatever a file calls its channels and units.

import Amplification
import MotorUnits
import Signals
import TestSupport
import Testing

@testable import Reports

@Suite("The pages of VibStim and of comparisons")
struct AssessmentPagesTests {
    private let evil = "</title><script>alert('x')</script>&\"\u{1}"

    private func vibStim(_ label: String, emg: Bool) throws -> VibStimPage {
        let rate = try #require(SampleRate(hertz: 1000))
        func trace(_ unit: SignalUnit, _ value: (Int) -> Float) -> ForceTrace {
            ForceTrace(label: label, unit: unit, rate: rate, values: (0..<20_000).map(value))
        }
        let assessment = try VibStimAssessment(
            torque: trace(.percentMVC) { $0 < 2000 ? 1 : $0 < 14_000 ? 5 : 3 },
            emg: emg ? trace(.microvolt) { Float($0 % 17) } : nil,
            schedule: VibStimSchedule(vibration: 2...14, trains: [4...6, 8...10]))
        let provenance = ResultProvenance(software: "Lull", input: label, inputSHA256: "ab")
        return VibStimPage(assessment: assessment, provenance: provenance, subtitle: label)
    }

    @Test("the VibStim page is well-formed, with and without EMG, and tells what was found", arguments: [true, false])
    func vibStimPage(emg: Bool) throws {
        for label in ["Torque", evil] {
            let page = try vibStim(label, emg: emg)
            #expect(faults(ofPage: page.html) == [])
            #expect(faults(ofMarkup: page.overviewFigure.svg) == [])
        }
        let finding = try vibStim("Torque", emg: emg).finding
        #expect(finding.contains("the torque was 4.00 % MVC, +0.00 % MVC since the first train"))
        #expect(
            finding.contains("3.0 s after vibration it was 2.00 % MVC, and as the torque before vibration has no noise")
        )
    }

    /// Two units that discharge on parabolas, named as given; the second time with another rate.
    private func assessment(_ name: String, rate peak: Double) throws -> RampAssessment {
        let rate = try #require(SampleRate(hertz: 2048))
        let units = try [(2.0, 18.0), (5.0, 14.0)].enumerated().map { k, span in
            var (time, samples) = (span.0, [Int]())
            while time < span.1 {
                samples.append(Int(time * 2048))
                time += 1 / (6 + peak * (1 - abs(time - 10) / 10))
            }
            return MotorUnit(name: name + "\(k)", discharges: try DischargeTrain(samples: samples, rate: rate))
        }
        return try RampAssessment(units: units, end: 20 * 2048)
    }

    @Test("the comparison page is well-formed with many units, one and none, and says what there is")
    func comparisonPage() throws {
        let provenance = ResultProvenance(software: "Lull", input: evil)
        var generator = SeededGenerator(seed: 1)
        let (before, after) = (try assessment(evil, rate: 4), try assessment(evil, rate: 6))
        for matches in [[], [(1, 1, 0.9)], [(1, 1, nil), (0, 0, 0.5), (1, 1, 0.8), (1, 1, 0.7)]]
            as [[(before: Int, after: Int, certainty: Double?)]]
        {
            let comparison = DeltaFComparison(before: before, after: after, matches: matches, using: &generator)
            let page = ComparisonPage(
                comparison: comparison, before: provenance, after: provenance, settings: RampSettings())
            #expect(faults(ofPage: page.html) == [])
            #expect(faults(ofMarkup: page.figure.svg) == [])
            #expect(page.finding.hasPrefix("\(matches.count) motor unit\(matches.count == 1 ? "" : "s") of 2 before"))
            #expect(page.finding.contains("95 % interval") == (matches.count == 4))
        }
    }
}
