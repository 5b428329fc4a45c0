// The answers of one person on one day, and what they leave open.

/// Blood pressure and heart rate at rest: without them nobody can tell that they have changed.
public struct RestingBaseline: Hashable, Sendable {
    /// Systolic blood pressure (mmHg).
    public let systolic: Int
    /// Beats per minute.
    public let heartRate: Int

    /// Creates a baseline; `nil` unless the pressure is 50 to 250 mmHg and the rate 30 to 200 per minute.
    public init?(systolic: Int, heartRate: Int) {
        guard (50...250).contains(systolic), (30...200).contains(heartRate) else { return nil }
        self.systolic = systolic
        self.heartRate = heartRate
    }
}

/// What was asked and answered before stimulation.
public struct Screening: Hashable, Sendable {
    /// Who was asked.
    public var person: PersonCode
    /// The answer to each question, by their names.
    public var answers: [String: String]
    /// The questions whose precaution somebody has confirmed to have been taken.
    public var confirmed: Set<String>
    /// Blood pressure and heart rate at rest, where an answer needs them.
    public var baseline: RestingBaseline?
    /// Who took the answers down.
    public var answeredTo: String
    /// When: seconds since 1970-01-01 00:00 UTC.
    public var unixSeconds: Int

    /// How long answers are good for, in seconds: Lull's own choice, a day.
    public static let validity = 86_400

    /// Creates a screening.
    public init(
        person: PersonCode, answers: [String: String], confirmed: Set<String> = [], baseline: RestingBaseline? = nil,
        answeredTo: String, unixSeconds: Int
    ) {
        self.person = person
        self.answers = answers
        self.confirmed = confirmed
        self.baseline = baseline
        self.answeredTo = answeredTo
        self.unixSeconds = unixSeconds
    }

    /// What stands in the way of stimulation with pads in a region at a time; empty when nothing does.
    public func obstacles(in region: BodyRegion, at unixSeconds: Int) -> [ScreeningObstacle] {
        var obstacles: [ScreeningObstacle] = []
        for question in ScreeningQuestion.all {
            guard let answer = answers[question.name] else {
                obstacles.append(.unanswered(question.name))
                continue
            }
            guard let choice = question.choices.first(where: { $0.name == answer }) else {
                obstacles.append(.noSuchAnswer(question: question.name, answer: answer))
                continue
            }
            switch choice.consequence(in: region) {
            case .none: break
            case .forbidden(let why): obstacles.append(.forbidden(question: question.name, why: why))
            case .precaution(let what), .attended(let what):
                if !confirmed.contains(question.name) {
                    obstacles.append(.notConfirmed(question: question.name, precaution: what))
                }
            }
            if choice.needsBaseline, baseline == nil { obstacles.append(.noBaseline(question: question.name)) }
        }
        if answeredTo.unicodeScalars.allSatisfy({ $0.properties.isWhitespace }) { obstacles.append(.nobodyAsked) }
        // The subtraction cannot overflow in a useful range; beyond it the answers are of no day that we know.
        let (age, overflow) = unixSeconds.subtractingReportingOverflow(self.unixSeconds)
        if overflow || !(0...Self.validity).contains(age) {
            obstacles.append(.notOfToday(ageSeconds: overflow ? .max : age))
        }
        return obstacles
    }

    /// The questions whose answers allow stimulation only beside somebody.
    public func attendedOnly(in region: BodyRegion) -> [String] {
        ScreeningQuestion.all.filter { question in
            let choice = question.choices.first { $0.name == answers[question.name] }
            if case .attended = choice?.consequence(in: region) { return true }
            return false
        }.map(\.name)
    }
}

/// Why a screening does not allow stimulation.
public enum ScreeningObstacle: Hashable, Sendable, CustomStringConvertible {
    /// A question was not answered.
    case unanswered(String)
    /// An answer is none of those that can be given.
    case noSuchAnswer(question: String, answer: String)
    /// An answer forbids it.
    case forbidden(question: String, why: String)
    /// Nobody has confirmed that a precaution was taken.
    case notConfirmed(question: String, precaution: String)
    /// Blood pressure and heart rate at rest are needed and not known.
    case noBaseline(question: String)
    /// It does not say who took the answers down.
    case nobodyAsked
    /// The answers are older than a day, or from the future.
    case notOfToday(ageSeconds: Int)

    /// The obstacle in one clause.
    public var description: String {
        switch self {
        case .unanswered(let name):
            "the screening question “\(name)” is not answered (\(ScreeningQuestion.named(name)?.text ?? ""))"
        case .noSuchAnswer(let question, let answer):
            "the answer to “\(question)” is “\(answer)”; allowed are "
                + (ScreeningQuestion.named(question)?.choices.map(\.name) ?? []).joined(separator: ", ")
        case .forbidden(let question, let why): "the answer to “\(question)” forbids it: \(why)"
        case .notConfirmed(let question, let precaution):
            "because of the answer to “\(question)” this must be confirmed first: \(precaution)"
        case .noBaseline(let question):
            "because of the answer to “\(question)” blood pressure and heart rate at rest must be known"
        case .nobodyAsked: "the screening does not say who took the answers down"
        case .notOfToday(let age):
            age < 0
                ? "the screening is from the future"
                : "the screening is \(age / 3_600) h old; it is good for \(Screening.validity / 3_600) h"
        }
    }
}
