import Glibc
import Signals
import Testing

@testable import SpasmControl

@Suite("the conditioner")
struct ConditionerTests {
    private func envelope(of frequency: Double, kind: EnvelopeKind = .rms, window: Double = 0.1) throws -> Double {
        var settings = SpasmSettings()
        settings.envelope = kind
        settings.envelopeWindow = window
        var conditioner = try Conditioner(settings, rate: rate)
        var last = 0.0
        for k in 0..<4_096 { last = conditioner.process(100 * sin(2 * .pi * frequency * rate.seconds(k))) }
        return last
    }

    @Test("a sine inside the band has the envelope A/√2, one outside has almost none")
    func passBand() throws {
        #expect(abs(try envelope(of: 100) - 100 / 2.0.squareRoot()) < 0.5)
        #expect(try envelope(of: 1) < 0.5)
        #expect(try envelope(of: 1_000) < 1)
    }

    @Test("the Teager–Kaiser envelope of a sine is A·sin ω")
    func teagerKaiser() throws {
        let expected = 100 * sin(2 * .pi * 100 / rate.hertz)
        #expect(abs(try envelope(of: 100, kind: .teagerKaiser) - expected) < 0.3)
    }

    @Test("the latency stated is the latency measured", arguments: [60.0, 100, 200])
    func latency(frequency: Double) throws {
        var conditioner = try Conditioner(SpasmSettings(), rate: rate)
        // A narrow-band packet; the centre of its energy is delayed by the group delay and half of the window.
        let centre = 4_000.0
        var weight = 0.0, moment = 0.0
        for k in 0..<10_000 {
            let packet = exp(-0.5 * pow((Double(k) - centre) / 400, 2))
            let e = conditioner.process(packet * sin(2 * .pi * frequency * rate.seconds(k)))
            weight += e * e
            moment += e * e * Double(k)
        }
        #expect(abs(moment / weight - centre - conditioner.latency(at: frequency)) < 1)
    }

    @Test("a slow sampling rate lowers the upper edge, and one that leaves no band is refused")
    func slowRates() throws {
        let slow = try Conditioner(SpasmSettings(), rate: #require(SampleRate(hertz: 500)))
        #expect(slow.sections.gain(at: 225, rate: slow.rate) < 0.71)
        #expect(slow.sections.gain(at: 100, rate: slow.rate) > 0.95)
        #expect(throws: SettingsError.self) { _ = try Conditioner(SpasmSettings(), rate: SampleRate(hertz: 40)!) }
    }

    @Test("after a restart on an offset there is no transient")
    func restart() throws {
        var conditioner = try Conditioner(SpasmSettings(), rate: rate)
        conditioner.restart(on: 1_000)
        var highest = 0.0
        for _ in 0..<500 { highest = max(highest, conditioner.process(1_000)) }
        #expect(highest < 1e-6)
    }
}

@Suite("settings")
struct SettingsTests {
    @Test(
        "every default lies in its range, and every number out of it is refused by name",
        arguments: SpasmSettings.parameters.map(\.name))
    func ranges(name: String) throws {
        let parameter = try #require(SpasmSettings.parameters.first { $0.name == name })
        #expect(SpasmSettings()[keyPath: parameter.path] == parameter.standard)
        for value in [parameter.range.lowerBound.nextDown, parameter.range.upperBound.nextUp, .nan, .infinity] {
            var settings = SpasmSettings()
            settings[keyPath: parameter.path] = value
            do {
                try settings.validate()
                Issue.record("\(name) = \(value) was accepted")
            } catch {
                #expect(error.description.hasPrefix(name))
            }
        }
    }

    @Test("the defaults are valid; exit at or above enter is not, in either form")
    func order() throws {
        try SpasmSettings().validate()
        var settings = SpasmSettings()
        settings.exitSpreads = settings.enterSpreads
        #expect(throws: SettingsError.self) { try settings.validate() }
        for (enter, exit) in [(10, 10), (10, 0), (10, .nan), (.infinity, 5), (.nan, 5)] as [(Double, Double)] {
            settings = SpasmSettings()
            settings.threshold = .microvolts(enter: enter, exit: exit)
            #expect(throws: SettingsError.self) { try settings.validate() }
        }
        #expect(SpasmSettings.parameters.count == 74)
    }
}
