// Bessel functions against 40-digit values (mpmath 1.3.0) and against identities.

import Glibc
import Testing

@testable import VirtualPatient

@Suite("Modified Bessel functions")
struct ModifiedBesselTests {
    @Test("scaled I₀, K₀ and K₁ agree with 40-digit values to a few units of the last place")
    func orderZero() {
        let table: [(x: Double, i0: Double, k0: Double, k1: Double)] = [
            (x: 1e-6, i0: 0.99999900000075, k0: 13.931456005075459, k1: 1000000.9999932843),
            (x: 0.01, i0: 0.9900745851497075, k0: 4.7686940285444619, k1: 100.97864845824005),
            (x: 0.5, i0: 0.64503527044915007, k0: 1.5241093857739095, k1: 2.7310097082117857),
            (x: 1, i0: 0.46575960759364044, k0: 1.144463079806895, k1: 1.6361534862632582),
            (x: 2, i0: 0.30850832255367104, k0: 0.84156821507077142, k1: 1.0334768470686886),
            (x: 7.5, i0: 0.1483158300773955, k0: 0.45052369910491569, k1: 0.47966893379102062),
            (x: 30, i0: 0.073145946482237294, k0: 0.22788666561625373, k1: 0.2316541293777118),
            (x: 120, i0: 0.036456396116413918, k0: 0.11429277942292937, k1: 0.11476801537425147),
            (x: 260, i0: 0.024753270650606427, k0: 0.077689954846593958, k1: 0.07783921549768796),
            (x: 2000, i0: 0.0089211782764396703, k0: 0.02802320501460432, k1: 0.028030209940570336),
        ]
        let errors = table.map { row in
            let found = ModifiedBessel(x: row.x, highestOrder: 3).scaled
            return max(abs(found.i0 / row.i0 - 1), abs(found.k0 / row.k0 - 1), abs(found.k1 / row.k1 - 1))
        }
        #expect(errors.allSatisfy { $0 < 1e-14 }, "\(errors)")
    }

    @Test("logarithms and slopes of high orders agree with 40-digit values, where the functions would overflow")
    func highOrders() {
        let table: [(n: Int, x: Double, logI: Double, logK: Double, slopeI: Double, slopeK: Double)] = [
            (1, 0.5, -1.3552054470253345, 0.50467139730465118, 2.1237179282783207, -2.5580754184765853),
            (2, 3, 0.8088001451938187, -2.788548062176534, 1.0941334007715626, -1.3195057468149976),
            (10, 0.1, -45.061508038040306, 42.065725262105932, 100.00454536846031, -100.00555536266963),
            (25, 40, 29.571897603810827, -34.118817252811115, 1.1702793827232846, -1.1882545118637974),
            (60, 12, -80.535215667378951, 75.728108677745822, 5.0974415288126288, -5.1006473697044972),
            (150, 260, 214.05533336942805, -220.45281853058642, 1.1530444632661577, -1.155930137343604),
            (300, 0.5, -1830.7939506399105, 1824.397019595792, 600.000830564213, -600.00083611981485),
            (500, 90, -703.97339764132313, 697.0496992094981, 5.6446641096178684, -5.6450128128365631),
        ]
        let errors = table.map { row in
            let b = ModifiedBessel(x: row.x, highestOrder: row.n + 5)
            return [
                (b.logI[row.n] - row.logI) / max(1, abs(row.logI)), (b.logK[row.n] - row.logK) / max(1, abs(row.logK)),
                b.slopeI[row.n] / row.slopeI - 1, b.slopeK[row.n] / row.slopeK - 1,
            ].reduce(0) { max($0, abs($1)) }
        }
        #expect(errors.allSatisfy { $0 < 2e-14 }, "\(errors)")
    }

    @Test("the Wronskian x·Iₙ·Kₙ·(Iₙ′/Iₙ − Kₙ′/Kₙ) is 1 for all orders and arguments")
    func wronskian() {
        let worst = [1e-5, 0.03, 0.9, 4, 33, 150, 700].reduce(0.0) { worst, x in
            let b = ModifiedBessel(x: x, highestOrder: 200)
            return (0...200).reduce(worst) { worst, n in
                max(worst, abs(x * exp(b.logI[n] + b.logK[n]) * (b.slopeI[n] - b.slopeK[n]) - 1))
            }
        }
        #expect(worst < 1e-11)  // the logarithms are up to some 3,000 with 16 digits
    }

    @Test("using the memory again for another argument gives the same bits as fresh memory")
    func reuse() {
        var b = ModifiedBessel(x: 3, highestOrder: 40)
        b.evaluate(at: 17)
        let fresh = ModifiedBessel(x: 17, highestOrder: 40)
        #expect(b.logI == fresh.logI && b.logK == fresh.logK && b.slopeI == fresh.slopeI && b.slopeK == fresh.slopeK)
    }
}
