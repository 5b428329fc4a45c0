// What was found and what it cannot say, in plain sentences.

extension RampPage {
    /// What was found, in one to three sentences that need no figure.
    public var finding: String {
        let units = content.units.count
        guard units > 0 else {
            return "This recording has no motor units, so nothing can be said about \u{394}F."
        }
        guard units > 1 else {
            return "This recording has one motor unit. \u{394}F compares two, so it cannot be computed."
        }
        let accepted = content.pairs.filter(\.isAccepted)
        guard !accepted.isEmpty else {
            return "None of the \(count(content.pairs.count, "pair")) of motor units met the rules, so there is no "
                + "\u{394}F. The table of pairs says why each was rejected."
        }
        let tested = content.units.indices.filter { content.units[$0].deltaF != nil }
        let each = tested.map { index in
            let controls = accepted.filter { $0.test == index }.count
            return "\(fixed(content.units[index].deltaF, 2)) pps for \(content.units[index].spokenName()) "
                + "(\(count(controls, "control unit")))"
        }
        let values = tested.compactMap { content.units[$0].deltaF }
        let isMany = values.count > 4
        var sentence = isMany ? range(of: values) : "\u{394}F was " + listed(each) + "."
        if values.count > 1, !isMany {
            let mean = values.reduce(0, +) / Double(values.count)
            sentence += " The mean over \(count(values.count, "test unit")) is \(fixed(mean, 2)) pps."
        }
        return sentence + " Of \(count(content.pairs.count, "pair")), \(accepted.count) met the rules."
    }

    /// For many test units, whose values are in the table.
    private func range(of values: [Double]) -> String {
        let mean = values.reduce(0, +) / Double(values.count)
        return "\u{394}F could be computed for \(values.count) of \(count(content.units.count, "motor unit")): mean "
            + "\(fixed(mean, 2)) pps, from \(fixed(values.min(), 2)) to \(fixed(values.max(), 2)) pps."
    }

    /// What ΔF means, for a reader who has not met it.
    var meaning: String {
        "\u{394}F is the discharge rate of an earlier-recruited control unit when a test unit starts, minus its rate when "
            + "the test unit stops. The control unit stands in for the drive that both receive. A positive \u{394}F says "
            + "that the test unit went on discharging at less drive than it needed to start, which is read as a sign of "
            + "persistent inward currents: the motoneuron amplifies and prolongs what reaches it."
    }

    /// What one such page cannot say. The numbers come from the named papers.
    var limits: [String] {
        [
            "One contraction cannot tell how large \u{394}F usually is in this person, nor whether it has changed. In "
                + "tibialis anterior, one pair differed by 1.8 pps (median) from trial to trial, and the smallest "
                + "detectable change of a single pair was 4.8 pps (Stephenson and Maluf, 2011, "
                + "doi:10.1016/j.jneumeth.2011.03.018). Means over many pairs and repeated contractions are steadier.",
            "Compare \u{394}F only between contractions with the same peak force, speed and duration, and with the same "
                + "smoothing; each of them changes it.",
            "Rate adaptation and a changing threshold of the motoneuron also move \u{394}F; it is an estimate, not a "
                + "measurement, of persistent inward currents.",
            "The page takes the discharges as they are in the file. Errors of the decomposition (missed or added "
                + "discharges near recruitment and derecruitment) go straight into \u{394}F.",
        ]
    }
}

/// A number with its noun: `1 pair`, `10 pairs`.
func count(_ number: Int, _ noun: String) -> String { "\(whole(number)) \(noun)\(number == 1 ? "" : "s")" }

/// `a`, `a and b`, `a, b and c`.
func listed(_ items: [String]) -> String {
    guard let last = items.last, items.count > 1 else { return items.first ?? "" }
    return items.dropLast().joined(separator: ", ") + " and " + last
}
