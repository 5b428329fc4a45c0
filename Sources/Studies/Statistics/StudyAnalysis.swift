// What is to be asked of a table: one outcome, one factor, and the models that may answer.

/// A mixed-effects analysis of one outcome.
///
/// The default model is the one that the design asks for (Kenward & Roger 1997, doi 10.2307/2533558, for its degrees of
/// freedom): the factor, recruitment threshold as a covariate where there are units, an intercept and a slope of the factor per
/// participant, without correlation, and an intercept per unit. Where the data cannot support it, simpler ones follow in order, and
/// the result says which was used and why; slopes whose variance is estimated as zero are kept, and that is said.
public struct StudyAnalysis: Sendable {
    /// How p values of several differences are adjusted.
    public enum Adjustment: String, Hashable, Sendable, Codable, CaseIterable {
        /// Holm's.
        case holm
        /// Bonferroni's, as the field's papers have it.
        case bonferroni
        /// Not at all.
        case none
    }

    /// What the analysis is called in results.
    public let name: String
    /// Only rows with these values take part.
    public var filters: [(column: String, value: String)] = []
    /// The column with the numbers.
    public let outcome: String
    /// The column that says under which condition.
    public let factor: String
    /// The conditions; the first is the one that the others are compared with.
    public let levels: [String]
    /// The column that says who.
    public let participant: String
    /// The column that says which motor unit; `nil` for one value per trial.
    public let unit: String?
    /// A column of numbers that the model accounts for, such as the recruitment threshold.
    public let covariate: String?
    /// How p values are adjusted.
    public var adjustment = Adjustment.holm
    /// The models in the order in which they are tried; the first that the data support is used.
    public let formulas: [(role: String, formula: String)]
    /// The role of the model that is used even when a variance is estimated as zero; `nil` for none.
    ///
    /// Leaving the slopes out then would turn the degrees of freedom from those of people into those of units; Kenward and
    /// Roger's, with the slopes in, stay careful (Documentation/Performance.md has the measured coverage).
    let keptWhenSingular: String?
    /// The simpler published formula, fitted beside the one used.
    public let sensitivity: String?

    /// An analysis with the default models, or with one formula of the user's own.
    ///
    /// - Throws: ``StudyError`` for fewer than two levels, the same level twice, or a column name that is no name in R.
    public init(
        name: String, outcome: String, factor: String, levels: [String], participant: String, unit: String? = nil,
        covariate: String? = nil, formula: String? = nil
    ) throws(StudyError) {
        guard levels.count >= 2, Set(levels).count == levels.count else {
            throw StudyError(
                "\(factor) has the levels \(levels.joined(separator: ", ")); a comparison needs two or more, each once")
        }
        for column in [outcome, factor, participant] + [unit, covariate].compactMap(\.self) {
            try Self.check(column: column)
        }
        self.name = name
        self.outcome = outcome
        self.factor = factor
        self.levels = levels
        self.participant = participant
        self.unit = unit
        self.covariate = covariate
        if let formula {
            formulas = [("given", formula)]
            keptWhenSingular = nil
            sensitivity = nil
            return
        }
        let fixed = "\(outcome) ~ \(factor)" + (covariate.map { " + \($0)" } ?? "")
        let within = unit.map { " + (1 | \(participant):\($0))" } ?? ""
        let slopes = (2...levels.count).map { " + (0 + \(factor)_\($0) | \(participant))" }.joined()
        let slopesRole = "condition slopes per participant"
        keptWhenSingular = slopesRole
        formulas = [
            (slopesRole, "\(fixed) + (1 | \(participant))\(slopes)\(within)"),
            (
                "one intercept per participant" + (unit == nil ? "" : " and unit"),
                "\(fixed) + (1 | \(participant))\(within)"
            ),
            ("one intercept per participant", "\(fixed) + (1 | \(participant))"),
        ].reduce(into: []) { list, entry in
            if !list.contains(where: { $0.1 == entry.1 }) { list.append(entry) }
        }
        sensitivity = "\(outcome) ~ \(factor) + (1 | \(unit.map { "\(participant)/\($0)" } ?? participant))"
    }

    /// Names that mean the same in the table and in a formula.
    static func check(column: String) throws(StudyError) {
        let plain = column.unicodeScalars.allSatisfy {
            ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0) || $0 == "_" || $0 == "."
        }
        guard plain, let first = column.unicodeScalars.first, ("a"..."z").contains(first) || ("A"..."Z").contains(first)
        else {
            throw StudyError(
                "the column “\(column)” cannot stand in a formula; allowed are letters, digits, _ and ., a letter first"
            )
        }
    }
}
