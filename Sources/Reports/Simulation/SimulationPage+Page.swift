// The simulation page's sections, sentences and table.

extension SimulationPage {
    var page: Page {
        Page(
            title: "A simulated contraction: \(content.person)",
            subtitle: "Computed, not recorded. \(content.muscle), seed \(content.seed). \(content.summary)",
            sections: [found, contraction, cells, deltaF, limits, made])
    }

    /// What there is to see, in sentences that need no figure.
    public var finding: String {
        let start =
            "\(count(content.units.count, "motor unit")) of the \(content.muscle) discharged in this simulation."
        let limits = content.cells.compactMap { content.driveLimits(of: $0) }
        guard !limits.isEmpty else { return start + " No cell was looked into." }
        let outlasting = limits.filter { $0.off < 0.8 * $0.on }.count
        return start
            + " Of the \(count(limits.count, "cell")) looked into, \(outlasting) went on discharging at less than "
            + "80 % of the excitation that "
            + (outlasting == 1 ? "it needed to start." : "they needed to start.")
    }

    private var found: Page.Section {
        Page.Section("found", "What happens here") {
            paragraph(finding, "finding")
            paragraph(
                "A motoneuron is no simple adder. When excitation has opened the calcium channels of its dendrites, they stay "
                    + "open: a persistent inward current (PIC) then adds to whatever comes in. The cell fires faster than its "
                    + "input alone would make it, and goes on when the input has fallen below what was needed to start. "
                    + "In a person nobody can see this current; in a simulation one can.")
            paragraph(
                "Simulated: nobody was recorded. Research software, not a medical device.")
        }
    }

    private var contraction: Page.Section {
        Page.Section("contraction", "From drive to torque") {
            captioned(
                overviewFigure,
                "Read from top to bottom, from cause to effect. The currents rise steeply once they begin, and hold on while "
                    + "the excitation falls; where one ends although the excitation goes on, its channels have inactivated. The "
                    + "dotted line marks the turn. "
                    + "Grey: all other motor units. Numbers name motor units in the order of the pool, small and slow ones "
                    + "first. The rates are smoothed (\(content.smoothing)).")
        }
    }

    private var cells: Page.Section {
        Page.Section("cells", "One cell at a time") {
            paragraph(
                "The same cells over the excitation instead of time: full lines on the way up, broken lines on the way down. "
                    + "Without a PIC both ways would be nearly the same. The filled triangle is the first discharge, the "
                    + "open one the last.")
            Element("div", ["class": "pairs"]) {
                for (index, figure) in loopFigures.enumerated() {
                    captioned(figure, SimulationLoop(content, cell: index).description, isWide: false)
                }
            }
            table.element
        }
    }

    private var table: Table {
        Table(
            caption: "The cells that were looked into. Excitation is in units of the model, the PIC is inward.",
            columns: [
                .text("Motor unit"), .number("First discharge (s)"), .number("Last discharge (s)"),
                .number("Excitation to start"), .number("Excitation at the end"), .number("Peak rate (pps)"),
                .number("Highest PIC (nA)"),
            ],
            rows: content.cells.map { cell in
                let unit = content.unit(of: cell)
                let limits = content.driveLimits(of: cell)
                return [
                    unit.name, fixed(unit.discharges.first, 2), fixed(unit.discharges.last, 2), fixed(limits?.on, 2),
                    fixed(limits?.off, 2), fixed(cell.rate.extent()?.upperBound, 1),
                    fixed(cell.current.extent()?.upperBound, 1),
                ]
            },
            emptyText: "No cell was looked into.")
    }

    private var deltaF: Page.Section {
        Page.Section("deltaf", "What \u{394}F makes of it") {
            paragraph(deltaFSentence, "finding")
            paragraph(
                "\u{394}F is the way to estimate PICs in people: the rate of an earlier unit stands in for the drive that nobody "
                    + "can measure, and is compared between start and stop of a later unit.")
            paragraph(
                "\u{394}F is not monotonic in the PIC. In this model it grows with the PIC at first and falls again when the "
                    + "PIC is so strong that the earlier unit saturates: its rate hardly changes any more and says little about "
                    + "the drive. A small \u{394}F can mean a weak PIC or a very strong one; look at the rates, and at units "
                    + "that go on after the drive is gone.")
        }
    }

    private var deltaFSentence: String {
        let result = content.deltaF
        guard let mean = result.mean else {
            return
                "The paired-unit method gives no \u{394}F here: none of \(count(result.pairs, "pair")) met its rules."
        }
        return
            "The paired-unit method gives a mean \u{394}F of \(fixed(mean, 2)) pps, from \(whole(result.acceptedPairs)) of "
            + "\(count(result.pairs, "pair")) that met its rules."
    }

    private var limits: Page.Section {
        Page.Section("limits", "What this cannot say") {
            Element("ul") {
                Element("li") {
                    "It is a model with parameters that in people are known roughly or not at all; the person's file says "
                    "where each number comes from and which are assumptions."
                }
                Element("li") {
                    "The excitation is a guess at what a person does: either it was practised until the torque followed the "
                    "path, or it is a straight ramp; the settings below say which. All cells share it."
                }
                Element("li") {
                    "Here all discharges are known. A decomposition of an electromyogram finds a part of them, mostly of large "
                    "units near the skin, and makes mistakes."
                }
                Element("li") {
                    "One seed is one contraction. Simulate several before you compare anything."
                }
            }
        }
    }

    private var made: Page.Section {
        Page.Section("made", "How it was made") {
            Table.facts("Settings", content.settings, empty: "No settings were stated.").element
            Table.facts(
                "What is needed to run it again with the same result", content.provenance,
                empty: "No provenance was stated."
            ).element
        }
    }
}
