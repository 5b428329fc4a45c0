// From a real assessment of made-up discharges to the page.

import Amplification
import MotorUnits
import Signals
import Testing

@testable import Reports

@Suite("The ramp page of an assessment")
struct RampPageAssessmentTests {
    /// Units whose rate follows a symmetric triangle of drive; a later one starts at more drive than it stops at, by
    /// `extra` seconds of firing beyond symmetry.
    private func train(from start: Double, to end: Double, rate: SampleRate) throws -> DischargeTrain {
        var samples: [Int] = []
        var time = start
        while time <= end {
            samples.append(rate.samples(inSeconds: time))
            let drive = 1 - abs(time - 10) / 10
            time += 1 / (6 + 8 * drive)
        }
        return try DischargeTrain(samples: samples, rate: rate)
    }

    private func assessment() throws -> RampAssessment {
        let rate = try #require(SampleRate(hertz: 2048))
        let units = [
            MotorUnit(name: "late", discharges: try train(from: 4, to: 17.5, rate: rate), accuracy: 0.93),
            MotorUnit(name: "early", discharges: try train(from: 1, to: 19, rate: rate)),
        ]
        let force = ForceTrace(
            label: "Torque", unit: .newtonMetre, rate: rate,
            values: (0..<40_960).map { Float(20 * (1 - abs(Double($0) / 2048 - 10) / 10)) })
        return try RampAssessment(units: units, force: force, end: 40_960)
    }

    @Test("numbers, names and words come over unchanged")
    func content() throws {
        let assessment = try assessment()
        let page = RampPage(
            assessment: assessment,
            provenance: ResultProvenance(software: "Lull 0.1.0", input: "some/where/ramp.mat", inputSHA256: "ab12"),
            moreProvenance: [Fact("Command", "lull assess ramp")])
        let content = page.content
        #expect(content.recordingName == "ramp.mat")
        #expect(content.time == 0...20)
        #expect(content.units.map(\.name) == ["early", "late"])
        #expect(content.units[1].deltaF == assessment.units[1].deltaF.deltaF)
        #expect(content.units[1].note == "decomposition accuracy 0.93")
        #expect(content.units[0].note.contains("first recruited"))
        #expect(content.pairs[0].deltaF == assessment.pairs[0].deltaF && content.pairs[0].isAccepted)
        #expect(content.force?.unit == "N\u{B7}m")
        #expect(content.provenance.map(\.value) == ["Lull 0.1.0", "some/where/ramp.mat", "ab12", "lull assess ramp"])
        #expect(content.parameters.first?.value == "polynomial of degree 5")
    }

    @Test("the curve of the page has the assessment's value at recruitment and derecruitment")
    func curve() throws {
        let assessment = try assessment()
        let page = RampPage(assessment: assessment, provenance: ResultProvenance(software: "", input: "x"))
        let (pair, test) = (page.content.pairs[0], page.content.units[1])
        let control = page.content.units[0].smoothedRate
        let start = try #require(test.recruitment.flatMap(control.value(at:)))
        let end = try #require(test.derecruitment.flatMap(control.value(at:)))
        // Curves are drawn from 32-bit values.
        #expect(abs(start - end - (pair.deltaF ?? .nan)) < 1e-5)
    }

    @Test("the page is well-formed, and so is one of no units at all")
    func pages() throws {
        let provenance = ResultProvenance(software: "Lull", input: "ramp.mat")
        #expect(faults(ofPage: RampPage(assessment: try assessment(), provenance: provenance).html) == [])
        let empty = RampPage(assessment: try RampAssessment(units: []), provenance: provenance)
        #expect(faults(ofPage: empty.html) == [])
        #expect(empty.content.time == 0...1)
    }
}
