// Whether a person can be: every value in its range, and values that must fit each other.

import Signals

extension Person {
    /// Refuses a person that cannot be; to be asked again after editing.
    ///
    /// - Throws: ``ParameterError`` for the first value that is not possible.
    public func validate() throws(ParameterError) {
        do { try check() } catch { throw error.error }
    }

    /// Every value alone first, then what must fit each other.
    func check() throws(PersonFinding) {
        for section in Self.sections where section.isPresent(in: self) {
            for parameter in section.parameters {
                do { try parameter.check(in: self) } catch {
                    throw PersonFinding(section: section, parameter: parameter, problem: error)
                }
            }
        }
        for section in Self.sections {
            do { try section.check(self) } catch { throw PersonFinding(section: section, error: error, in: self) }
        }
    }
}

/// What cannot be, and its place in the table.
struct PersonFinding: Error {
    /// The section's name.
    let section: String
    /// The parameter's name; `nil` when the section as a whole is meant.
    let name: String?
    /// The error as people see it.
    let error: ParameterError

    init(section: ParameterSection, parameter: ParameterDescription, problem: ValueProblem) {
        self.section = section.name
        name = parameter.name
        error = ParameterError(
            parameter: section.path(of: parameter), found: problem.found, allowed: problem.allowed)
    }

    /// An error in the words of the engine, which calls things by their properties, in the words of the file.
    init(section: ParameterSection, error: ParameterError, in person: Person) {
        let property = error.parameter.split(separator: " ").last.map(String.init) ?? ""
        let parameter = section.parameters.first { $0.property == property }
        self.section = section.name
        name = parameter?.name
        let allowed = section.parameters.reduce(error.allowed) { text, row in
            row.name == row.property ? text : text.replacing(row.property, with: row.name)
        }
        self.error = ParameterError(
            parameter: parameter.map(section.path(of:)) ?? error.parameter,
            found: parameter?.text(in: person) ?? error.found, allowed: allowed)
    }
}
