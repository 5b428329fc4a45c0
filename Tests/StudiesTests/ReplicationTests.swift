// The replication: that it measures what it says, on few people and short ramps; what it finds at full size is Validation's.

import Glibc
import MotorUnits
import Signals
import Testing
import VirtualPatient

@testable import Studies

@Suite("the published study on virtual people")
struct ReplicationTests {
    /// Three people with small muscles, short ramps.
    private func small(_ arm: Int) -> ReplicationDesign {
        var design = ReplicationDesign()
        design.arms = [design.arms[arm]]
        design.arms[0].participants = 3
        design.ramps = 1
        design.units = 6
        design.motorUnitsPerMuscle = 24
        design.ramp = RampShape(rest: 0.2, rise: 2, hold: 0, fall: 2)
        return design
    }

    @Test("every person has the same units in both conditions, and the table does not depend on the number of threads")
    func ramps() throws {
        let design = small(0)
        let replication = try Replication(design, threads: 2)
        let table = replication.table
        #expect(table.columns == ["arm", "participant", "condition", "trial", "unit", "outcome", "value", "threshold"])
        for person in ["P01", "P02", "P03"] {
            let rows = try table.filtered([("participant", person)])
            let control = try rows.filtered([("condition", "control")])
            let intervention = try rows.filtered([("condition", "intervention")])
            #expect(Set(try control.values(of: "unit")) == Set(try intervention.values(of: "unit")))
            #expect(control.rows.count == 6)
        }
        #expect(try table.numbers(of: "value").contains { $0 != nil })
        #expect(try table.numbers(of: "threshold").compactMap(\.self).allSatisfy { (-2...30).contains($0) })
        // The third person alone, on this thread, is the same person.
        let third = try VirtualParticipant(arm: design.arms[0], design: design, number: 3).ramps()
        let expected = try table.filtered([("participant", "P03")]).numbers(of: "value")
        #expect(zip(third, expected).allSatisfy { abs(($0.deltaF ?? -99) - ($1 ?? -99)) < 1e-6 })
    }

    @Test("from the EMG, the units of a ramp are those that a decomposition finds, tracked from ramp to ramp")
    func fromEMG() throws {
        var design = small(0)
        design.fromEMG = true
        design.grid = "GR10MM0804"
        design.ramp = RampShape(rest: 0.5, rise: 4, hold: 0, fall: 4)
        let person = VirtualParticipant(arm: design.arms[0], design: design, number: 1)
        let values = try person.ramps()
        #expect(values.contains { $0.condition == 0 } && values.contains { $0.condition == 1 })
        let (control, intervention) = (values.filter { $0.condition == 0 }, values.filter { $0.condition == 1 })
        for ramp in [control, intervention] { #expect(Set(ramp.map(\.unit)).count == ramp.count) }
        // A pool of two dozen has no more, and a unit that is found is one of the pool: its threshold is on the ramp.
        #expect(values.count <= 48 && values.allSatisfy { ($0.threshold ?? 0) > -2 && ($0.threshold ?? 0) < 30 })
        #expect(design.assumptions.contains { $0.contains("GR10MM0804") && $0.contains("tracked between ramps") })
    }

    @Test("a unit of a further ramp that looks like one from before has its name, any other a new one")
    func register() throws {
        let rate = try #require(SampleRate(hertz: 2000))
        /// A wave of 4 ms that travels over four channels; the place is where it is large. Its filter is the wave itself,
        /// backwards, as is best in white noise.
        func shape(_ place: Int, delay: Int = 0, noise: Float = 0) -> UnitTemplate {
            let rows = (0..<4).map { channel in
                (0..<41).map { k in
                    let time = Float(k - 20 - delay - 2 * channel) / 4
                    let size: Float = channel == place ? 1 : 0.1
                    return size * time * exp(-time * time) + noise * Float((k * 7 + channel * 3) % 5 - 2)
                }
            }
            return UnitTemplate(
                ActionPotential(channels: [0, 1, 2, 3], before: 20, rows: rows, rate: rate),
                weights: (0..<41).flatMap { copy in rows.map { $0[40 - copy] } }, copies: 41, step: 1)
        }
        var register = UnitRegister()
        #expect(register.names(of: [shape(0), shape(2)]) == ["1", "2"])
        // Found in another order, a little later, with noise, beside a new one.
        #expect(register.names(of: [shape(3), shape(2, delay: 2), shape(0, noise: 0.01)]) == ["3", "2", "1"])
        #expect(register.names(of: []) == [] && register.names(of: [shape(1)]) == ["4"])
    }

    @Test("each arm has the published number of people, and its own outcomes with the published directions")
    func design() throws {
        let design = ReplicationDesign()
        #expect(design.arms.map(\.participants) == [15, 20, 15, 19])
        #expect(
            design.arms.map(\.name) == [
                "inhibition-deltaf", "inhibition-vibstim", "relaxation-deltaf", "relaxation-vibstim",
            ])
        let falls = design.arms.flatMap { arm in
            arm.outcomes.filter { arm.published($0) == .falls }.map { "\(arm.name) \($0.rawValue)" }
        }
        #expect(
            falls == [
                "inhibition-deltaf deltaF", "relaxation-deltaf deltaF", "relaxation-vibstim torqueAtEnd",
                "relaxation-vibstim sustainedTorque",
            ])
        #expect(design.ramp.rise + design.ramp.hold + design.ramp.fall == 20)
        var wrong = design
        wrong.depth = .nan
        #expect(throws: StudyError.self) { try wrong.check() }
        wrong = design
        wrong.arms[1].participants = 2
        #expect(
            (#expect(throws: StudyError.self) { try wrong.check() })?.description.contains("inhibition-vibstim") == true
        )
    }

    @Test(
        "a finding is what the interval says",
        arguments: [(-1.0, -0.2, ReplicationDesign.Direction.falls), (0.1, 0.5, .rises), (-0.5, 0.1, .unchanged)])
    func findings(_ low: Double, _ high: Double, _ expected: ReplicationDesign.Direction) {
        let arm = ReplicationDesign().arms[0]
        let difference = StudyStatistics.Difference(
            contrast: "intervention - control", estimate: (low + high) / 2, se: 0.2, df: 14, low: low, high: high,
            t: -3,
            p: 0.01, perResidualSD: -1, perTotalSD: -0.5)
        let model = StudyStatistics.Model(
            role: "r", formula: "f", observations: 1, participants: 1, singular: false, remlCriterion: 1, sigma: 1,
            totalSD: 1, variances: [], satterthwaite: [], kenwardRoger: [], testSatterthwaite: [], testKenwardRoger: [],
            means: [], differences: [difference])
        let answer = StudyStatistics.Answer(
            name: "n", factor: "condition", levels: Replication.conditions, missing: 0, tries: [], model: model,
            sensitivity: nil, personMeans: [])
        let finding = ReplicationFinding(arm, .deltaF, answer: answer)
        #expect(finding.found == expected && finding.agrees == (expected == .falls))
        #expect(ReplicationFinding(arm, .deltaF, answer: nil).agrees == nil)
    }
}
