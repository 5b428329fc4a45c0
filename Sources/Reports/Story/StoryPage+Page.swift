// The story page's sections.

extension StoryPage {
    var page: Page {
        Page(
            title: "Lull: measuring and calming overactive motoneurons",
            subtitle:
                "One real recording, and one simulated person whose night is run \(Self.times(content.nights.count)). "
                + "Research software, not a medical device.",
            sections: [short, recording, nights] + closeUp + [numbers] + laboratory + [limits, made])
    }

    private var short: Page.Section {
        Page.Section("short", "In short") {
            paragraph(finding, "finding")
            Element("div", ["class": "pairs"]) {
                captioned(barsFigure, "Time in spasm. Shorter bars are better.", isWide: false)
                Element("div") {
                    paragraph(
                        "After an injury of the spinal cord its nerve cells can amplify every small signal so strongly that "
                            + "muscles cramp by themselves. Two things can turn that amplification down without a drug: gentle "
                            + "pulses on the nerve of the opposite muscle, and deep relaxation.")
                    paragraph(
                        "The person below is computed, not real, and it is one person. Nobody was stimulated. What is seen here "
                            + "does not tell what would happen in you or in somebody whom you care for.")
                }
            }
        }
    }

    private var recording: Page.Section {
        let deltaF = content.recordingDeltaF.map { "\(fixed($0, 1)) pulses per second" } ?? "not measurable"
        return Page.Section("recording", "First, a real muscle") {
            paragraph(
                "\(content.recordingWords) \(capitalised(count(content.recording.units.count, "motor unit"))) can be told apart. "
                    + "Each row is one nerve cell with its muscle fibres, while the person presses slowly harder and lets go."
            )
            captioned(
                RampPage(content.recording).overviewFigure,
                "Dots are the rates of single intervals, lines the smoothed rates (\(content.recording.smoothing)). Triangles "
                    + "mark where a unit begins and ends. \(content.recordingCredit)")
            paragraph(
                "A cell that needs a strong command to start, but goes on when the command has become weaker, is being amplified. "
                    + "\u{394}F measures by how much: here it is \(deltaF) on average. Amplification is normal and useful; "
                    + "in spasticity the brakes on it are missing.")
        }
    }

    private var nights: Page.Section {
        Page.Section("nights", "One person, the same night \(Self.times(content.nights.count))") {
            paragraph(
                "\(content.summary) The \(content.muscle) is simulated with \(content.motorUnits) motor units "
                    + "that stand for all of its units. The same random events trigger spasms in each night; only what is done "
                    + "about them differs.")
            Element("ul") {
                Element("li") { "Untreated: nothing is done." }
                Element("li") {
                    "With stimulation: the loop watches the muscle's EMG. When a spasm begins, it gives a short burst of pulses to "
                    "the nerve of the opposite muscle, which inhibits the cramping one. Every burst passes the safety gate."
                }
                Element("li") {
                    "After relaxation: the chemical drive that feeds the amplification is lower, by as much as complete relaxation "
                    "lowers it in this person. This size is an assumption of ours."
                }
            }
            captioned(
                nightsFigure,
                "Shaded: the muscle is in spasm (\(content.spasmRule)). Lines in the upper panels: motor units while they are "
                    + "active. Pulses of stimulation are seen in the EMG as artefacts, cut at the edge of the panel.")
            Element("ul") { for night in content.nights.dropFirst() { Element("li") { verdict(night) } } }
        }
    }

    private var closeUp: [Page.Section] {
        guard let drawing = StoryCloseUp(content) else { return [] }
        return [
            Page.Section("close-up", "One spasm, close up") {
                captioned(
                    drawing.figure,
                    "The same seconds of each night. Dashed: the moment when the spasm is triggered. Shaded: stimulation. "
                        + drawing.description)
            }
        ]
    }

