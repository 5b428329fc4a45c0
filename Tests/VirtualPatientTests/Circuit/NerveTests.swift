// Pulses and the axons that answer them, against the laws that the parameters name.

import Testing

@testable import VirtualPatient

@Suite("Nerve")
struct NerveTests {
    private let nerve = NerveParameters.commonPeroneal

    private func current(_ multiple: Double, width: Double = 1000) -> Double {
        multiple * nerve.motorThreshold(width: width)
    }

    @Test("Ia axons answer from 0.6 × motor threshold on, motor axons from 1 × on, never fewer with more current")
    func thresholds() {
        let multiples = stride(from: 0.0, through: 4, by: 0.05)
        let afferent = multiples.map { nerve.afferentRecruitment(current: current($0), width: 1000) }
        let motor = multiples.map { nerve.motorRecruitment(current: current($0), width: 1000) }
        #expect(zip(multiples, afferent).allSatisfy { $0 < 0.6 - 1e-9 ? $1 == 0 : $0 < 0.61 || $1 > 0 })
        #expect(zip(multiples, motor).allSatisfy { $0 < 1 - 1e-9 ? $1 == 0 : $0 < 1.01 || $1 > 0 })
        #expect(zip(afferent, afferent.dropFirst()).allSatisfy { $0 <= $1 } && afferent.last == 1)
        #expect(zip(motor, motor.dropFirst()).allSatisfy { $0 <= $1 } && motor.last == 1)
        #expect(afferent[20] > 0.3)  // at 1 × motor threshold: inhibition without a twitch
    }

    @Test(
        "the charge at motor threshold is rheobase · (width + chronaxie), as Weiss has it",
        arguments: [50.0, 200, 1000])
    func strengthDuration(width: Double) {
        let charge = nerve.motorThreshold(width: width) * width
        #expect(abs(charge - nerve.rheobase * (width + nerve.motorChronaxie)) < 1e-9)
    }

    @Test("at the same multiple of motor threshold a wide pulse reaches more Ia axons than a narrow one")
    func widePulses() {
        let wide = nerve.afferentRecruitment(current: current(1, width: 1000), width: 1000)
        let narrow = nerve.afferentRecruitment(current: current(1, width: 200), width: 200)
        #expect(wide > 1.2 * narrow)
    }

    @Test("a second pulse within the refractory period gets no answer, one after it does")
    func refractory() {
        var working = MixedNerve(nerve)
        let first = working.pulse(current: current(2), width: 1000, at: 10_000)
        let second = working.pulse(current: current(2), width: 1000, at: 11_000)
        let third = working.pulse(current: current(2), width: 1000, at: 12_000)
        #expect(first.motor > 0 && first == third && second == .none)
    }

    @Test("a volley arrives whole, on average after its delay, scattered by its spread")
    func dispersion() {
        var bundle = DispersedDelay(delay: 0.0115, spread: 0.002)
        bundle.send(1, phase: 0.00025)
        let arrived = (0..<40).map { _ in bundle.next() }
        let total = arrived.reduce(0, +)
        let mean = arrived.enumerated().reduce(0) { $0 + (Double($1.offset) + 0.5) * $1.element }
        let variance = arrived.enumerated().reduce(0) { $0 + pow2(Double($1.offset) + 0.5 - mean) * $1.element }
        #expect(abs(total - 1) < 1e-12)
        #expect(abs(mean - 11.75) < 0.01)
        // Bins of a millisecond add 1/12.
        #expect(abs(variance - (4 + 1.0 / 12)) < 0.05)
    }

    private func pow2(_ x: Double) -> Double { x * x }
}

@Suite("Motor axons")
struct EfferentVolleysTests {
    private let nerve = NerveParameters.commonPeroneal

    private func arrivals(_ axons: inout EfferentVolleys, before end: Int) -> [MotorArrival] {
        var found: [MotorArrival] = []
        axons.take(before: end, into: &found)
        return found
    }

    @Test("an impulse of the cord takes the length of the nerve, divided by its velocity, and the junction")
    func conduction() {
        var axons = EfferentVolleys(nerve, units: 2)
        axons.discharge(0, at: 0)
        axons.discharge(1, at: 0)
        let times = arrivals(&axons, before: 1_000_000).map(\.time)
        #expect(abs(Double(times[0]) - (0.80 / 44 * 1e6 + 700)) <= 1)
        #expect(abs(Double(times[1]) - (0.80 / 53 * 1e6 + 700)) <= 1)
    }

    @Test("a pulse excites the thickest axons first, and its impulses come at the latency of the M-wave")
    func directResponse() {
        var axons = EfferentVolleys(nerve, units: 10)
        axons.stimulate(fraction: 0.3, at: 5_000)
        let found = arrivals(&axons, before: 1_000_000)
        #expect(found.map(\.unit) == [7, 8, 9] && found.allSatisfy { $0.isDirect })
        #expect(found.allSatisfy { (3_000...4_500).contains($0.time - 5_000) })
    }

    @Test("impulses that meet annihilate each other; one that is past the pads, or sets off later, comes through")
    func collision() {
        // From cord to pads 0.66 m at 44 m/s: 15 ms.
        func survivors(dischargeAt time: Int) -> Int {
            var axons = EfferentVolleys(nerve, units: 1)
            if time < 100_000 { axons.discharge(0, at: time) }
            axons.stimulate(fraction: 1, at: 100_000)
            if time >= 100_000 { axons.discharge(0, at: time) }
            return arrivals(&axons, before: 1_000_000).count { !$0.isDirect }
        }
        #expect([84_000, 86_000, 99_000, 101_000, 114_000, 116_000].map(survivors) == [1, 0, 0, 0, 0, 1])
    }
}
