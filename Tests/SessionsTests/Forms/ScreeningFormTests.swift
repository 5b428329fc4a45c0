import Sessions
import Signals
import Stimulation
import TestSupport
import Testing

@Suite("A screening as a form")
struct ScreeningFormTests {
    private func form(_ old: String = "", _ new: String = "") throws -> ScreeningForm {
        let text = FormExamples.screening()
        if !old.isEmpty { #expect(text.contains(old)) }
        return try ScreeningForm(text: old.isEmpty ? text : text.replacing(old, with: new), file: "s.yaml")
    }

    @Test(
        "harmless answers, taken down today, leave nothing in the way; an hour more than a day later they are too old")
    func harmless() throws {
        let form = try form()
        #expect(form.screening.answers.count == ScreeningQuestion.all.count)
        #expect(form.screening.person.description == "P07" && form.screening.answeredTo == "Nurse Test")
        // date -u -d 2026-11-27T09:00Z +%s
        #expect(form.screening.unixSeconds == 1_795_770_000)
        for region in BodyRegion.allCases { #expect(form.obstacles(in: region, at: FormExamples.today).isEmpty) }
        let later = form.obstacles(in: .hip, at: form.screening.unixSeconds + 90_000)
        #expect(later == [.notOfToday(ageSeconds: 90_000)])
    }

    @Test("the empty form says who must still write who asked and when; a question without an answer stands in the way")
    func empty() throws {
        let text = ScreeningForm.template(person: nil)
        let error = #expect(throws: FormError.self) { _ = try ScreeningForm(text: text, file: "s.yaml") }
        #expect(error?.description.contains("person is not filled in") == true)
        let open = try form("\n  implant: no", "\n  implant:").obstacles(in: .hip, at: FormExamples.today)
        #expect(open == [.unanswered("implant")])
        let lacking = #expect(throws: FormError.self) { _ = try form("\n  implant: no", "") }
        #expect(lacking?.description.contains("answers: implant is missing") == true)
    }

    @Test("an answer that forbids, a precaution, and pressure and pulse at rest come through as they were written")
    func answers() throws {
        let implant = try form("\n  implant: no", "\n  implant: yes").obstacles(in: .hip, at: FormExamples.today)
        #expect(implant.count == 1 && implant[0].description.contains("forbids it"))
        let heart = "\n  heart: no\n  # Does the person have epilepsy?"
        let unconfirmed = try form(heart, heart.replacing("no", with: "yes"))
        #expect(unconfirmed.obstacles(in: .hip, at: FormExamples.today).count == 1)
        let text = unconfirmed.text.replacing("\n  heart: no\n", with: "\n  heart: yes\n")
        let confirmed = try ScreeningForm(text: text, file: "s.yaml")
        #expect(
            confirmed.screening.confirmed == ["heart"] && confirmed.obstacles(in: .hip, at: FormExamples.today).isEmpty)
        let rest = try form(
            "systolic pressure: none\n  heart rate: none", "systolic pressure: 118 mmHg\n  heart rate: 64 /min")
        #expect(rest.screening.baseline == RestingBaseline(systolic: 118, heartRate: 64))
    }

    @Test(
        "what is no answer, no time or not known is refused with its line",
        arguments: [
            ("\n  implant: no", "\n  implant: maybe", "answers: implant is “maybe”; allowed is no or yes"),
            ("09:00Z", "09:00", "answered at is “2026-11-27T09:00”; allowed is day and time with the zone"),
            ("09:00Z", "25:00Z", "answered at is"),
            ("answered to: Nurse Test", "answered to:", "answered to is not filled in"),
            ("heart rate: none", "heart rate: 64 /min", "at rest: one value is none"),
            ("\n  implant: no", "\n  implants: no", "answers: “implants” is not a line of this form"),
        ])
    func refused(old: String, new: String, said: String) throws {
        let error = #expect(throws: FormError.self) { _ = try form(old, new) }
        #expect(error?.description.contains(said) == true, "\(String(describing: error))")
        #expect(error?.line != nil || said.contains("implants"))
    }

    @Test("a time with a zone is the moment it names")
    func zone() throws {
        let east = try ScreeningForm(text: FormExamples.screening(at: "2026-11-27T10:00+01:00"), file: "s")
        let west = try ScreeningForm(text: FormExamples.screening(at: "2026-11-27 03:30-05:30"), file: "s")
        #expect(east.screening.unixSeconds == 1_795_770_000 && west.screening.unixSeconds == 1_795_770_000)
        #expect(FormDate.text(1_795_770_000) == "2026-11-27T09:00Z" && FormDate.text(0) == "1970-01-01T00:00Z")
        // 29 February of a leap year: date -u -d 2028-02-29 +%s
        #expect(FormDate.text(1_835_395_200) == "2028-02-29T00:00Z")
    }

    @Test(
        "no change of a few characters makes it trap, and none turns an answer that forbids into a free way",
        arguments: 1...3)
    func fuzz(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let forbidding = FormExamples.screening().replacing("\n  implant: no\n", with: "\n  implant: yes\n")
        let others = Array(" :\n\"'*&#-0919eE.[]{},%@!|>\tµ²ä\u{0}")
        for _ in 0..<150 {
            var changed = Array(forbidding)
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let place = Int.random(in: 0..<changed.count, using: &generator)
                switch Int.random(in: 0...2, using: &generator) {
                case 0: changed.remove(at: place)
                case 1: changed.insert(others.randomElement(using: &generator) ?? " ", at: place)
                default: changed[place] = others.randomElement(using: &generator) ?? " "
                }
            }
            // None of these characters spells another answer, so whatever is read at all still has an obstacle.
            guard let form = try? ScreeningForm(text: String(changed), file: "x") else { continue }
            #expect(!form.obstacles(in: .leg, at: FormExamples.today).isEmpty)
        }
    }
}