    private var numbers: Page.Section {
        Page.Section("numbers", "The nights in numbers") {
            Table(
                caption: "Sums over \(fixed(content.nights[0].seconds, 0)) s of the night.",
                columns: [.text("Measure")] + content.nights.map { .number(capitalised($0.name)) },
                rows: Self.measures.map { measure in
                    [measure.name] + content.nights.map { fixed(measure.value($0), measure.decimals) }
                } + dose, emptyText: ""
            ).element
            Table.facts("The stimulation and its limits.", content.stimulation, empty: "Nothing was stimulated.")
                .element
        }
    }

    private var dose: [[String]] {
        [
            ["Bursts"] + content.nights.map { whole($0.bursts.count) },
            ["Pulses"] + content.nights.map { whole($0.pulses) },
            ["Time of stimulation (s)"] + content.nights.map { fixed($0.onTime, 1) },
            ["Charge (mC)"] + content.nights.map { fixed($0.charge / 1000, 1) },
            ["Spasms that outlasted all their bursts"] + content.nights.map { whole($0.outlasting) },
            ["\u{2026} and that the loop saw go on"] + content.nights.map { whole($0.givenUp) },
        ]
    }

    private var laboratory: [Page.Section] {
        guard let figure = vibStimFigure else { return [] }
        return [
            Page.Section("laboratory", "The amplification, measured before and after") {
                paragraph(
                    "The same virtual person in a laboratory, measured by two methods: \u{394}F, as above, and VibStim: the tendon "
                        + "is vibrated and the muscle stimulated five times; torque that grows and then stays by itself comes from "
                        + "the amplification.")
                Table(
                    caption:
                        "\u{394}F of the same motor units in each state, mean of \(ramps); torque of VibStim with the baseline "
                        + "taken off.",
                    columns: [
                        .text("State"), .number("\u{394}F (pps)"), .number("Change (pps)"), .text("95 % interval"),
                        .number("Torque at the end of stimulation (% MVC)"), .number("Torque that stayed (% MVC)"),
                    ],
                    rows: content.trials.map {
                        [
                            capitalised($0.name), fixed($0.deltaF, 2), fixed($0.change, 2),
                            $0.interval.map { "\(fixed($0.lowerBound, 2)) to \(fixed($0.upperBound, 2))" } ?? "",
                            fixed($0.atEnd, 2), fixed($0.sustained, 2),
                        ]
                    }, emptyText: ""
                ).element
                paragraph(deltaFWords)
                captioned(
                    figure, "Torque in the VibStim trials: vibration from 10 to 43 s, five trains of stimulation in it."
                )
            }
        ]
    }

    private var ramps: String { count(content.trials.map(\.deltaFs.count).max() ?? 0, "ramp") }

    private var limits: Page.Section {
        Page.Section("limits", "What this cannot say") {
            Element("ul") {
                Element("li") {
                    "The person is simulated, and there is one of them (n = 1): \(content.person), whose numbers were chosen so that "
                    "there is something to see. Other people answer differently: in some, pulses on "
                    "the opposite nerve do nothing, in some they make spasms worse."
                }
                Element("li") {
                    "The nights are \(fixed(content.nights[0].seconds / 60, 1)) minutes long. Spasms are triggered about "
                    "\(fixed(content.spasmsPerHour, 0)) times an hour, so that minutes show several; in this person it is "
                    "otherwise \(fixed(content.ownSpasmsPerHour, 0)) times an hour (an assumption, too)."
                }
                Element("li") {
                    "That bursts of seconds end spasms is a hypothesis. Trials in people used minutes to an hour of stimulation."
                }
                Element("li") {
                    "How far relaxation lowers the drive is assumed. The simulation agrees with published measurements in some "
                    "ways and not in others; the project lists both."
                }
                Element("li") { "Research software, not a medical device. Nothing here has been tried on a patient." }
            }
        }
    }

    private var made: Page.Section {
        Page.Section("made", "How it was made") {
            paragraph(content.reproduction)
            Table.facts("What is needed to run it again.", content.provenance, empty: "").element
        }
    }
}
