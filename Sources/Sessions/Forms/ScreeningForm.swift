// The answers to the screening questions as a form: who was asked, by whom, when, and what was answered.

public import Stimulation

/// The screening of one person on one day, as it was written down.
///
/// A question without an answer is no error of the form: it stands in the way of arming, and says so.
public struct ScreeningForm: Hashable, Sendable {
    /// The file as it was named.
    public let file: String
    /// The text of the file, as it was: a session keeps it in its log.
    public let text: String
    /// The answers.
    public let screening: Screening

    static let key = "lull screening"
    /// The questions of which an answer asks for a precaution that somebody must confirm.
    private static let withPrecaution = ScreeningQuestion.all.filter { question in
        question.choices.contains { precaution(of: $0) != nil }
    }
    private static let sections: [FormDocument.Section] = [
        .init(name: "", keys: ["person", "answered to", "answered at"]),
        .init(name: "at rest", keys: ["systolic pressure", "heart rate"]),
        .init(name: "answers", keys: ScreeningQuestion.all.map(\.name)),
        .init(name: "precautions taken", keys: withPrecaution.map(\.name), mayLack: true),
    ]

    /// Reads a file.
    ///
    /// - Throws: ``FormError``.
    public init(contentsOf path: String) throws(FormError) {
        try self.init(text: try FormDocument.text(of: path), file: path)
    }

    /// Reads a text.
    ///
    /// - Parameter file: how sentences call it.
    /// - Throws: ``FormError`` with the line, when something is not known or cannot be read, or is no answer.
    public init(text: String, file: String) throws(FormError) {
        let form = try FormDocument(text, file: file, key: Self.key, sections: Self.sections)
        let (code, at) = (form.field("", "person"), form.field("", "answered at"))
        guard let person = PersonCode(code.text) else {
            throw code.refusal("the person's code, 1 to 64 letters, digits, -, _ or ., never the name")
        }
        guard let moment = FormDate.unixSeconds(at.text, needsTime: true) else {
            throw at.refusal("day and time with the zone, such as 2026-11-27T09:30Z or 2026-11-27T10:30+01:00")
        }
        var answers: [String: String] = [:]
        for question in ScreeningQuestion.all {
            let field = form.field("answers", question.name)
            guard !field.isEmpty else { continue }
            answers[question.name] = try field.choice(question.choices.map { ($0.name, $0.name) })
        }
        var confirmed: Set<String> = []
        for question in Self.withPrecaution {
            let field = form.field("precautions taken", question.name)
            if !field.isEmpty, try field.choice([("yes", true), ("no", false)]) { confirmed.insert(question.name) }
        }
        screening = Screening(
            person: person, answers: answers, confirmed: confirmed, baseline: try Self.baseline(form),
            answeredTo: try form.field("", "answered to").words("who took the answers down"), unixSeconds: moment)
        self.file = file
        self.text = text
    }

    private static func baseline(_ form: FormDocument) throws(FormError) -> RestingBaseline? {
        let (pressure, rate) = (form.field("at rest", "systolic pressure"), form.field("at rest", "heart rate"))
        let (systolic, beats) = (
            try pressure.numberOrNone("mmHg", 50...250), try rate.numberOrNone("/min", 30...200)
        )
        switch (systolic, beats) {
        case (nil, nil): return nil
        case (.some(let systolic), .some(let beats)):
            return RestingBaseline(systolic: Int(systolic.rounded()), heartRate: Int(beats.rounded()))
        default:
            throw FormError(
                file: form.file, line: pressure.line, "at rest: one value is none; allowed are both or none of them")
        }
    }

    private static func precaution(of choice: ScreeningChoice) -> String? {
        for consequence in [choice.consequence] + choice.inRegion.values {
            switch consequence {
            case .precaution(let what), .attended(let what): return what
            case .none, .forbidden: continue
            }
        }
        return nil
    }

    /// What stands in the way of stimulation with pads in a region; empty when nothing does.
    public func obstacles(in region: BodyRegion, at unixSeconds: Int) -> [ScreeningObstacle] {
        screening.obstacles(in: region, at: unixSeconds)
    }

    /// A form to be filled in.
    public static func template(person: PersonCode?) -> String {
        var lines = [
            "# The questions before stimulation, for one person. Good for a day; every question must be answered.",
            "# Research software, not a medical device, and these questions are no medical advice.",
            "\(key): 1", "",
            "# The person's code, never the name.", "person: \(person?.description ?? "")",
            "# Who took the answers down, and when, with the zone: 2026-11-27T09:30Z or 2026-11-27T10:30+01:00.",
            "answered to:", "answered at:", "",
            "# Needed with an injury at T6 or above, such as 118 mmHg and 64 /min; otherwise none.",
            "at rest:", "  systolic pressure: none", "  heart rate: none", "",
            "answers:",
        ]
        for question in ScreeningQuestion.all {
            lines.append("  # \(question.text)")
            lines.append("  # \(question.choices.map(\.name).joined(separator: ", "))")
            lines.append("  \(question.name):")
        }
        lines += [
            "",
            "# Where an answer asks for one of these: yes when it has been done. Leave out what no answer asks for.",
            "precautions taken:",
        ]
        for question in withPrecaution {
            if let what = question.choices.lazy.compactMap(precaution).first { lines.append("  # \(what)") }
            lines.append("  \(question.name): no")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
