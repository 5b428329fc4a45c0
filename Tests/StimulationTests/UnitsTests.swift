import Glibc
import TestSupport
import Testing

@testable import Stimulation

@Test("current times time is charge, to the picocoulomb")
func chargeIsExact() {
    #expect(Milliamperes(microamperes: 20_500) * .microseconds(333) == Microcoulombs(picocoulombs: 20_500 * 333))
    #expect((Milliamperes.milliamperes(60) * .microseconds(500)).value == 30)
    #expect(Milliamperes(0.1)! + Milliamperes(0.2)! == Milliamperes(0.3)!)
}

@Test("a current that is not a number, or is absurd, cannot be written down")
func currentsAreFinite() {
    for value in [Double.nan, .infinity, -.infinity, 1e300, -1_000_001] { #expect(Milliamperes(value) == nil) }
    #expect(Milliamperes(20.5)?.microamperes == 20_500)
}

@Test("arithmetic on exact quantities never traps; what does not fit stays outside of every limit")
func saturation() {
    let huge = Microseconds(.max)
    #expect(huge + .seconds(1) == huge)
    #expect(Microseconds(.min) - .seconds(1) == Microseconds(.min))
    #expect(huge * 2 == huge)
    #expect(huge * -2 == Microseconds(.min))
    #expect(Milliamperes(microamperes: .max) * huge == Microcoulombs(picocoulombs: .max))
    #expect(-Milliamperes(microamperes: .min) == Milliamperes(microamperes: .max))
    #expect(SessionTime(microseconds: .max) + huge == SessionTime(microseconds: .max))
    #expect(SessionTime(microseconds: .max) - SessionTime(microseconds: .min) == huge)
    #expect(Microseconds.hours(.max) == huge)
}

@Test("a rate becomes the shortest whole period that is not faster")
func periodOfARate() {
    #expect(Hertz(100).period == .milliseconds(10))
    #expect(Hertz(30).period == .microseconds(33_334))
    for value in [0, -1, Double.nan, .infinity, 1e-9] { #expect(Hertz(value).period == nil) }
}

@Test("the moment of a sample is its place over the rate, and only inside a session")
func momentOfASample() {
    #expect(SessionTime(sample: 2_048, hertz: 2_048)?.microseconds == 1_000_000)
    #expect(SessionTime(sample: 1, hertz: 2_048)?.microseconds == 488)
    #expect(SessionTime(sample: -1, hertz: 2_048) == nil)
    for hertz in [0, -1, Double.nan, Double.infinity] { #expect(SessionTime(sample: 5, hertz: hertz) == nil) }
    #expect(SessionTime(sample: .max, hertz: 1) == nil)
}

@Test("the logarithm of this room equals the C library's to 4 ulp")
func logarithm() {
    var generator = SeededGenerator(seed: 1)
    var worst = 0.0
    for _ in 0..<2_000 {
        let x =
            Double.random(in: 0.1...10, using: &generator)
            * Glibc.pow(10, Double.random(in: -12...12, using: &generator))
        let expected = Glibc.log10(x)
        worst = max(worst, abs(Stimulation.log10(x) - expected) / max(abs(expected).ulp, 1e-17))
    }
    #expect(worst <= 4)
    #expect(Stimulation.log10(0) == -.infinity)
    #expect(Stimulation.log10(-1).isNaN && Stimulation.log10(.nan).isNaN)
    #expect(Stimulation.log10(.infinity) == .infinity)
}

@Test("numbers for people have six digits and the unit that people would choose")
func readableNumbers() {
    #expect("\(Milliamperes.milliamperes(20))" == "20 mA")
    #expect("\(Milliamperes(microamperes: 20_500))" == "20.5 mA")
    #expect("\(Microseconds(200))" == "200 µs")
    #expect("\(Microseconds.milliseconds(1_500))" == "1.5 s")
    #expect("\(Microseconds.hours(4))" == "240 min")
    #expect(readable(10.392_304_845) == "10.3923")
    #expect(readable(.nan) == "nan")
}
