import Glibc
import Signals
import Testing

private let rate = SampleRate(hertz: 2048)!

@Suite("Spectra")
struct SpectrumTests {
    /// 3·sin(2π·50 t) + ((7919 n) mod 101)/101.
    let signal: [Double] = (0..<4096).map { (i: Int) -> Double in
        let line = 3 * sin(2 * Double.pi * 50 * Double(i) / 2048)
        return line + Double((i * 7919) % 101) / 101
    }

    @Test("Welch's estimate equals SciPy's, to single precision of the strongest line")
    func scipy() throws {
        let spectrum = try #require(Spectrum.welch(signal, rate: rate, segment: 1024))
        let expected = [
            0: 2.0317368e-07, 1: 1.0099916e-07, 25: 1.4999975, 26: 0.37500211, 100: 3.5058841e-06, 512: 1.2017571e-11,
        ]
        #expect(spectrum.density.count == 513)
        #expect(spectrum.resolution == 2)
        for (k, value) in expected { #expect(abs(spectrum.density[k] - value) < 1e-6 * 1.5, "line \(k)") }
    }

    @Test("the power of a sine is half of its squared amplitude, all of it around its frequency")
    func power() throws {
        let sine = (0..<8192).map { 4 * sin(2 * .pi * 100 * Double($0) / 2048) }
        let spectrum = try #require(Spectrum.welch(sine, rate: rate, segment: 2048))
        #expect(abs(spectrum.power(from: 95, to: 105) - 8) < 1e-4)
        #expect(spectrum.power(from: 200, to: 1024) < 1e-8)
        #expect(abs(spectrum.medianFrequency - 100) <= spectrum.resolution)
    }

    @Test("a signal that is too short or not finite has no spectrum")
    func refused() {
        #expect(Spectrum.welch([1, 2, 3], rate: rate) == nil)
        #expect(Spectrum.welch([1, 2, .nan, 3, 4, 5], rate: rate) == nil)
        #expect(Spectrum.welch([1, 2, 3, 4, 5], rate: rate)?.density.count == 3)
    }
}
