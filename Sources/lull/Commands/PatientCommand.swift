// `lull patient`: the people of the virtual patient: who there is, what each number means, new ones of one's own.

import ArgumentParser
import Glibc
import Signals
import VirtualPatient

/// People of the virtual patient.
struct PatientCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "patient", abstract: "People of the virtual patient: list, show, make new ones.",
        discussion: """
            A person is a file of numbers with units that you can edit; begin with one of the presets.

            Example:  lull patient new anna --from spinal-cord-injury --severity 0.7 --seed 3 --out anna.yaml
            """,
        subcommands: [List.self, Show.self, New.self])

    /// Who there is.
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List the presets.", discussion: "Example:  lull patient list")

        @Flag(help: "Print JSON instead of text.")
        var json = false

        func run() throws {
            if json {
                Console.result(try PersonContents.json(ofPresets: PersonPreset.allCases))
            } else {
                var table = TextTable([("name", .left), ("severity", .left), ("stands for", .left)])
                for preset in PersonPreset.allCases {
                    table.add([preset.rawValue, preset.hasSeverity ? "0 to 1" : "–", preset.summary])
                }
                for line in table.lines { Console.result(line) }
            }
        }
    }

    /// What a person is made of.
    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "show", abstract: "Show every number of a person, with unit, meaning, range and source.",
            discussion: """
                A name that is both a preset and a file is the preset; write ./NAME for the file.

                Example:  lull patient show spinal-cord-injury
                """)

        @OptionGroup var person: PersonOptions

        @Flag(help: "Print JSON instead of text.")
        var json = false

        func run() throws {
            let contents = PersonContents(of: try person.load())
            if json {
                Console.result(try contents.json())
            } else {
                for line in contents.lines { Console.result(line) }
            }
        }
    }

    /// A person of one's own.
    struct New: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "new", abstract: "Write a new person to a file, to be edited.",
            discussion: """
                Without --seed it is the typical person of the preset; with it, an individual, always the same for the
                same seed.

                Example:  lull patient new anna --from spinal-cord-injury --severity 0.7 --seed 3 --out anna.yaml
                """)

        @Argument(help: "What the person is called: letters, digits, blanks, - and _.")
        var name: String

        @Option(help: ArgumentHelp("The preset to begin with (see lull patient list).", valueName: "preset"))
        var from: String

        @Option(
            help: ArgumentHelp("The file to write; it must not be there yet.", valueName: "file"), completion: .file())
        var out: String

        @OptionGroup var individual: IndividualOptions

        func run() throws {
            var person = try individual.person(of: PersonPreset(named: from))
            person.name = name
            do { try person.validate() } catch { throw PersonOptionError(description: "\(error)") }
            let (folder, file) = pathParts(of: out)
            guard access(out, F_OK) != 0 else {
                throw OutputError(description: "\(out): the file is there already; name another with --out")
            }
            try OutputFolder(folder).write([(file, person.yaml())])
            Console.say("\(out): \(name), from \(from); edit it and check it with: lull patient show \(out)")
        }
    }
}

/// Which person: a preset or a file.
struct PersonOptions: ParsableArguments {
    @Argument(help: "A preset (see lull patient list) or a person file.", completion: .file())
    var person: String

    @OptionGroup var individual: IndividualOptions

    /// The person, read or made, and checked.
    func load() throws -> Person {
        if let preset = PersonPreset(rawValue: person) { return try individual.person(of: preset) }
        // Something that looks like a path, or is a file, is one; anything else was meant to be a preset.
        guard person.contains("/") || person.contains(".") || access(person, F_OK) == 0 else {
            throw PersonOptionError.unknownPreset(person)
        }
        guard individual.areDefaults else {
            throw PersonOptionError(
                description: "--severity, --seed and --muscle belong to presets; \(person) is a file, which says it all"
            )
        }
        return try Person(contentsOf: person)
    }
}

/// What makes a person of a preset.
struct IndividualOptions: ParsableArguments {
    @Option(help: ArgumentHelp("How severe: 0 mild to 1 severe (0.5 unless given).", valueName: "0…1"))
    var severity: Double?

    @Option(help: ArgumentHelp("Draw an individual with this seed, 0 or more.", valueName: "number"))
    var seed: Int?

    @Option(
        help: ArgumentHelp(
            "The muscle under study: soleus (unless given), gastrocnemius-medialis or tibialis-anterior.",
            valueName: "name"))
    var muscle: String?

    /// Whether nothing was given.
    var areDefaults: Bool { severity == nil && seed == nil && muscle == nil }

    /// A person of a preset.
    func person(of preset: PersonPreset) throws -> Person {
        let muscles: [String: MotorPoolParameters.MuscleName] = [
            "soleus": .soleus, "gastrocnemius-medialis": .gastrocnemiusMedialis, "tibialis-anterior": .tibialisAnterior,
        ]
        guard let muscle = muscles[self.muscle ?? "soleus"] else {
            throw PersonOptionError(
                description:
                    "--muscle is “\(self.muscle ?? "")”; allowed are \(muscles.keys.sorted().joined(separator: ", "))")
        }
        do {
            return try Person.preset(preset, severity: severity, seed: seed, muscle: muscle)
        } catch {
            throw PersonOptionError(description: "\(error)")
        }
    }
}

/// An option about people that cannot be.
struct PersonOptionError: ExplainedError {
    var category: ErrorCategory { .usage }
    let description: String

    /// A name that is no preset.
    static func unknownPreset(_ name: String) -> PersonOptionError {
        let names = PersonPreset.allCases.map(\.rawValue).joined(separator: ", ")
        return PersonOptionError(description: "“\(name)” is no person; allowed are a file or \(names)")
    }
}

extension PersonPreset {
    /// The preset that a person named.
    init(named name: String) throws(PersonOptionError) {
        guard let preset = PersonPreset(rawValue: name) else { throw .unknownPreset(name) }
        self = preset
    }
}

/// A path's folder and its last part: `people/anna.yaml` → `people`, `anna.yaml`.
func pathParts(of path: String) -> (folder: String, file: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let folder = path[..<slash]
    return (folder.isEmpty ? "/" : String(folder), String(path[path.index(after: slash)...]))
}
