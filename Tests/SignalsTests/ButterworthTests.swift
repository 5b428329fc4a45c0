// Filters against SciPy 1.17.1 (`butter(..., output="sos")`, `sosfilt`, `sosfiltfilt`) and against their definition.

import Glibc
import Signals
import Testing

private let rate = SampleRate(hertz: 2048)!

/// The input that SciPy was given: x[i] = sin(0.3 i) + i²/5000 + ((7919 i) mod 13)/13.
private let input: [Double] = (0..<60).map { (i: Int) -> Double in
    let slow = 0.01 * Double(i * i) / 50
    let rough = Double((i * 7919) % 13) / 13
    return sin(0.3 * Double(i)) + slow + rough
}

@Suite("Butterworth filters")
struct ButterworthTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let design: @Sendable () throws -> [Biquad]
        let causal: [Double]  // at samples 1, 2, 30, 59
        let zeroPhase: [Double]  // at samples 0, 1, 30, 58, 59
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(
            name: "band-pass 20–450 Hz, order 2",
            design: { try Biquad.butterworthBandPass(order: 2, low: 20, high: 450, rate: rate) },
            causal: [0.10020392772, 0.413259332208, 0.40040949178, -0.602878232086],
            zeroPhase: [-0.355227904366, 0.0753313439659, 0.469262153932, 0.601456866993, 0.200912860324]),
        Case(
            name: "band-pass 20–450 Hz, order 3",
            design: { try Biquad.butterworthBandPass(order: 3, low: 20, high: 450, rate: rate) },
            causal: [0.0496810855011, 0.259976645649, 0.267800722889, -0.560303555319],
            zeroPhase: [-0.336879757863, 0.0711718255872, 0.701748959315, 0.908257333726, 0.452852638225]),
        Case(
            name: "low-pass 6 Hz, order 5",
            design: { try Biquad.butterworthLowPass(order: 5, cutoff: 6, rate: rate) },
            causal: [2.88254139994e-11, 3.42520937197e-10, 0.000277806704841, 0.00489597618126],
            zeroPhase: [-0.0559909902749, -0.0559865726977, -0.0559228486767, -0.0559163790081, -0.0559163667271]),
        Case(
            name: "high-pass 20 Hz, order 3",
            design: { try Biquad.butterworthHighPass(order: 3, cutoff: 20, rate: rate) },
            causal: [0.422806492167, 0.769284488432, 0.127181265044, -1.04452714499],
            zeroPhase: [0.0199851218039, 0.437496337606, 0.311382497683, 0.658600537001, 0.0211632504243]),
        Case(
            name: "band-pass 1–900 Hz, order 1 (real poles)",
            design: { try Biquad.butterworthBandPass(order: 1, low: 1, high: 900, rate: rate) },
            causal: [0.376479402984, 0.851662445497, 1.19257748464, -0.138845024764],
            zeroPhase: [1.93547900045, 2.3961097297, 3.23451285063, 2.75718089275, 2.04076117266]),
    ]

    @Test("a causal filter gives what SciPy's sosfilt gives", arguments: cases)
    func causal(_ c: Case) throws {
        var filter = BiquadCascade(sections: try c.design())
        var output = input
        filter.process(&output)
        let error = zip([1, 2, 30, 59], c.causal).map { abs(output[$0] - $1) }.max()!
        // SciPy's numbers are printed with 12 digits; order 5 at 6 Hz loses a few of them to its narrow band.
        #expect(error < 1e-10)
    }

    @Test("a zero-phase filter gives what SciPy's sosfiltfilt gives, ends included", arguments: cases)
    func zeroPhase(_ c: Case) throws {
        let output = BiquadCascade(sections: try c.design()).zeroPhase(input)
        let error = zip([0, 1, 30, 58, 59], c.zeroPhase).map { abs(output[$0] - $1) }.max()!
        #expect(error < 1e-8)
    }

    @Test("the gain is −3 dB at each edge and 1 in the middle, for every order", arguments: 1...Biquad.highestOrder)
    func gains(order: Int) throws {
        let bandPass = try Biquad.butterworthBandPass(order: order, low: 20, high: 450, rate: rate)
        let lowPass = try Biquad.butterworthLowPass(order: order, cutoff: 100, rate: rate)
        let highPass = try Biquad.butterworthHighPass(order: order, cutoff: 100, rate: rate)
        let half = 0.5.squareRoot()
        let edges = [
            bandPass.gain(at: 20, rate: rate), bandPass.gain(at: 450, rate: rate), lowPass.gain(at: 100, rate: rate),
            highPass.gain(at: 100, rate: rate),
        ]
        #expect(edges.allSatisfy { abs($0 - half) < 1e-6 }, "\(edges)")
        #expect(abs(lowPass.gain(at: 0, rate: rate) - 1) < 1e-6)
        #expect(abs(highPass.gain(at: rate.nyquist, rate: rate) - 1) < 1e-6)
    }

    @Test("a linear-phase stretch of a low-pass delays by its group delay")
    func groupDelay() throws {
        let sections = try Biquad.butterworthLowPass(order: 2, cutoff: 50, rate: rate)
        // Near 0 Hz, an analogue second-order Butterworth low-pass delays by √2/ωc.
        let expected = 2.0.squareRoot() / (2 * .pi * 50) * rate.hertz
        #expect(abs(sections.groupDelay(at: 1, rate: rate) - expected) < 0.01 * expected)
    }

    @Test("settling on a constant leaves no transient")
    func settle() throws {
        var filter = BiquadCascade(sections: try Biquad.butterworthBandPass(order: 3, low: 20, high: 450, rate: rate))
        filter.settle(on: 5)
        let output = (0..<100).map { _ in abs(filter.process(5)) }
        #expect(output.max()! < 1e-9)
    }

    @Test("an impossible filter is refused and the sentence names the frequency and what is allowed")
    func refusals() {
        let attempts: [() throws -> [Biquad]] = [
            { try Biquad.butterworthLowPass(order: 0, cutoff: 10, rate: rate) },
            { try Biquad.butterworthLowPass(order: 13, cutoff: 10, rate: rate) },
            { try Biquad.butterworthLowPass(order: 2, cutoff: 1024, rate: rate) },
            { try Biquad.butterworthLowPass(order: 2, cutoff: .nan, rate: rate) },
            { try Biquad.butterworthHighPass(order: 2, cutoff: -1, rate: rate) },
            { try Biquad.butterworthBandPass(order: 2, low: 450, high: 20, rate: rate) },
        ]
        for attempt in attempts { #expect(throws: FilterDesignError.self) { try attempt() } }
        let tooHigh = #expect(throws: FilterDesignError.self) {
            try Biquad.butterworthBandPass(order: 2, low: 20, high: 1500, rate: rate)
        }
        #expect(
            tooHigh?.description
                == "filter high edge 1500.0 Hz: allowed is more than 0 and less than 1024.0 Hz, half of the sampling rate"
        )
    }

    @Test("zero-phase filtering of no, one or two samples is harmless")
    func short() throws {
        let filter = BiquadCascade(sections: try Biquad.butterworthLowPass(order: 2, cutoff: 50, rate: rate))
        #expect(filter.zeroPhase([]) == [])
        #expect(filter.zeroPhase([3]) == [3])
        #expect(filter.zeroPhase([3, 3]).allSatisfy { abs($0 - 3) < 1e-9 })
    }
}
