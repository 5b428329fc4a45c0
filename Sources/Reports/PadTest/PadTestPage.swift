// The page of a pad test: which pad calms, how sure that is, and what may be armed.

/// A self-contained HTML page about the test of one or more pads.
public struct PadTestPage: Sendable {
    /// What stands on the page.
    public struct Content: Hashable, Sendable {
        /// What a test says.
        public enum Verdict: String, Hashable, Sendable {
            /// It calms.
            case works
            /// It does nothing.
            case nothing
            /// It makes it worse.
            case worse
            /// It cannot be told.
            case cannotTell = "cannot-tell"
        }

        /// One pad.
        public struct Pad: Hashable, Sendable {
            /// The output it is connected to.
            public var channel: Int
            /// The thresholds in words, with units; dashes where there are none.
            public var felt, motor, borne: String
            /// The current that was tested, with its unit.
            public var current: String
            /// What the test says.
            public var verdict: Verdict
            /// The verdict in a clause, and why.
            public var meaning, reason: String
            /// Why the search for thresholds ended.
            public var thresholdsEnded: String
            /// Real over sham with its interval; `nil` where nothing was measured.
            public var ratio, low, high, probability: Double?
            /// Real over sham of every pair.
            public var pairRatios: [Double]
            /// Why a machine may not use it; empty when it may.
            public var obstacles: [String]

            /// Creates a pad.
            public init(
                channel: Int, felt: String, motor: String, borne: String, current: String, verdict: Verdict,
                meaning: String, reason: String, thresholdsEnded: String, ratio: Double?, low: Double?, high: Double?,
                probability: Double?, pairRatios: [Double], obstacles: [String]
            ) {
                self.channel = channel
                (self.felt, self.motor, self.borne, self.current) = (felt, motor, borne, current)
                (self.verdict, self.meaning, self.reason) = (verdict, meaning, reason)
                self.thresholdsEnded = thresholdsEnded
                (self.ratio, self.low, self.high, self.probability) = (ratio, low, high, probability)
                self.pairRatios = pairRatios
                self.obstacles = obstacles
            }

            var shortVerdict: String {
                switch verdict {
                case .works: "calms the muscle"
                case .nothing: "does nothing"
                case .worse: "makes it worse"
                case .cannotTell: "cannot be told"
                }
            }
        }

        /// Who.
        public var person: String
        /// The muscle, the nerve and the side, in words.
        public var place: String
        /// From best to worst.
        public var pads: [Pad]
        /// The pad to use; `nil` when none works.
        public var best: Int?
        /// An effect inside of this factor is called none.
        public var noEffect: Double
        /// How it was done, and what is needed to do it again.
        public var facts: [Fact]

        /// Creates the content.
        public init(person: String, place: String, pads: [Pad], best: Int?, noEffect: Double, facts: [Fact]) {
            self.person = person
            self.place = place
            self.pads = pads
            self.best = best
            self.noEffect = noEffect
            self.facts = facts
        }
    }

    let content: Content

    /// The page of a pad test.
    public init(_ content: Content) { self.content = content }

    /// The page as one file in UTF-8, without scripts or anything from elsewhere.
    public var html: String {
        Page(
            title: "Testing \(content.pads.count == 1 ? "a pad" : "pads"): \(content.person)",
            subtitle: content.place + ". Simulated: nobody was stimulated.",
            sections: [found, thresholds, limits, made]
        ).html
    }

    /// The effects; `nil` when no pad came to a test.
    public var figure: Figure? { PadEffectFigure(pads: content.pads, noEffect: content.noEffect).figure }

    /// What it comes to, in a sentence.
    public var finding: String {
        guard let best = content.best, let pad = content.pads.first(where: { $0.channel == best }) else {
            return "No pad may be armed for automatic use. "
                + content.pads.map { "Pad \($0.channel): \($0.meaning)." }.joined(separator: " ")
        }
        return
            "Pad \(best) calms the muscle: with \(pad.current) its activity was \(fixed(pad.ratio, 2)) times that with sham "
            + "stimulation (interval \(fixed(pad.low, 2)) to \(fixed(pad.high, 2))). It may be armed for automatic use."
    }

    private var found: Page.Section {
        Page.Section("found", "What stimulation does") {
            paragraph(finding, "finding")
            if let figure {
                // Half a page wide: the rows hold little.
                Element("div", ["class": "pairs"]) {
                    captioned(
                        figure,
                        "Dots are pairs of one trial with and one without stimulation, in an order that lots decided; the diamond is "
                            + "their mean, the bar its interval. All intervals hold together with 95 %. An effect inside of the "
                            + "coloured band would not count. Left of 1 is calmer.", isWide: false)
                }
            }
            Table(
                caption: "What may be armed for automatic use. A pad that may not answers a hand only.",
                columns: [
                    .text("Pad"), .text("Verdict"), .number("Real/sham"), .number("Interval"), .number("p"),
                    .words("Automatic use"),
                ],
                rows: content.pads.map { pad in
                    [
                        "\(pad.channel)", pad.shortVerdict, fixed(pad.ratio, 2),
                        pad.low.map { "\(fixed($0, 2)) to \(fixed(pad.high, 2))" } ?? "\u{2013}",
                        fixed(pad.probability, 4),
                        pad.obstacles.isEmpty ? "may be armed" : "refused: " + pad.obstacles.joined(separator: "; "),
                    ]
                }, emptyText: "No pad was tested."
            ).element
        }
    }

    private var thresholds: Page.Section {
        Page.Section("thresholds", "Thresholds") {
            paragraph(
                "Ten single pulses a step, 1 mA more each time. Felt: the first current that the person felt. Motor: the first at "
                    + "which at least 5 of 10 pulses were followed by an M-wave of 50 µV or a movement that was seen. Borne: the "
                    + "strongest that was borne; the search does not go further than it needs to.")
            Table(
                caption: "The thresholds of each pad, and why its search ended.",
                columns: [
                    .text("Pad"), .number("Felt"), .number("Motor"), .number("Borne"), .number("Tested"),
                    .words("The search ended because"),
                ],
                rows: content.pads.map {
                    ["\($0.channel)", $0.felt, $0.motor, $0.borne, $0.current, $0.thresholdsEnded]
                }, emptyText: "No pad was tested."
            ).element
        }
    }

    private var limits: Page.Section {
        Page.Section("limits", "What this cannot say") {
            Element("ul") {
                Element("li") { "Sham is no current: who feels the pad knows which is which." }
                Element("li") {
                    "What calms a voluntary contraction need not calm a spasm. Whether it does is seen in use, over weeks."
                }
                if content.pads.count > 1 {
                    Element("li") { "The best of several pads looks better than it is." }
                }
            }
        }
    }

    private var made: Page.Section {
        Page.Section("made", "How it was done") {
            Table.facts(
                "What is needed to do it again with the same result", content.facts, empty: "Nothing was noted."
            ).element
        }
    }
}
