// The same motor unit has the same name in every ramp of a person.

import MotorUnits

/// The motor units of one person, as they are found in one ramp after the other.
///
/// A unit of a further ramp that ``UnitTracking`` matches with one that was found before takes its name; any other is new. What a
/// unit looks like stays what it looked like where it was found first, so that it cannot drift into another.
struct UnitRegister {
    private var known: [(name: String, shape: ActionPotential)] = []
    private let tracking = UnitTracking()

    /// The names of a ramp's units, from their action potentials.
    mutating func names(of shapes: [ActionPotential]) -> [String] {
        var names = [String?](repeating: nil, count: shapes.count)
        for match in tracking.match(known.map(\.shape), shapes) { names[match.second] = known[match.first].name }
        return shapes.indices.map { place in
            if let name = names[place] { return name }
            let name = "\(known.count + 1)"
            known.append((name, shapes[place]))
            return name
        }
    }
}
