// From a simulated ramp to its page: cells are chosen, rates and ΔF computed as `lull assess ramp` does.

import Amplification
import MotorUnits
import Recordings
import Reports
import Signals
import VirtualPatient

extension SimulateResult {
    /// At most so many cells are drawn.
    private static let drawnCells = 4
    /// A cell with fewer discharges has no rate to speak of.
    private static let fewestDischarges = 20

    /// The page to teach with.
    func page() throws -> SimulationPage {
        let settings = RampSettings()
        let assessment = try RampAssessment(
            units: agonist.map(MotorUnit.init), end: samples.sampleCount(ofChannel: 0), settings: settings)
        let shape = script.path?.shape
        let time = 0...script.duration
        return SimulationPage(
            SimulationPage.Content(
                person: person.name, summary: person.summary, muscle: script.parameters.agonist.muscle.words,
                seed: run.seed, time: time, apex: shape?.apex ?? script.duration / 2,
                torque: try curve(ofChannel: lanes.emg), path: try curve(ofChannel: lanes.emg + 1),
                units: agonist.map { .init(name: $0.name, discharges: $0.discharges.seconds) },
                cells: drawn.map { cell($0.watched, unit: $0.unit, in: assessment) },
                smoothing: settings.smoother.description,
                deltaF: .init(
                    mean: assessment.meanDeltaF, acceptedPairs: assessment.pairs.count { $0.isAccepted },
                    pairs: assessment.pairs.count),
                settings: script.settings.map { Fact($0.name, $0.value) } + [
                    Fact("Task", script.description),
                    Fact(
                        "Neuromodulation", script.parameters.neuromodulation.baseline.short,
                        note: "factor on every PIC; 1 is the published pool"),
                    Fact(
                        "Inhibition at rest", "\(script.parameters.agonist.restingInhibition.short) units",
                        note: "on the dendrites, where the PICs are"),
                ],
                provenance: [
                    Fact("Software", "Lull \(Lull.version)"), Fact("Person", person.name, note: person.history),
                    Fact("Seed", "\(run.seed)"), Fact("Command", "lull simulate ramp"),
                ]))
    }

    private func curve(ofChannel channel: Int) throws -> SampledCurve {
        // A hundred values a second are more than a page has pixels.
        let step = max(1, Int(rate.hertz / 100))
        let all = try samples.samples(ofChannel: channel, in: 0..<samples.sampleCount(ofChannel: channel))
        return SampledCurve(
            interval: rate.seconds(step), values: stride(from: 0, to: all.count, by: step).map { all[$0] })
    }

    /// The cells to draw, evenly spread over the watched ones that discharged: places among the watched cells and units.
    private var drawn: [(watched: Int, unit: Int)] {
        let place = Dictionary(uniqueKeysWithValues: agonist.enumerated().map { ($0.element.name, $0.offset) })
        let active = (cells?.units ?? []).enumerated().compactMap { watched, unit in
            place["\(unit + 1)"].flatMap { agonist[$0].discharges.count >= Self.fewestDischarges ? (watched, $0) : nil }
        }
        guard active.count > Self.drawnCells else { return active }
        return (0..<Self.drawnCells).map { active[$0 * (active.count - 1) / (Self.drawnCells - 1)] }
    }

    private func cell(_ watched: Int, unit: Int, in assessment: RampAssessment) -> SimulationPage.Content.Cell {
        let cells = cells
        let smoothed = assessment.units.first { $0.unit.name == agonist[unit].name }?.smoothed
        let step = max(1, Int(rate.hertz / 100))
        let values = smoothed?.values ?? []
        let (start, interval) = (cells?.start ?? 0, cells?.interval ?? 1)
        return .init(
            unit: unit,
            rate: SampledCurve(
                start: rate.seconds(smoothed?.start ?? 0), interval: rate.seconds(step),
                values: stride(from: 0, to: values.count, by: step).map { Float(values[$0]) }),
            current: SampledCurve(start: start, interval: interval, values: cells?.currents[watched] ?? []),
            drive: SampledCurve(start: start, interval: interval, values: cells?.excitations[watched] ?? []))
    }
}
