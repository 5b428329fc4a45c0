// `lull screening`: the questions before stimulation as a form, and what the answers leave open.

import ArgumentParser
import Sessions
import Signals
import Stimulation

/// The questions before stimulation.
struct ScreeningCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "screening",
        abstract: "The questions before stimulation: an empty form, and what the answers leave open.",
        discussion: """
            Answers are good for a day. Nothing is armed until every question is answered, no answer forbids, and every \
            precaution has been confirmed. Nothing here is medical advice.

            Example:  lull screening new today.yaml --person P07
            """,
        subcommands: [New.self, Check.self])

    /// An empty form.
    struct New: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "new", abstract: "Write an empty form with every question and its answers.",
            discussion: "Example:  lull screening new today.yaml --person P07")

        @Argument(help: "The file to write; it must not be there yet.", completion: .file())
        var file: String

        @Option(help: ArgumentHelp("The person's code, never the name.", valueName: "code"))
        var person: String?

        func run() throws {
            try FormFiles.write(ScreeningForm.template(person: try FormFiles.person(person)), to: file)
            Console.say("\(file): ask, write the answers down, and check them with: lull screening check \(file)")
        }
    }

    /// What the answers leave open.
    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check", abstract: "Say what the answers leave open, here and now.",
            discussion: "Example:  lull screening check today.yaml --prescription P07.yaml")

        @Argument(help: "The answers.", completion: .file())
        var file: String

        @Option(
            help: ArgumentHelp(
                "Whose pads they are for; without it, what stands in the way anywhere on arm or leg.", valueName: "file"
            ),
            completion: .file())
        var prescription: String?

        func run() throws {
            let form = try ScreeningForm(contentsOf: file)
            let now = FormFiles.now
            var regions = BodyRegion.allCases
            var attended: [String] = []
            if let prescription {
                let placed = try FormFiles.prescription(prescription, for: .trigger).1
                let clearance = Clearance(prescription: placed, screening: form.screening, at: now)
                guard clearance.obstacles.isEmpty else {
                    throw ScreeningOpen(file: file, clauses: clearance.obstacles.map(\.description))
                }
                regions = [placed.placement.region]
            }
            for region in regions {
                let obstacles = form.obstacles(in: region, at: now)
                let place = prescription == nil && obstacles != form.obstacles(in: regions[0], at: now)
                guard obstacles.isEmpty else {
                    throw ScreeningOpen(
                        file: file,
                        clauses: (place ? ["with pads near the \(region.rawValue)"] : []) + obstacles.map(\.description)
                    )
                }
                attended += form.screening.attendedOnly(in: region).filter { !attended.contains($0) }
            }
            Console.result(
                "\(file): \(form.screening.person), answered to \(form.screening.answeredTo) at "
                    + "\(FormDate.text(form.screening.unixSeconds)): nothing stands in the way until "
                    + FormDate.text(form.screening.unixSeconds + Screening.validity))
            for question in attended {
                Console.result(
                    "  because of the answer to “\(question)” only with somebody beside the person, and nothing automatic"
                )
            }
        }
    }
}

/// Answers that stand in the way.
struct ScreeningOpen: ExplainedError {
    let file: String
    let clauses: [String]
    var category: ErrorCategory { .noPermission }
    var description: String { "\(file): nothing is armed, because " + clauses.joined(separator: "; ") }
}
