// The story page: what it says of known nights, and that it says what did not help as plainly as what did.

import Testing

@testable import Reports

extension StoryPage.Content.Night {
    /// A night of 20 s with one spasm of so many seconds, in which unit 0 of two discharges ten times a second.
    fileprivate static func example(_ name: String, spasm length: Double, bursts: [ClosedRange<Double>] = []) -> Self {
        let discharges = stride(from: 5, to: 5 + length, by: 0.1).map(\.self)
        return Self(
            name: name, seconds: 20, emg: SampledCurve(interval: 0.01, values: (0..<2000).map { Float($0 % 7) - 3 }),
            torque: SampledCurve(interval: 0.01, values: (0..<2000).map { $0 > 500 && $0 < 900 ? 12 : 0 }),
            discharges: [discharges, []], activity: [[5...(5 + length)], []], spasms: [5...(5 + length)], triggers: [5],
            bursts: bursts, torqueArea: 12 * length, peakTorque: 12, pulses: 100 * bursts.count,
            onTime: Double(bursts.count), charge: 500 * Double(bursts.count), givenUp: bursts.count)
    }
}

extension StoryPage.Content {
    /// 4 s of spasm untreated, `stimulated` s with stimulation, 1 s after relaxation.
    static func example(stimulated: Double = 2) -> StoryPage.Content {
        let curve = SampledCurve(interval: 1, values: (0..<53).map { $0 > 20 && $0 < 43 ? 8 : 0 })
        return StoryPage.Content(
            recording: .example, recordingDeltaF: 2.36, recordingWords: "A thigh muscle.", person: "anna",
            summary: "A person.", muscle: "calf muscle", seed: 5, spasmsPerHour: 120, ownSpasmsPerHour: 14,
            motorUnits: 2,
            nights: [
                .example("untreated", spasm: 4),
                .example("with stimulation", spasm: stimulated, bursts: [5.5...6.5]),
                .example("after relaxation", spasm: 1),
            ],
            spasmRule: "more than 10 % of its motor units active at once", stimulation: [Fact("Burst", "1 s")],
            trials: [
                .init(
                    name: "usual", deltaFs: [3, 4], units: 4, lasting: 2, torque: curve, atEnd: 8, sustained: 0.5),
                .init(
                    name: "while stimulated", deltaFs: [nil, nil], units: 4, lasting: 0, torque: curve, atEnd: 7,
                    sustained: 0.4),
                .init(
                    name: "relaxed", deltaFs: [2, nil], change: -1.5, interval: -2...(-1), changedUnits: 3, units: 4,
                    lasting: 0, torque: curve, atEnd: 4, sustained: 0),
            ],
            provenance: [Fact("Software", "Lull 0")])
    }
}

