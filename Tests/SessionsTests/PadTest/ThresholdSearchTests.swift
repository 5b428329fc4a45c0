// The search for thresholds: what it finds, and that it ends and never rises where it must not.

import Sessions
import Stimulation
import TestSupport
import Testing

@Suite("the search for thresholds")
struct ThresholdSearchTests {
    static func answer(
        _ report: PadReport, mWaves: [Double] = [], twitches: Int = 0, delivered: Int = 10
    ) -> ThresholdAnswer {
        var answer = ThresholdAnswer(report, delivered: delivered)
        answer.mWaves = mWaves
        answer.twitches = twitches
        return answer
    }

    /// A person who feels from `felt` on, whose muscle answers from `moves` on, and who bears less than `hurts` (mA).
    private func outcome(
        felt: Int, moves: Int, hurts: Int, highest: Int = 30, byMWave: Bool = true
    ) throws -> (ThresholdSearch.Outcome, currents: [Int]) {
        var search = try ThresholdSearch(ThresholdSettings(highest: .milliamperes(highest)))
        var currents: [Int] = []
        while let step = search.step {
            let mA = step.current.microamperes / 1_000
            currents.append(mA)
            let report: PadReport = mA >= hurts ? .uncomfortable : mA >= felt ? .felt : .nothing
            search.take(
                Self.answer(
                    report,
                    mWaves: byMWave ? (0..<10).map { mA >= moves && $0 < 5 ? 50 : 49.9 } : [],
                    twitches: mA >= moves && !byMWave ? 5 : 4))
        }
        return (try #require(search.outcome), currents)
    }

    @Test("sensory, motor and comfort threshold are the first felt, the first answered and the strongest borne")
    func finds() throws {
        let (outcome, currents) = try outcome(felt: 6, moves: 12, hurts: 14)
        #expect(
            outcome.thresholds
                == Thresholds(
                    sensory: .milliamperes(6), motor: .milliamperes(12), comfort: .milliamperes(13), evidence: .mWave))
        #expect(currents == Array(1...14))
        #expect(outcome.reason == "14 mA was uncomfortable")
        let (enough, further) = try self.outcome(felt: 6, moves: 12, hurts: 99, byMWave: false)
        // 1.25 × 12 is 15: borne, and nothing stronger is given.
        #expect(further == Array(1...15))
        #expect(enough.thresholds?.comfort == .milliamperes(15))
        #expect(enough.thresholds?.evidence == .reported)
    }

    @Test("four answers of ten are no motor threshold, nor are M-waves below 50 µV or without a number")
    func notEnough() throws {
        var search = try ThresholdSearch(ThresholdSettings(highest: .milliamperes(3)))
        search.take(Self.answer(.felt, mWaves: [60, 60, 60, 60] + Array(repeating: 49.9, count: 6), twitches: 4))
        search.take(
            Self.answer(.felt, mWaves: Array(repeating: .nan, count: 5) + Array(repeating: .infinity, count: 5)))
        search.take(Self.answer(.felt))
        #expect(search.outcome?.thresholds == nil)
        #expect(search.outcome?.reason == "the muscle did not answer; 3 mA is as strong as was approved")
    }

    @Test("nothing felt under the pad leaves sensory and comfort threshold open, as a prescription asks")
    func insensate() throws {
        let (outcome, _) = try outcome(felt: 99, moves: 4, hurts: 99)
        #expect(outcome.thresholds?.sensory == nil && outcome.thresholds?.comfort == nil)
        #expect(outcome.thresholds?.motor == .milliamperes(4))
    }

    @Test("too much before the muscle answers, and too much where it is first felt, are no thresholds")
    func painful() throws {
        #expect(try outcome(felt: 3, moves: 12, hurts: 8).0.thresholds == nil)
        #expect(try outcome(felt: 13, moves: 12, hurts: 13).0.thresholds == nil)
    }

