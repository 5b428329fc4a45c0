// The story's sentences: every number in them comes from the content, and what did not help is said as plainly as what did.

extension StoryPage {
    /// A measure of a night that should be small.
    struct Measure {
        let name: String
        let decimals: Int
        let value: (Content.Night) -> Double
    }

    /// The measures that are compared between nights.
    static var measures: [Measure] {
        [
            Measure(name: "Time in spasm (s)", decimals: 1) { $0.spasmSeconds },
            Measure(name: "Number of spasms", decimals: 0) { Double($0.spasms.count) },
            Measure(name: "Longest spasm (s)", decimals: 1) { $0.longestSpasm },
            Measure(name: "Torque over time (% MVC \u{B7} s)", decimals: 0) { $0.torqueArea },
            Measure(name: "Highest torque (% MVC)", decimals: 1) { $0.peakTorque },
            Measure(name: "Discharges of the muscle's motor units", decimals: 0) {
                Double($0.discharges.reduce(0) { $0 + $1.count })
            },
        ]
    }

    /// Changes smaller than this part are called none: the numbers are not more exact than that.
    private static let noticeable = 0.05

    /// The change from one value to another: `42 % less`, `about the same`, `12 % more`.
    static func change(from before: Double, to after: Double) -> String {
        guard before > 0 else { return after > 0 ? "more" : "about the same" }
        let part = after / before - 1
        guard part.magnitude >= noticeable else { return "about the same" }
        return "\(fixed(100 * part.magnitude, 0)) % \(part < 0 ? "less" : "more")"
    }

    /// `once`, `twice`, `three times`, `4 times`.
    static func times(_ number: Int) -> String {
        switch number {
        case 1: "once"
        case 2: "twice"
        case 3: "three times"
        default: "\(number) times"
        }
    }

    /// The story in two or three sentences.
    public var finding: String {
        let first = content.nights[0]
        var text =
            "In this simulated person the \(content.muscle) was in spasm for \(fixed(first.spasmSeconds, 0)) of "
            + "\(fixed(first.seconds, 0)) seconds when nothing was done"
        let others = content.nights.dropFirst().map {
            "for \(fixed($0.spasmSeconds, 0)) s \($0.name) "
                + "(\(Self.change(from: first.spasmSeconds, to: $0.spasmSeconds)))"
        }
        if !others.isEmpty { text += ", " + listed(others) }
        return text + "."
    }

    /// What became smaller and what did not, for one night against the first.
    func verdict(_ night: Content.Night) -> String {
        let first = content.nights[0]
        var (less, not): ([String], [String]) = ([], [])
        for measure in Self.measures {
            let change = Self.change(from: measure.value(first), to: measure.value(night))
            let name = measure.name.prefix { $0 != "(" }.lowercased().trimmed
            if change.hasSuffix("less") {
                less.append("\(name) (\(change))")
            } else {
                not.append("\(name) (\(change))")
            }
        }
        let better = less.isEmpty ? "nothing became smaller" : "smaller became \(listed(less))"
        let worse = not.isEmpty ? "" : "; not smaller: \(listed(not))"
        let calls =
            night.givenUp > 0
            ? " \(count(night.givenUp, "spasm")) went on after the last burst that is allowed; then nothing more is given and "
                + "somebody is called."
            : ""
        let unseen = night.outlasting - night.givenUp
        let quiet =
            unseen > 0
            ? " In \(count(unseen, "spasm")) motor units went on for more than a second after the last burst, too quietly for "
                + "the loop to answer again."
            : ""
        return "\(capitalised(night.name)): \(better)\(worse).\(calls)\(quiet)"
            + (night.note.isEmpty ? "" : " " + night.note)
    }

    /// ΔF in the laboratory, and why it is not the whole truth.
    var deltaFWords: String {
        let values = content.trials.map { trial in
            trial.deltaF.map { "\(fixed($0, 1)) pps \(trial.name)" } ?? "none that meets the rules \(trial.name)"
        }
        var text = "Mean \u{394}F: \(listed(values))."
        let others = content.trials.dropFirst()
        for trial in others { text += changeWords(trial) }
        if let usual = content.trials.first, !others.isEmpty {
            let changes = others.map { "\(Self.change(from: usual.atEnd, to: $0.atEnd)) \($0.name)" }
            text += " The torque at the end of the stimulation in VibStim is \(listed(changes))."
        }
        if content.trials.contains(where: { $0.lasting > 0 }) {
            let shares = content.trials.map {
                "\(fixed(100 * Double($0.lasting) / Double(max(1, $0.units * $0.deltaFs.count)), 0)) % \($0.name)"
            }
            text +=
                " Some motor units went on discharging after the effort was over, so that they have no end to measure "
                + "(\(listed(shares)) of units and ramps). Very strong currents can make \u{394}F small instead of large; a single "
                + "\u{394}F is no measure of how bad spasms are."
        }
        return text
    }

    /// A state's change of ΔF against the first state: smaller, larger, or not to be told apart from none.
    private func changeWords(_ trial: Content.Trial) -> String {
        guard let change = trial.change, let interval = trial.interval else {
            return " \(capitalised(trial.name)), too few units can be compared to say whether it changes."
        }
        let direction = change < 0 ? "smaller" : "larger"
        let chance = interval.contains(0) ? "which may be chance" : "which is more than chance"
        return
            " \(capitalised(trial.name)), \u{394}F is \(direction) by \(fixed(change.magnitude, 2)) pps over "
            + "\(count(trial.changedUnits, "unit")), \(chance) (95 % interval of the change \(fixed(interval.lowerBound, 2)) to "
            + "\(fixed(interval.upperBound, 2)))."
    }
}

extension String {
    /// Without blanks at its end.
    fileprivate var trimmed: String {
        var text = self[...]
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
