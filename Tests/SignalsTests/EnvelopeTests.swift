import Glibc
import Signals
import Testing

@Suite("Envelopes")
struct EnvelopeTests {
    let noise: [Double] = {
        var state: UInt64 = 1
        return (0..<2000).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(Int64(bitPattern: state) >> 33) / 1e9
        }
    }()

    @Test("the causal RMS is the root of the mean of the last squares")
    func causal() {
        var rms = CausalRMS(length: 64)
        let output = noise.map { rms.process($0) }
        let expected = noise.indices.map { n -> Double in
            let window = noise[max(0, n - 63)...n]
            return (window.reduce(0) { $0 + $1 * $1 } / Double(window.count)).squareRoot()
        }
        #expect(zip(output, expected).allSatisfy { abs($0 - $1) < 1e-12 * max(1, $1) })
    }

    @Test("an hour of loud signal leaves no error behind in the causal RMS")
    func noDrift() {
        var rms = CausalRMS(length: 100)
        for n in 0..<1_000_000 { _ = rms.process(1e6 * sin(Double(n))) }
        for _ in 0..<200 { _ = rms.process(1e-3) }
        #expect(abs(rms.process(1e-3) - 1e-3) < 1e-12)
    }

    @Test("the centred RMS of a sine over whole periods is its amplitude over √2")
    func centred() {
        let sine = (0..<1000).map { 3 * sin(2 * .pi * Double($0) / 50) }
        let output = Envelope.rms(sine, length: 100)
        #expect(output[50..<950].allSatisfy { abs($0 - 3 / 2.0.squareRoot()) < 1e-12 })
    }

    @Test("the Teager–Kaiser energy of a sine is A² sin²(ω), live one sample late and offline in place")
    func teagerKaiser() {
        let w = 0.4
        let sine = (0..<200).map { 2 * sin(w * Double($0) + 0.3) }
        let expected = 4 * sin(w) * sin(w)
        let offline = Envelope.teagerKaiser(sine)
        #expect(offline[1..<199].allSatisfy { abs($0 - expected) < 1e-12 })
        var live = TeagerKaiser()
        let output = sine.map { live.process($0) }
        #expect(zip(output[2...], offline[1...]).allSatisfy { abs($0 - $1) < 1e-12 })
    }

    @Test("too short signals have no energy and no error")
    func short() {
        #expect(Envelope.teagerKaiser([]) == [])
        #expect(Envelope.teagerKaiser([1, 2]) == [0, 0])
        #expect(Envelope.rms([], length: 5) == [])
        #expect(Envelope.rms([-2], length: 5) == [2])
    }
}