@Suite("The story page")
struct StoryPageTests {
    @Test(
        "spasms that went on after their last burst are counted from motor units, and said when the loop did not see it"
    )
    func outlasting() {
        let spasms = [1.0...3.5, 10...18, 20...23, 30...31, 40...43, 43.2...46]
        // The first ends with its burst, the second goes on, the third gets a second burst, the fourth gets none,
        // the last is back as soon as its burst is over.
        let bursts = [1.0...3, 10...12, 20...21, 22...22.5, 40...43]
        #expect(StoryPage.Content.Night.outlasting(spasms, bursts) == 2)
        #expect(StoryPage.Content.Night.outlasting(spasms, []) == 0)
        var content = StoryPage.Content.example()
        content.nights[1].spasms = [5...9]
        content.nights[1].givenUp = 0
        let words = StoryPage(content).verdict(content.nights[1])
        #expect(
            words.contains("In 1 spasm motor units went on for more than a second after the last burst, too quietly"))
        content.nights[1].givenUp = 1
        #expect(!StoryPage(content).verdict(content.nights[1]).contains("too quietly"))
    }

    @Test("page and figures are well-formed, self-contained and labelled")
    func wellFormed() {
        let page = StoryPage(.example())
        #expect(faults(ofPage: page.html) == [])
        let figures =
            [page.barsFigure, page.nightsFigure] + [page.closeUpFigure, page.vibStimFigure].compactMap(\.self)
        #expect(figures.count == 4 && figures.flatMap { faults(ofMarkup: $0.svg) } == [])
        #expect(page.html == StoryPage(.example()).html)
    }

    @Test("hostile names stay text, and a story without laboratory, spasms or real units is still a page")
    func hostile() {
        let evil = "</title><script>alert('x')</script>&\"\u{1}"
        var content = StoryPage.Content.example()
        (content.person, content.summary, content.muscle, content.recordingWords) = (evil, evil, evil, evil)
        content.nights[1].name = evil
        content.trials[1].name = evil
        content.provenance = [Fact(evil, evil)]
        #expect(faults(ofPage: StoryPage(content).html) == [])
        content.trials = []
        for index in content.nights.indices {
            content.nights[index].spasms = []
            content.nights[index].discharges = []
            content.nights[index].activity = []
        }
        (content.recording.units, content.recording.pairs, content.recordingDeltaF) = ([], [], nil)
        #expect(faults(ofPage: StoryPage(content).html) == [])
        #expect(StoryPage(content).closeUpFigure == nil && StoryPage(content).vibStimFigure == nil)
    }

    @Test("the finding has the seconds of every night and how much less that is")
    func finding() {
        #expect(
            StoryPage(.example()).finding
                == "In this simulated person the calf muscle was in spasm for 4 of 20 seconds when nothing was done, for 2 s "
                + "with stimulation (50 % less) and for 1 s after relaxation (75 % less).")
    }

    @Test("stimulation that makes a spasm longer is said to")
    func worse() {
        let page = StoryPage(.example(stimulated: 6))
        #expect(page.finding.contains("for 6 s with stimulation (50 % more)"))
        let verdict = page.verdict(page.content.nights[1])
        #expect(verdict.hasPrefix("With stimulation: nothing became smaller; not smaller: time in spasm (50 % more)"))
        #expect(
            verdict.hasSuffix(
                "1 spasm went on after the last burst that is allowed; then nothing more is given and somebody is called."
            ))
        #expect(page.html.contains("nothing became smaller"))
    }

    @Test("a loop that stopped itself is said on the page")
    func stopped() {
        var content = StoryPage.Content.example()
        content.nights[1].note = "The loop ended as “fault”."
        #expect(StoryPage(content).html.contains("The loop ended as “fault”."))
    }

    @Test("changes below 5 % are called none")
    func change() {
        #expect(StoryPage.change(from: 100, to: 96) == "about the same")
        #expect(StoryPage.change(from: 100, to: 94) == "6 % less")
        #expect(StoryPage.change(from: 100, to: 125) == "25 % more")
        #expect(StoryPage.change(from: 0, to: 0) == "about the same")
        #expect(StoryPage.change(from: 0, to: 1) == "more")
    }

    @Test("what must stand on it stands on it: simulated, one person, no device, what ΔF cannot say")
    func words() {
        let html = StoryPage(.example()).html
        for word in [
            "n = 1", "not a medical device", "Nobody was stimulated", "120 times an hour", "14 times an hour",
            "none that meets the rules while stimulated", "25 % usual", "is no measure of how bad spasms are",
        ] {
            #expect(html.contains(word), "\(word)")
        }
    }

    @Test("a change of ΔF whose interval holds zero is called possible chance")
    func deltaF() {
        var content = StoryPage.Content.example()
        let words = StoryPage(content).deltaFWords
        #expect(
            words.contains("Mean ΔF: 3.5 pps usual, none that meets the rules while stimulated and 2.0 pps relaxed."))
        #expect(words.contains("While stimulated, too few units can be compared to say whether it changes."))
        let size = "Relaxed, ΔF is smaller by 1.50 pps over 3 units, which"
        #expect(words.contains("\(size) is more than chance (95 % interval of the change −2.00 to −1.00)."))
        content.trials[2].interval = -2...0.5
        #expect(
            StoryPage(content).deltaFWords.contains(
                "\(size) may be chance (95 % interval of the change −2.00 to 0.50)."))
        (content.trials[2].change, content.trials[2].interval) = (1, 0.5...1.5)
        #expect(StoryPage(content).deltaFWords.contains("Relaxed, ΔF is larger by 1.00 pps"))
    }
}
