// The command line: parse, call one room, print. Errors become one sentence and an exit code of sysexits.

import ArgumentParser
import Glibc
import Signals

@main
struct Lull: ParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "lull",
        abstract: "Measures how strongly spinal motoneurons amplify, and calms them when a muscle goes into spasm.",
        discussion: """
            Research software, not a medical device.

            Start with:  ./lull demo
            A file of yours:  ./lull info FILE, then ./lull assess ramp FILE
            """,
        version: version,
        subcommands: [
            DemoCommand.self, InfoCommand.self, ConvertCommand.self, DecomposeCommand.self, EditCommand.self,
            TrackCommand.self, LiveCommand.self, AssessCommand.self, StudyCommand.self, ReplicateCommand.self,
            ReplayCommand.self, RecordCommand.self, RunCommand.self, SessionCommand.self, PlaceCommand.self,
            PadsCommand.self, PrescriptionCommand.self, ScreeningCommand.self,
            PatientCommand.self,
            SimulateCommand.self,
            DevicesCommand.self, StreamCommand.self,
        ])

    static func main() {
        // A reader that goes away early (`lull info FILE | head`) must not kill us with a signal.
        signal(SIGPIPE, SIG_IGN)
        do {
            var command = try parseAsRoot()
            try command.run()
        } catch let error as any ExplainedError {
            Console.say("lull: \(error)")
            Glibc.exit(error.category.rawValue)
        } catch {
            exit(withError: error)
        }
    }
}
