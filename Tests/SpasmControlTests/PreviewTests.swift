// What other settings would have found in the last minute.

import Signals
import SpasmControl
import Stimulation
import TestSupport
import Testing

@Suite("a preview of other settings")
struct PreviewTests {
    /// What a controller decided about these samples, and what other settings would have found in what it remembers.
    private func seen(
        _ samples: [Float], settings: SpasmSettings = SpasmSettings(), events: [ControlEvent] = [],
        remembering: Double = 60, previews: [SpasmSettings] = [SpasmSettings()]
    ) throws -> (decided: [SpasmDecision], previews: [[PreviewedActivity]]) {
        var controller = try SpasmController(
            settings, clearance: someClearance(), rate: rate, remembering: remembering)
        var all: [SpasmDecision] = []
        controller.process(samples.span, at: SampleIndex(0), events: events) { all.append($0) }
        var found: [[PreviewedActivity]] = []
        for settings in previews { found.append(try controller.preview(settings)) }
        return (all, found)
    }

    private let active: [ClosedRange<Double>] = [5...6, 9...9.1, 12...15, 20...20.5]

    @Test("with the settings as they are it finds what was found, to the sample, bursts and blind times included")
    func same() throws {
        let samples = muscle(seconds: 24, active: active)
        for events in [[], arming(at: 6_000)] {
            let (decided, previews) = try seen(samples, events: events)
            #expect(previews[0].map(\.onset.rawValue) == decided.detections.map(\.onset))
            #expect(previews[0].map(\.detected.rawValue) == decided.detections.map(\.at))
            let ends = decided.compactMap { if case .ended(let at) = $0 { at } else { nil } }
            #expect(previews[0].compactMap(\.end).last == ends.last && previews[0].count >= 3)
        }
    }

    @Test("other settings find what a controller with them finds")
    func other() throws {
        let samples = muscle(seconds: 24, active: active)
        for (name, value) in [("minimumDuration", 0.2), ("refractory", 6), ("enterSpreads", 1_000)] {
            let changed = try SpasmSettings().changing(name, to: value)
            let real = try seen(samples, settings: changed).decided.detections.map(\.onset)
            let previews = try seen(samples, previews: [changed, SpasmSettings()]).previews
            #expect(previews[0].map(\.onset.rawValue) == real && previews[1].count == 4 && real.count < 4, "\(name)")
        }
    }

    @Test("only so much is remembered as was asked for, at most a minute, and without it nothing")
    func length() throws {
        let samples = muscle(seconds: 80, active: [5...6, 21...22, 70...71])
        for (remembering, count) in [(0.0, 0), (15, 1), (60, 2), (3_600, 2)] {
            let previews = try seen(samples, remembering: remembering).previews
            #expect(previews[0].count == count, "\(remembering)")
        }
    }

    @Test("a number that changes the envelope itself, that does not exist, or that is out of range is refused by name")
    func refused() throws {
        for (name, value) in [("bandLow", 30.0), ("nonsense", 1), ("minimumDuration", 9), ("exitSpreads", 8)] {
            #expect(throws: SettingsError.self) { try SpasmSettings().changing(name, to: value) }
        }
        #expect(SpasmSettings.previewed.isSubset(of: Set(SpasmSettings.parameters.map(\.name))))
    }
}
