import Glibc
import Signals
import Testing

@Suite("Resampling")
struct ResamplingTests {
    static let ratios = [(2048.0, 2000.0), (2000, 2048), (10240, 2048), (100, 2048), (2048, 333.3)]

    @Test("a sine below 0.85 of the lower Nyquist frequency arrives as itself", arguments: ratios)
    func sine(old: Double, new: Double) throws {
        let (a, b) = (try #require(SampleRate(hertz: old)), try #require(SampleRate(hertz: new)))
        let f = 0.85 * min(a.nyquist, b.nyquist)
        let input = (0..<Int(4 * old)).map { sin(2 * .pi * f * Double($0) / old + 0.2) }
        let output = Resampling.resample(input, from: a, to: b)
        #expect(output.count == Int((Double(input.count) * new / old).rounded()))
        let inner = (output.count / 4)..<(output.count * 3 / 4)
        let error = inner.map { abs(output[$0] - sin(2 * .pi * f * Double($0) / new + 0.2)) }.max()!
        // The stop band of the kernel is at −80 dB; normalising the weights costs about as much again.
        #expect(error < 2e-4, "error \(error)")
    }

    @Test("what the new rate cannot hold is gone: a sine at 1.15 of its Nyquist frequency falls by 80 dB")
    func alias() throws {
        let (a, b) = (try #require(SampleRate(hertz: 2048)), try #require(SampleRate(hertz: 500)))
        let input = (0..<8192).map { sin(2 * .pi * 287.5 * Double($0) / 2048) }
        let output = Resampling.resample(input, from: a, to: b)
        let inner = output[(output.count / 4)..<(output.count * 3 / 4)]
        #expect(inner.map(abs).max()! < 2e-4)
    }

    @Test("a constant stays exactly constant, ends included", arguments: ratios)
    func constant(old: Double, new: Double) throws {
        let (a, b) = (try #require(SampleRate(hertz: old)), try #require(SampleRate(hertz: new)))
        let output = Resampling.resample(Array(repeating: 7, count: 1000), from: a, to: b)
        #expect(output.allSatisfy { abs($0 - 7) < 1e-12 })
    }

    @Test("the same rate gives the same samples, and nothing gives nothing")
    func trivial() throws {
        let a = try #require(SampleRate(hertz: 10))
        let b = try #require(SampleRate(hertz: 1))
        #expect(Resampling.resample([1, 5, 2], from: a, to: a) == [1, 5, 2])
        #expect(Resampling.resample([], from: a, to: b) == [])
        #expect(Resampling.resample([4], from: a, to: b) == [4])
    }
}
