// Knocks on cables, skin that jumps, and the heart: what is no muscle, however high it lifts the envelope.

import Glibc
import Signals
import SpasmControl
import TestSupport
import Testing

@Suite("knocks")
struct KnockTests {
    private static func settings(_ mains: MainsFrequency = .none, share: Double? = nil) -> SpasmSettings {
        var settings = SpasmSettings()
        settings.mains = mains
        // Every detection counts.
        settings.refractory = 0
        if let share { settings.fastShare = share }
        return settings
    }

    /// Twenty-four seconds of rest with something every second that is so many µV high so many seconds after its beginning.
    private func found(
        _ shape: (Double) -> Double, settings: SpasmSettings, spasms: [ClosedRange<Double>] = []
    ) throws -> [SpasmDecision] {
        var samples = muscle(seconds: 24, active: spasms, seed: 3)
        for second in 4..<23 {
            let start = rate.samples(inSeconds: Double(second) + 0.37)
            for k in 0..<rate.samples(inSeconds: 0.6) {
                let sign = second.isMultiple(of: 2) ? 1.0 : -1.0
                samples[start + k] += Float(sign * shape(rate.seconds(k)))
            }
        }
        return try decisions(of: samples, settings: settings)
    }

    /// A step that decays with 0.1 s.
    private func knock(_ height: Double) -> (Double) -> Double { { height * exp(-$0 / 0.1) } }

    @Test(
        "of 19 knocks of 50 µV to 4 mV that would be taken for activity, none is, with mains cancelled or not",
        arguments: [50.0, 500, 4000], [MainsFrequency.none, .both])
    func alone(height: Double, mains: MainsFrequency) throws {
        let without = try found(knock(height), settings: Self.settings(mains, share: 0)).detections.count
        let with = try found(knock(height), settings: Self.settings(mains)).detections.count
        #expect(without > 12 && with == 0, "\(with) with the rule, \(without) without")
    }

    @Test(
        "heartbeats as large as a spasm are none: bells with a standard deviation of 10 ms, as a far heart makes them")
    func heart() throws {
        let beat: (Double) -> Double = { 600 * exp(-($0 - 0.1) * ($0 - 0.1) / (2 * 0.01 * 0.01)) }
        #expect(try found(beat, settings: Self.settings(share: 0)).detections.count > 12)
        #expect(try found(beat, settings: Self.settings()).detections.isEmpty)
    }

    @Test("a spasm among knocks is found within 100 ms")
    func spasm() throws {
        let spasms = [8.0...9.0, 13.2...14.2, 18.4...19.4]
        let found = try found(knock(500), settings: Self.settings(), spasms: spasms)
        for spasm in spasms {
            let onset = rate.samples(inSeconds: spasm.lowerBound)
            #expect(found.detections.contains { (onset...onset + rate.samples(inSeconds: 0.1)).contains($0.at) })
        }
    }

    @Test("a muscle whose potentials are slow, most of them below 90 Hz, is found within 100 ms each time")
    func slowMuscle() throws {
        var generator = SeededGenerator(seed: 8)
        var filter = BiquadCascade(sections: try Biquad.butterworthBandPass(order: 1, low: 45, high: 110, rate: rate))
        let beginnings = (0..<10).map { 4 + 2 * Double($0) + 0.013 * Double($0) }
        let samples = (0..<rate.samples(inSeconds: 25)).map { k in
            let time = rate.seconds(k)
            let potentials = 150 * filter.process(generator.normal())
            let isActive = beginnings.contains { ($0..<$0 + 0.6).contains(time) }
            return Float(5 * generator.normal() + (isActive ? potentials : 0))
        }
        let found = try decisions(of: samples, settings: Self.settings()).detections.map { rate.seconds($0.at) }
        for beginning in beginnings {
            #expect(found.contains { (beginning..<beginning + 0.1).contains($0) }, "\(beginning)")
        }
        #expect(found.count == beginnings.count)
    }

    @Test("when one blow is said to last longer, activity must go on for longer before it is certain")
    func certain() throws {
        var settings = Self.settings()
        settings.blowTime = 0.2
        let found = try found(knock(0), settings: settings, spasms: [5...5.15, 8...10]).detections
        #expect(found.count == 1)
        #expect((8.2..<8.3).contains(rate.seconds(try #require(found.first).at)))
    }

    @Test("at 250 samples a second, where little is left of the fast part, a spasm is found and knocks are not")
    func slowSampling() throws {
        let slow = try #require(SampleRate(hertz: 250))
        var controller = try SpasmController(Self.settings(), clearance: someClearance(), rate: slow)
        var generator = SeededGenerator(seed: 4)
        var found: [Double] = []
        for k in 0..<250 * 20 {
            let time = slow.seconds(k)
            var x = ((15.0..<16).contains(time) ? 150.0 : 5.0) * generator.normal()
            if time > 4, time < 14 { x += 500 * exp(-(time - time.rounded(.down)) / 0.1) }
            controller.process([Float(x)].span, at: SampleIndex(k)) {
                if case .detected(_, let at) = $0 { found.append(slow.seconds(at.rawValue)) }
            }
        }
        #expect(found.count == 1)
        #expect((15.0..<15.1).contains(try #require(found.first)))
    }
}
