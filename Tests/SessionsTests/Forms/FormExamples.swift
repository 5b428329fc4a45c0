// Forms that somebody has filled in, for tests.

import Sessions
import Stimulation

/// Forms for tests.
enum FormExamples {
    /// A moment: 2026-11-27T09:30Z.
    static let today = 1_795_771_800

    /// A prescription that is filled in: 14 mA, 200 µs, 50 Hz for 0.2 s.
    static let prescription = """
        lull prescription: 1
        person: P07
        site:
          muscle: soleus
          nerve: common peroneal nerve
          side: left
        pad:
          output: 1
          area: 25 cm2
          contact: 0.5
        thresholds:
          sensory: 6 mA
          motor: 12 mA
          comfort: 25 mA
          found by: report
        pulse:
          current: 14 mA
          phase: 200 us
          gap: 0 us
        burst:
          rate: 50 Hz
          pulses per group: 1
          group every: none
          duration: 0.2 s
          rising pulses: 0
          second rate: none
        dose:
          pause: 1 s
          hourly time: 10 min
          hourly charge: 1000 mC
          daily time: 60 min
          daily charge: 5000 mC
        approval:
          by: Dr. Test, neurologist
          on: 2026-11-26

        """

    /// The empty screening with every harmless answer put in.
    static func screening(_ person: String = "P07", at moment: String = "2026-11-27T09:00Z") -> String {
        var text = ScreeningForm.template(person: PersonCode(person))
        text = text.replacing("answered to:", with: "answered to: Nurse Test")
        text = text.replacing("answered at:", with: "answered at: \(moment)")
        for question in ScreeningQuestion.all {
            text = text.replacing(
                "\n  \(question.name):\n", with: "\n  \(question.name): \(question.choices[0].name)\n")
        }
        return text
    }
}
