// The empty form. What a person has to decide is left empty: a default would be a prescription by nobody.

public import Stimulation

extension PrescriptionForm {
    /// A form to be filled in, for a place of the atlas.
    public static func template(person: PersonCode?, placement: Placement?, side: Side?) -> String {
        """
        # A prescription of electrical stimulation, for one person and one pad. To be filled in by a clinician.
        # Research software, not a medical device: it has never been tried on a real stimulator or a person.
        # Keep the units, and write “none” where it says so. “lull prescription check” compares it with every limit.
        \(key): 1

        # The person's code, never the name: letters, digits, -, _ and .
        person: \(person?.description ?? "")

        site:
          # A place of the atlas (lull place): the muscle that is to be calmed, the nerve that is stimulated, the side.
          muscle: \(placement?.name ?? "")
          nerve: \(placement?.nerve ?? "")
          side: \(side?.rawValue ?? "")

        pad:
          # The stimulator's output, 1 to 8.
          output:
          # Of the smaller pad of the pair, such as 25 cm2.
          area:
          # The part of it that is assumed to touch the skin, 0.5 to 1. A half-peeled pad doubles the density: 0.5 is careful.
          contact: 0.5

        thresholds:
          # Found at this pad, today or lately, with single pulses of this phase. Sensory and comfort: none where nothing is felt.
          sensory:
          motor:
          comfort:
          # M-wave (at least 50 µV in 5 of 10) or report (somebody saw or felt the twitch in 5 of 10).
          found by:

        pulse:
          # The working current: no pulse is ever stronger. At most 60 mA, 1.2 times the motor threshold, and the comfort threshold.
          current:
          # Length of each of the two phases, at most 500 us, and the time between them (P24: 0 us; RehaStim2: 100 us).
          phase: 200 us
          gap: 0 us

        burst:
          # Pulses per second (inside a group, where there are groups), such as 50 Hz.
          rate:
          # Groups: 10 pulses every 1.5 s are “10” and “1.5 s”; an even train is 1 and none.
          pulses per group: 1
          group every: none
          # At most 10 s.
          duration:
          # How many pulses rise to the full current (steps of 0.5 mA); 0 for none.
          rising pulses: 0
          # Another rate for a spasm that the first does not end, such as 30 Hz; or none.
          second rate: none

        dose:
          # The shortest pause from the end of a burst to the next: at least twice the burst.
          pause:
          # The most in any hour and in any 24 hours: stimulation time (s or min), and charge in one direction (mC).
          hourly time:
          hourly charge:
          daily time:
          daily charge:

        approval:
          # Who approved this, with name and profession, and the day, such as 2026-11-27.
          by:
          on:

        """
    }
}