    @Test("stop, silence, a missing pulse, another movement, a refusal: each ends it without thresholds")
    func ends() throws {
        var other = Self.answer(.felt, twitches: 10)
        other.movedOtherwise = true
        var refused = Self.answer(.nothing, delivered: 0)
        refused.failure = "refused: the stimulator is off"
        let cases = [
            (Self.answer(.stop, twitches: 10), "said stop"), (Self.answer(.silent, twitches: 10), "did not answer"),
            (Self.answer(.felt, twitches: 10, delivered: 9), "only 9 of 10"), (other, "another nerve"),
            (refused, "the stimulator is off"),
        ]
        for (answer, words) in cases {
            var search = try ThresholdSearch(ThresholdSettings(highest: .milliamperes(30)))
            search.take(Self.answer(.felt, twitches: 10))
            search.take(answer)
            #expect(search.step == nil && search.outcome?.thresholds == nil)
            #expect(search.outcome?.reason.contains(words) == true)
            let ended = search
            search.take(Self.answer(.felt))
            search.abandon("late")
            #expect(search == ended)
        }
    }

    @Test(
        "whatever is answered, it ends; currents rise by at most the increase, stay below the limit, and never after a no"
    )
    func random() throws {
        var generator = SeededGenerator(seed: 60)
        var broken: [String] = []
        var (found, steps) = (0, 0)
        for _ in 0..<5_000 {
            var settings = ThresholdSettings(
                highest: Milliamperes(microamperes: .random(in: 1...40_000, using: &generator)))
            settings.first = Milliamperes(
                microamperes: .random(in: 1...settings.highest.microamperes, using: &generator))
            settings.increase = Milliamperes(microamperes: .random(in: 200...1_000, using: &generator))
            var search = try ThresholdSearch(settings)
            var last: Milliamperes?
            var count = 0
            while let step = search.step {
                count += 1
                if step.current > settings.highest { broken.append("above the highest") }
                if let last, step.current <= last || step.current > last + settings.increase {
                    broken.append("from \(last) to \(step.current)")
                }
                if step.train.shape.peakCurrent != step.current || step.train.pulseCount != 10
                    || step.train.pattern.highestRate > Hertz(2)
                {
                    broken.append("a step that is not ten pulses of its current at 2 Hz")
                }
                last = step.current
                var answer = ThresholdAnswer(
                    .random(in: 0..<40, using: &generator) == 0
                        ? PadReport.allCases.randomElement(using: &generator)!
                        : [.nothing, .felt].randomElement(using: &generator)!,
                    delivered: .random(in: 0..<50, using: &generator) == 0 ? 7 : 10)
                answer.mWaves = (0..<10).map { _ in
                    [Double.nan, 0, 60, .infinity, -.infinity, 49].randomElement(using: &generator)!
                }
                answer.twitches = .random(in: -1...6, using: &generator)
                answer.movedOtherwise = .random(in: 0..<60, using: &generator) == 0
                if .random(in: 0..<60, using: &generator) == 0 { answer.failure = "no" }
                search.take(answer)
                let isNo =
                    answer.failure != nil || answer.movedOtherwise || answer.delivered != 10
                    || ![.nothing, .felt].contains(answer.report)
                if isNo, search.step != nil { broken.append("went on after \(answer)") }
                guard count < 300 else { broken.append("no end"); break }
            }
            steps += count
            if case .found(let thresholds, _)? = search.outcome {
                found += 1
                if let comfort = thresholds.comfort, comfort < thresholds.motor { broken.append("\(thresholds)") }
                if thresholds.comfort.map({ $0 > settings.highest }) == true { broken.append("comfort too high") }
            } else if search.outcome == nil {
                broken.append("ended with nothing to say")
            }
        }
        #expect(broken.isEmpty)
        #expect(found > 500 && steps > 10_000)
    }

    @Test("settings that cannot be are refused in a sentence")
    func settings() {
        func problem(_ change: (inout ThresholdSettings) -> Void) -> String? {
            var settings = ThresholdSettings(highest: .milliamperes(20))
            change(&settings)
            return settings.problem
        }
        #expect(problem { _ in } == nil)
        #expect(problem { $0.first = .zero } != nil)
        #expect(problem { $0.first = .milliamperes(21) } != nil)
        #expect(problem { $0.increase = Milliamperes(microamperes: 1_001) }?.contains("up to 1 mA") == true)
        #expect(problem { $0.increase = .zero } != nil)
        #expect(problem { $0.period = .milliseconds(499) }?.contains("2 Hz") == true)
        #expect(problem { $0.answered = 11 } != nil)
        #expect(problem { $0.mWave = .nan } != nil)
        #expect(problem { $0.beyondMotor = 1.6 } != nil)
    }
}
