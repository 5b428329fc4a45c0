// The dictionaries of the parameters: complete, and what they refuse.

import Testing
import VirtualPatient

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite("Patient parameters")
struct ParameterFieldsTests {
    /// Checks a dictionary against the encoded parameters: every number has exactly one entry, with the same name.
    private func problems<P: DescribedParameters>(_ parameters: P) throws -> [String] {
        let encoded = try JSONEncoder().encode(parameters)
        let values = try JSONDecoder().decode([String: Entry].self, from: encoded)
        let numbers = Set(values.filter { $0.value == .number }.keys)
        let named = P.fields.map(\.name)
        var problems = named.filter { !numbers.contains($0) }.map { "\(P.title): \($0) is no number" }
        problems += numbers.subtracting(named).map { "\(P.title): \($0) is not described" }
        if Set(named).count != named.count { problems.append("\(P.title): a name stands twice") }
        for field in P.fields where field.meaning.isEmpty || field.source.isEmpty || field.unit.isEmpty {
            problems.append("\(P.title): \(field.name) lacks meaning, source or unit")
        }
        return problems
    }

    private enum Entry: Decodable, Hashable {
        case number, other

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            self =
                (try? container.decode(Bool.self)) == nil && (try? container.decode(Double.self)) != nil
                ? .number : .other
        }
    }

    @Test("every number of every struct is described once, with meaning, unit and source")
    func complete() throws {
        let found =
            try problems(NerveParameters()) + problems(AfferentSynapseParameters())
            + problems(ReciprocalInhibitionParameters()) + problems(StretchReflexParameters())
            + problems(SkinReflexParameters()) + problems(VibrationParameters()) + problems(AnkleParameters())
            + problems(AfterEffectParameters()) + problems(NeuromodulationParameters()) + problems(SpasmParameters())
            + problems(ActivityParameters())
        #expect(found == [])
        // The number of motor units is a count, not a quantity.
        #expect(try problems(MotorPoolParameters()) == ["motor pool: motorUnits is not described"])
    }

    @Test("the defaults are possible")
    func defaults() throws { try VirtualPatientParameters().check() }

    @Test("an impossible value is refused in one sentence that names it, what was found and what is allowed")
    func refusals() {
        func sentence(_ change: (inout VirtualPatientParameters) -> Void) -> String? {
            var parameters = VirtualPatientParameters()
            change(&parameters)
            do { try parameters.check() } catch { return error.description }
            return nil
        }
        #expect(
            sentence { $0.circuit.reciprocalInhibition.strength = -1 }
                == "reciprocal inhibition: strength is -1.0 units; allowed is 0.0 to 200.0 units")
        #expect(
            sentence { $0.neuromodulation.baseline = .nan } == "neuromodulation: baseline is nan; allowed is 0.0 to 2.0"
        )
        #expect(
            sentence { $0.timeStep = 0.03 }
                == "virtual patient: timeStep is 0.03 ms; allowed is a whole part of 1 ms, such as 0.025, 0.05 or 0.1 ms, "
                + "because the circuit moves every millisecond")
        #expect(
            sentence { $0.circuit.antagonistNerve.afferentSaturation = 0.5 }
                == "nerve: afferentSaturation is 0.5 × MT; allowed is more than afferentThreshold, which is 0.6 × MT")
        #expect(
            sentence {
                $0.spasms.perHour = 6
                ($0.spasms.unitWeight, $0.spasms.tonicWeight) = (0, 0)
                ($0.spasms.clonusWeight, $0.spasms.mixedWeight) = (0, 0)
            }
                == "spasms: the sum of the weights is 0.0; allowed is more than 0 when spasms happen at all, 6.0 in an hour here"
        )
    }
}
