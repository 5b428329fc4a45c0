// Knocks on cables and skin that jumps: what is no muscle, however high it lifts the envelope.

import Glibc
import Signals
import SpasmControl
import TestSupport
import Testing

@Suite("knocks")
struct KnockTests {
    /// Two minutes of rest with a knock every second: a step of either sign that decays with 0.1 s.
    private func knocks(height: Double, settings: SpasmSettings = SpasmSettings(), spasms: [ClosedRange<Double>] = [])
        throws -> [SpasmDecision]
    {
        var samples = muscle(seconds: 120, active: spasms, seed: 3)
        for second in 4..<119 {
            let start = rate.samples(inSeconds: Double(second) + 0.37)
            for k in 0..<rate.samples(inSeconds: 0.6) {
                let sign = second.isMultiple(of: 2) ? 1.0 : -1.0
                samples[start + k] += Float(sign * height * exp(-rate.seconds(k) / 0.1))
            }
        }
        return try decisions(of: samples, events: arming(at: 6_000), settings: settings)
    }

    @Test(
        "no knock of 50 µV to 4 mV is taken for activity; without the rule most are",
        arguments: [50.0, 150, 500, 1500, 4000])
    func alone(height: Double) throws {
        #expect(try knocks(height: height).detections.count <= 1)
        var settings = SpasmSettings()
        settings.leastSwings = 0
        if height >= 150 { #expect(try knocks(height: height, settings: settings).detections.count > 50) }
    }

    @Test("a spasm among knocks is found within 100 ms")
    func spasm() throws {
        let spasms = [20.0...21.0, 50.2...51.2, 80.4...81.4]
        let found = try knocks(height: 500, spasms: spasms)
        for spasm in spasms {
            let onset = rate.samples(inSeconds: spasm.lowerBound)
            #expect(found.detections.contains { (onset...onset + rate.samples(inSeconds: 0.1)).contains($0.at) })
        }
    }

    @Test("how often it must swing is asked for before activity is certain, and never after it")
    func certain() throws {
        let spasms = [5.0...7.0]
        var many = SpasmSettings()
        (many.leastSwings, many.swingTime) = (20, 0.02)
        #expect(try knocks(height: 0, settings: many, spasms: spasms).detections.isEmpty)
        let found = try knocks(height: 0, spasms: spasms)
        #expect(found.detections.count == 1)
        #expect(found.contains { if case .ended = $0 { true } else { false } })
    }
}
