import Signals
import TestSupport
import Testing

@testable import Devices

@Suite("Gaps of a stream, told from its time stamps")
struct LabStreamingPositionTests {
    private static let rate = SampleRate(hertz: 1000)

    private func steps(_ times: [Double]) throws -> [LabStreaming.Positions.Step] {
        var positions = LabStreaming.Positions(rate: try #require(Self.rate))
        return times.map { positions.take($0) }
    }

    @Test("with exact stamps every lost frame is counted, once the stamps have proved exact")
    func exact() throws {
        var frames = Array(0..<10_000)
        frames.removeAll { [4000, 6000, 6001, 6002].contains($0) || (7000..<9000).contains($0) }
        let steps = try steps(frames.map { 5 + Double($0) * 1e-3 })
        let lost = zip(frames, steps).filter { $1 != .frames(lost: 0) }
        #expect(lost.map(\.0) == [4001, 6003, 9000])
        #expect(lost.map(\.1) == [.frames(lost: 1), .frames(lost: 3), .frames(lost: 2000)])
    }

    @Test(
        "a clock that runs 200 ppm slower or faster, and stamps that wander by 2 ms, are no gaps; 200 lost frames still are"
    )
    func wandering() throws {
        var random = SeededGenerator(seed: 34)
        for drift in [0.9998, 1, 1.0002] {
            let times = (0..<20_000).map { frame in
                let gap = frame >= 15_000 ? 0.2 : 0
                return 100 + gap + Double(frame) * 1e-3 * drift + Double.random(in: -0.002...0.002, using: &random)
            }
            let found = try steps(times).enumerated().filter { $0.element != .frames(lost: 0) }
            #expect(found.map(\.offset) == [15_000])
            guard case .frames(let lost) = found.first?.element else {
                Issue.record("no gap")
                continue
            }
            // The stamp on which the gap ends wanders too.
            #expect(abs(lost - 200) <= 5)
        }
    }

    @Test("chunks that are stamped when they are sent are no gaps")
    func chunks() throws {
        var random = SeededGenerator(seed: 35)
        let times = (0..<1000).flatMap { chunk in
            let end = Double(chunk + 1) * 0.02 + Double.random(in: 0...0.003, using: &random)
            return (0..<20).map { end - Double(19 - $0) * 1e-3 }
        }
        #expect(try steps(times).allSatisfy { $0 == .frames(lost: 0) })
    }

    @Test("a clock that is set back or far ahead is a jump, and the stream goes on")
    func jumps() throws {
        let times = (0..<3000).map { frame in
            let set = frame < 1000 ? 1e5 : frame < 2000 ? 9e4 : 2e5
            return set + Double(frame) * 1e-3
        }
        let found = try steps(times).enumerated().filter { $0.element != .frames(lost: 0) }
        #expect(found.map(\.offset) == [1000, 2000] && found.allSatisfy { $0.element == .jump })
    }

    @Test("a sender that stalls for 0.3 s and catches up costs a gap and a few jumps, not one for each frame")
    func stall() throws {
        let times = (0..<5000).map { frame in (2000..<2300).contains(frame) ? 2.3 : Double(frame) * 1e-3 }
        let found = try steps(times).filter { $0 != .frames(lost: 0) }
        #expect(found.first == .frames(lost: 300) && found.count < 12)
    }

    @Test("the time is asked in waves, and the fastest answer of a wave counts")
    func timeKeeper() throws {
        var keeper = LabStreaming.TimeKeeper()
        var now = 50.0
        // The sender's clock is 10 s ahead, and ways there take this long; ways back take 1 ms.
        for (number, way) in [0.02, 0.005, 0.001, 0.03, 0.002, 0.2, 0.002, 0.002].enumerated() {
            let question = keeper.question(at: now)
            let nothing = keeper.question(at: now)
            var probe = try #require(LabStreaming.TimeProbe(question: question ?? ""))
            #expect(probe.wave == 0 && nothing == nil)
            (probe.arrived, probe.left) = (now + way + 10, now + way + 10)
            keeper.receive(probe.answer, at: now + way + 0.001)
            if number == 0 { #expect(abs((keeper.offset?.seconds ?? 0) + 10.0095) < 1e-9) }
            now += keeper.wait(from: now)
        }
        #expect(abs((keeper.offset?.seconds ?? 0) + 10) < 1e-9 && abs((keeper.offset?.roundTrip ?? 0) - 0.002) < 1e-9)
        // The next wave counts when it is over; answers of the one before, and what is no answer, tell nothing.
        let second = keeper.question(at: now)
        #expect(second?.contains("\r\n1 ") == true)
        keeper.receive(" 0 \(now) \(now) \(now)", at: now)
        keeper.receive("nonsense", at: now)
        #expect(abs((keeper.offset?.seconds ?? 0) + 10) < 1e-9)
        keeper.receive(" 1 \(now) \(now + 20) \(now + 20)", at: now)
        for _ in 0..<8 {
            now += keeper.wait(from: now)
            _ = keeper.question(at: now)
        }
        #expect(abs((keeper.offset?.seconds ?? 0) + 20) < 1e-9)
    }
}
