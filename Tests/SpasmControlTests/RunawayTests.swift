import Glibc
import Signals
import SpasmControl
import Stimulation
import TestSupport
import Testing

@Suite("runaway")
struct RunawayTests {
    /// A second of spasm, then rest, in a loop that is closed through the amplifier: every pulse brings its artefact with a tail
    /// and the M-wave of the stimulated muscle through the skin, both so many times their default.
    private func orders(times: Double, tail: Double, told: Bool) throws -> [StimulationOrder] {
        var controller = try SpasmController(SpasmSettings(), clearance: someClearance(), rate: rate)
        let own = muscle(seconds: 40, active: [5.0...6.0], seed: 11)
        var orders: [StimulationOrder] = []
        var begin: Int?
        for position in stride(from: 0, to: own.count - 20, by: 20) {
            var block = Array(own[position..<(position + 20)])
            if let begin {
                for k in block.indices {
                    block[k] += Float(times * Self.artefact(rate.seconds(position + k - begin), tail: tail))
                }
            }
            var events = arming(at: 6_000).filter { (position..<(position + 20)).contains($0.at.rawValue) }
            if told, let begin, begin == position {
                events.append(ControlEvent(.burstBegan(order: 1), at: SampleIndex(begin)))
            }
            controller.process(block.span, at: SampleIndex(position), events: events) {
                if case .order(let order, _, _) = $0 {
                    orders.append(order)
                    // The stimulator takes 20 ms and a little to begin.
                    if begin == nil { begin = position + 60 }
                }
            }
        }
        return orders
    }

    /// What the pulses of a one-second burst at 50 Hz leave at `time` after its start, in µV: 500 µV with an exponential tail, and
    /// an M-wave of 200 µV from 3 to 14 ms.
    private static func artefact(_ time: Double, tail: Double) -> Double {
        guard time >= 0 else { return 0 }
        let last = min(49, (time / 0.02).rounded(.down))
        let since = time - last * 0.02
        let wave = (0.003..<0.014).contains(since) ? 200 * sin(2 * .pi * (since - 0.003) / 0.011) : 0
        return 500 * exp(-since / tail) + wave
    }

    @Test(
        "artefacts and M-waves of 1 to 10 times the default, through a fast or a slow amplifier, never trigger again",
        arguments: [1.0, 2, 3, 5, 7, 10])
    func never(times: Double) throws {
        for tail in [0.002, 0.01] {
            for told in [false, true] {
                #expect(try orders(times: times, tail: tail, told: told).count == 1)
            }
        }
    }

    /// The same where gel joins the watched pair to another pad: besides its own, it takes a part of what that pad sees, which lies
    /// beside the stimulated muscle. There an artefact is 4 mV, the M-wave 2 mV and late, the nerve answers a second time after
    /// 35 ms, the pad keeps a charge that leaks away in a tenth of a second, and the amplifier ends at 8.2 mV.
    private func orders(times: Double, crosstalk: Double, told: Bool) throws -> [StimulationOrder] {
        var controller = try SpasmController(SpasmSettings(), clearance: someClearance(), rate: rate)
        let own = muscle(seconds: 16, active: [5.0...6.0], seed: 13)
        var orders: [StimulationOrder] = []
        var begins: [Int] = []
        for position in stride(from: 0, to: own.count - 20, by: 20) {
            var block = Array(own[position..<(position + 20)])
            for begin in begins {
                for k in block.indices {
                    let time = rate.seconds(position + k - begin)
                    let all = Self.artefact(time, tail: 0.003) + crosstalk * Self.neighbour(time)
                    block[k] = Float(min(8_192, max(-8_192, Double(block[k]) + times * all)))
                }
            }
            var events = arming(at: 6_000).filter { (position..<(position + 20)).contains($0.at.rawValue) }
            if told, let begin = begins.last, begin == position {
                events.append(ControlEvent(.burstBegan(order: begins.count), at: SampleIndex(begin)))
            }
            controller.process(block.span, at: SampleIndex(position), events: events) {
                if case .order(let order, _, _) = $0 {
                    orders.append(order)
                    begins.append(position + 60)
                }
            }
        }
        return orders
    }

    /// What the other pad sees at `time` after the start of the burst, in µV.
    private static func neighbour(_ time: Double) -> Double {
        guard time >= 0 else { return 0 }
        let last = min(49, (time / 0.02).rounded(.down))
        let since = time - last * 0.02
        let wave = (0.003..<0.019).contains(since) ? 2_000 * sin(2 * .pi * (since - 0.003) / 0.016) : 0
        // The second answer to a pulse falls between later ones, and after the last one into silence.
        let second = (0.035..<0.047).contains(since) ? 400 * sin(2 * .pi * (since - 0.035) / 0.012) : 0
        let charge = 300 * exp(-max(0, time - 1) / 0.1)
        return 4_000 * exp(-since / 0.003) + wave + second + charge
    }

    @Test(
        "with pad crosstalk, artefacts and M-waves of 1 to 10 times the default never trigger again either",
        arguments: [1.0, 2, 3, 5, 7, 10], [0.1, 0.3, 0.5])
    func crosstalk(times: Double, part: Double) throws {
        for told in [false, true] {
            #expect(try orders(times: times, crosstalk: part, told: told).count == 1)
        }
    }
}
