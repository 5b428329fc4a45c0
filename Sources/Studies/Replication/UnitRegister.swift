// The same motor unit has the same name in every ramp of a person.

import MotorUnits

/// The motor units of one person, as they are found in one ramp after the other.
///
/// A unit of a further ramp that ``UnitTracking`` matches with one that was found before takes its name; any other is new. What a
/// unit looks like stays what it looked like where it was found first, so that it cannot drift into another.
struct UnitRegister {
    private var known: [(name: String, template: UnitTemplate)] = []
    private let tracking = UnitTracking()

    /// The names of a ramp's units, from their action potentials and filters.
    mutating func names(of templates: [UnitTemplate]) -> [String] {
        var names = [String?](repeating: nil, count: templates.count)
        for match in tracking.match(known.map(\.template), templates) { names[match.second] = known[match.first].name }
        return templates.indices.map { place in
            if let name = names[place] { return name }
            let name = "\(known.count + 1)"
            known.append((name, templates[place]))
            return name
        }
    }
}
