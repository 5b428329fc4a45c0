// VibStim on trials whose every window is known.

import Foundation
import MotorUnits
import Recordings
import Signals
import TestSupport
import Testing

@testable import Amplification

@Suite("VibStim")
struct VibStimTests {
    private let rate: SampleRate

    init() throws { rate = try #require(SampleRate(hertz: 1000)) }

    /// Torque of a trial: 2 at rest; vibration from 5 to 38 s; trains 10–12, 14–16, 18–20 s; after them 6, 8 and 9; 3.5 after
    /// vibration.
    private func torque(at t: Double) -> Double {
        switch t {
        case ..<5: 2
        case ..<10: 4
        case 10..<12, 14..<16, 18..<20: 22
        case ..<14: 8
        case ..<18: 10
        case ..<38: 11
        default: 5.5
        }
    }

    private func trace(_ label: String, _ unit: SignalUnit, _ value: (Double) -> Double) -> ForceTrace {
        ForceTrace(
            label: label, unit: unit, rate: rate, values: (0..<45_000).map { Float(value(Double($0) / 1000)) })
    }

    private let schedule = VibStimSchedule(vibration: 5...38, trains: [14...16, 10...12, 18...20])

    @Test("torque in every window is that of the trial, baseline taken off")
    func windows() throws {
        let result = try VibStimAssessment(
            torque: trace("torque", .percentMVC) { torque(at: $0) }, schedule: schedule)
        #expect(result.baseline.torque == 2 && result.baselineDeviation == 0)
        #expect(result.baseline.span == 4...5)
        #expect(result.afterTrains.map(\.torque) == [6, 8, 9])
        #expect(result.afterTrains.map(\.span) == [13...13.5, 17...17.5, 21...21.5])
        #expect(result.atEndOfStimulation.torque == 9 && result.increase == 3)
        #expect(result.sustained.torque == 3.5 && result.sustained.span == 40.75...41.25)
        // Without noise at rest there is no limit.
        #expect(result.isResponder == nil && result.emg == nil)
        #expect(result.evoked == [20, 20, 20])
    }

    @Test(
        "who keeps less than three deviations of the baseline is no responder", arguments: [(2.9, false), (3.1, true)])
    func responder(_ kept: Double, _ expected: Bool) throws {
        // Rest swings by ±1: its standard deviation is 1 (n − 1: a little more).
        let result = try VibStimAssessment(
            torque: trace("torque", .newtonMetre) { t in
                t < 5 ? 2 + (Int((t * 1000).rounded()) % 2 == 0 ? 1 : -1) : t > 38 ? 2 + kept : 10
            }, schedule: schedule)
        #expect(abs(result.baselineDeviation - 1) < 1e-3 && result.isResponder == expected)
    }

    @Test("EMG is measured without artefacts and without vibration")
    func electromyogram() throws {
        var schedule = schedule
        schedule.pulses =
            (0..<40).map { 10 + Double($0) / 20 } + (0..<40).map { 14 + Double($0) / 20 }
            + (0..<40).map { 18 + Double($0) / 20 }
        // Muscle: 80 Hz of 20 µV. Vibration: 100 Hz of 300 µV. Artefacts: 5 ms of 5 mV after each pulse.
        let pulses = schedule.pulses
        let raw = trace("EMG", .microvolt) { t in
            let muscle = 20 * sin(2 * Double.pi * 80 * t)
            let vibration = (5..<38).contains(t) ? 300 * sin(2 * Double.pi * 100 * t + 1) : 0
            return muscle + vibration + (pulses.contains { t >= $0 && t < $0 + 0.005 } ? 5000 : 0)
        }
        let result = try VibStimAssessment(
            torque: trace("torque", .percentMVC) { torque(at: $0) }, emg: raw, schedule: schedule)
        // 20/√2 = 14.14; the filters keep 80 Hz to 2 %, and the ends of vibration ring for a second.
        let emg = result.afterTrains.map { $0.emg ?? 0 } + [result.sustained.emg ?? 0]
        #expect(emg.allSatisfy { abs($0 - 20 / 2.0.squareRoot()) < 0.02 * 14.14 }, "\(emg)")
        let cleaned = try #require(result.emg)
        #expect(cleaned.values[10_005].isNaN && !cleaned.values[10_030].isNaN)
        #expect(cleaned.values.filter(\.isFinite).allSatisfy { abs($0) < 200 })
        // From the last pulse, 11.95 s, not from the end of the train.
        #expect(result.afterTrains[0].span.lowerBound == 12.95)
    }

    @Test(
        "vibration at another frequency than the one taken out is seen, and none where it was the right one",
        arguments: [(80.0, 100.0, Double?(80)), (115, 100, 115), (115, 115, nil), (100, 100, nil)])
    func remaining(_ vibrated: Double, _ removed: Double, _ expected: Double?) throws {
        var generator = SeededGenerator(seed: 7)
        let noise = (0..<45_000).map { _ in Double.random(in: -20...20, using: &generator) }
        let raw = trace("EMG", .microvolt) { t in
            noise[min(44_999, Int((t * 1000).rounded()))]
                + ((5..<38).contains(t) ? 100 * sin(2 * Double.pi * vibrated * t) : 0)
        }
        var parameters = VibStimParameters()
        parameters.vibrationFrequency = removed
        let result = try VibStimAssessment(
            torque: trace("torque", .percentMVC) { torque(at: $0) }, emg: raw, schedule: schedule,
            parameters: parameters)
        #expect(result.remainingLine == expected)
        let bare = try VibStimAssessment(torque: trace("torque", .percentMVC) { torque(at: $0) }, schedule: schedule)
        #expect(bare.remainingLine == nil)
    }

    @Test("a schedule is read from events: named trains, or single pulses that follow each other")
    func events() throws {
        let channel = Channel(label: "torque", kind: .torque, unit: .percentMVC, rate: rate)
        var recording = Recording(
            name: "trial", format: "test", channels: [channel], samples: MemorySamples(channels: [[0, 1]]))
        func event(_ label: String, _ start: Double, _ length: Double) -> Event {
            Event(start: SampleIndex(Int(start * 1000)), duration: Int(length * 1000), label: label)
        }
        recording.events = [event("Vibration", 5, 33), event("NMES train", 10, 2), event("NMES train", 14, 2)]
        #expect(try VibStimSchedule(of: recording) == VibStimSchedule(vibration: 5...38, trains: [10...12, 14...16]))
        recording.events =
            [event("vibration", 5, 33), event("pulse (nerve)", 40, 0)]
            + [10.0, 10.05, 10.1, 14, 14.05].map { event("pulse (nerve)", $0, 0) }
        let found = try VibStimSchedule(of: recording)
        #expect(found.trains == [10...10.1, 14...14.05] && found.pulses.count == 5)
        recording.events = [event("vibration", 5, 33)]
        #expect(throws: VibStimError.self) { try VibStimSchedule(of: recording) }
        recording.events = [event("vibration", 5, 3), event("vibration", 15, 3), event("train", 6, 1)]
        #expect(throws: VibStimError.self) { try VibStimSchedule(of: recording) }
        recording.events = []
        #expect(throws: VibStimError.self) { try VibStimSchedule(of: recording) }
    }

    @Test("a window that lies where it must not is refused with its times")
    func refused() throws {
        let torque = trace("torque", .percentMVC) { self.torque(at: $0) }
        func sentence(_ schedule: VibStimSchedule, _ change: (inout VibStimParameters) -> Void = { _ in }) -> String {
            var parameters = VibStimParameters()
            change(&parameters)
            do {
                _ = try VibStimAssessment(torque: torque, schedule: schedule, parameters: parameters)
                return ""
            } catch { return "\(error)" }
        }
        #expect(
            sentence(VibStimSchedule(vibration: 5...44, trains: [10...12])).contains("46.75 to 47.25 s, reaches beyond")
        )
        #expect(
            sentence(VibStimSchedule(vibration: 0.5...38, trains: [10...12])).contains(
                "−0.50 to 0.50 s, reaches beyond"))
        #expect(
            sentence(VibStimSchedule(vibration: 5...38, trains: [36...37])).contains("38.00 to 38.50 s, does not lie"))
        #expect(sentence(VibStimSchedule(vibration: 5...38, trains: [])).contains("no train"))
        #expect(sentence(VibStimSchedule(vibration: 5...1e300, trains: [10...12])).contains("beyond any recording"))
        #expect(sentence(schedule) { $0.window = 0 }.contains("window is 0.0; allowed are 0.05 to 10.0"))
        #expect(sentence(schedule) { $0.baseline = .nan }.contains("baseline is nan"))
        var broken = torque.values
        broken[21_100] = .nan
        let holed = ForceTrace(label: "torque", unit: .percentMVC, rate: rate, values: broken)
        #expect(throws: VibStimError.self) { try VibStimAssessment(torque: holed, schedule: schedule) }
        let still = ForceTrace(
            label: "torque", unit: .percentMVC, rate: rate, values: Array(repeating: 1, count: 45_000))
        #expect(throws: VibStimError.self) { try VibStimAssessment(torque: still, schedule: schedule) }
    }

    @Test("random schedules give a result or one sentence, never a window outside of the trial", arguments: 0..<30)
    func property(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let torque = trace("torque", .percentMVC) { 3 + sin($0) }
        func time() -> Double { Double.random(in: -5...60, using: &generator) }
        let (a, b) = (time(), time())
        let trains = (0..<Int.random(in: 0...4, using: &generator)).map { _ in
            let start = time()
            return start...(start + Double.random(in: 0...5, using: &generator))
        }
        guard
            let result = try? VibStimAssessment(
                torque: torque, schedule: VibStimSchedule(vibration: min(a, b)...max(a, b), trains: trains))
        else { return }
        let windows = result.afterTrains.map(\.span)
        #expect(windows.allSatisfy { $0.lowerBound >= min(a, b) && $0.upperBound <= max(a, b) })
        #expect(result.sustained.span.upperBound <= 45 && result.baseline.span.lowerBound >= 0)
    }

    @Test("the JSON twin reads back, and the table has a row for each window")
    func twins() throws {
        let result = try VibStimAssessment(
            torque: trace("torque", .percentMVC) { torque(at: $0) }, schedule: schedule)
        let provenance = ResultProvenance(software: "Lull", input: "trial.bdf")
        let report = try JSONDecoder().decode(VibStimReport.self, from: Data(try result.json(provenance).utf8))
        #expect(report == result.report(provenance) && report.increase == 3)
        let lines = result.csv(provenance).split(separator: "\n")
        #expect(lines.count == 6 && lines[4].hasPrefix("after train 3,21.0,21.5,9.0,% MVC,,,,Lull,trial.bdf"))
    }
}
