// What R answered, as the script writes it.

/// The results of all analyses of a table.
public struct StudyStatistics: Hashable, Sendable, Codable {
    /// R's version.
    public let r: String
    /// The versions of its packages.
    public let packages: [String: String]
    /// One answer for each analysis, in the order asked.
    public let analyses: [Answer]

    /// The answer to one analysis.
    public struct Answer: Hashable, Sendable, Codable {
        /// What the analysis is called.
        public let name: String
        /// The column of conditions and its levels, the reference first.
        public let factor: String
        /// The conditions, the reference first.
        public let levels: [String]
        /// Rows without a number, which took no part.
        public let missing: Int
        /// What was tried, in order.
        public let tries: [Try]
        /// The model that was used; `nil` when none could be fitted.
        public let model: Model?
        /// The simpler published formula beside it.
        public let sensitivity: Model?
        /// Each participant's mean under each condition.
        public let personMeans: [PersonMean]

        /// The model that was used is one that the data support.
        public var isSupported: Bool { tries.contains(where: \.usable) }
    }

    /// One attempt at a model.
    public struct Try: Hashable, Sendable, Codable {
        /// What it stands for.
        public let role: String
        /// Its formula in R.
        public let formula: String
        /// Whether the data support it.
        public let usable: Bool
        /// Why they do not; empty when they do.
        public let reason: String
    }

    /// A fitted model.
    public struct Model: Hashable, Sendable, Codable {
        /// What it stands for.
        public let role: String
        /// Its formula in R.
        public let formula: String
        /// Rows that took part.
        public let observations: Int
        /// Participants that took part.
        public let participants: Int
        /// Whether a variance is zero or a correlation one.
        public let singular: Bool
        /// The REML criterion.
        public let remlCriterion: Double
        /// The standard deviation of the residuals, in the outcome's unit.
        public let sigma: Double
        /// The square root of all variances together, in the outcome's unit.
        public let totalSD: Double
        /// Variances and covariances.
        public let variances: [Variance]
        /// Fixed effects with Satterthwaite's degrees of freedom.
        public let satterthwaite: [Coefficient]
        /// Fixed effects with Kenward and Roger's.
        public let kenwardRoger: [Coefficient]
        /// Tests of whole terms, Satterthwaite.
        public let testSatterthwaite: [TermTest]
        /// Tests of whole terms, Kenward and Roger.
        public let testKenwardRoger: [TermTest]
        /// Estimated means of the conditions (Kenward–Roger).
        public let means: [Mean]
        /// Differences between conditions, the later one less the earlier (Kenward–Roger).
        public let differences: [Difference]
    }

    /// A variance or covariance of a random effect.
    public struct Variance: Hashable, Sendable, Codable {
        /// Whose it is; `Residual` for the rest.
        public let group: String
        /// The effect.
        public let first: String?
        /// The other effect of a covariance.
        public let second: String?
        /// Its value, in the outcome's unit squared.
        public let variance: Double
    }

    /// A fixed effect.
    public struct Coefficient: Hashable, Sendable, Codable {
        /// Its name in R, such as `(Intercept)` or `conditionri`.
        public let term: String
        /// Estimate and standard error in the outcome's unit, degrees of freedom, t, p.
        public let estimate, se, df, t, p: Double
    }

    /// The test of a term.
    public struct TermTest: Hashable, Sendable, Codable {
        /// The term of the formula.
        public let term: String
        /// Degrees of freedom, F and p.
        public let numDF, denDF, F, p: Double
    }

    /// The mean of a condition, with its 95 % interval.
    public struct Mean: Hashable, Sendable, Codable {
        /// The condition.
        public let level: String
        /// Mean, standard error and interval in the outcome's unit; degrees of freedom.
        public let mean, se, df, low, high: Double
    }

    /// A difference between two conditions, with its 95 % interval (not adjusted) and adjusted p.
    public struct Difference: Hashable, Sendable, Codable {
        /// `later - earlier`.
        public let contrast: String
        /// Difference, standard error and interval in the outcome's unit; degrees of freedom, t, p.
        public let estimate, se, df, low, high, t, p: Double
        /// In standard deviations of the residuals.
        public let perResidualSD: Double
        /// In total standard deviations.
        public let perTotalSD: Double
    }

    /// A participant's mean under a condition.
    public struct PersonMean: Hashable, Sendable, Codable {
        /// Who, and under which condition.
        public let participant, level: String
        /// The mean in the outcome's unit.
        public let mean: Double
        /// Over how many values.
        public let count: Int
    }
}
