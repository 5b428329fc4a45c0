// Knocks on cables and skin that jumps: what is no muscle, however high it lifts the envelope.

import Glibc
import Signals
import SpasmControl
import TestSupport
import Testing

@Suite("knocks")
struct KnockTests {
    /// No mains, so that nothing is learnt from a knock, and every detection counts.
    private static var settings: SpasmSettings {
        var settings = SpasmSettings()
        settings.mains = .none
        settings.refractory = 0
        return settings
    }

    /// A minute of rest with a knock every second: a step of either sign that decays with 0.1 s.
    private func knocks(
        height: Double, settings: SpasmSettings = Self.settings, spasms: [ClosedRange<Double>] = []
    ) throws -> [SpasmDecision] {
        var samples = muscle(seconds: 60, active: spasms, seed: 3)
        for second in 4..<59 {
            let start = rate.samples(inSeconds: Double(second) + 0.37)
            for k in 0..<rate.samples(inSeconds: 0.6) {
                let sign = second.isMultiple(of: 2) ? 1.0 : -1.0
                samples[start + k] += Float(sign * height * exp(-rate.seconds(k) / 0.1))
            }
        }
        return try decisions(of: samples, settings: settings)
    }

    @Test(
        "of knocks of 50 µV to 4 mV that would be taken for activity, at most one in ten is",
        arguments: [50.0, 500, 4000])
    func alone(height: Double) throws {
        let with = try knocks(height: height).detections.count
        var settings = Self.settings
        settings.leastSwings = 0
        let without = try knocks(height: height, settings: settings).detections.count
        #expect(without > 40 && 10 * with <= without, "\(with) with the rule, \(without) without, of 55")
    }

    @Test("a spasm among knocks is found within 100 ms")
    func spasm() throws {
        let spasms = [20.0...21.0, 30.2...31.2, 40.4...41.4]
        let found = try knocks(height: 500, spasms: spasms)
        for spasm in spasms {
            let onset = rate.samples(inSeconds: spasm.lowerBound)
            #expect(found.detections.contains { (onset...onset + rate.samples(inSeconds: 0.1)).contains($0.at) })
        }
    }

    @Test("more swings than a muscle makes are never reached; as many as it makes are, and then activity ends as ever")
    func certain() throws {
        let spasms = [5.0...7.0]
        var many = Self.settings
        (many.leastSwings, many.swingTime) = (20, 0.02)
        #expect(try knocks(height: 0, settings: many, spasms: spasms).detections.isEmpty)
        let found = try knocks(height: 0, spasms: spasms)
        #expect(found.detections.count == 1)
        #expect(found.contains { if case .ended = $0 { true } else { false } })
    }
}
