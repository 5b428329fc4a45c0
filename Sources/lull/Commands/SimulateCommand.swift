// `lull simulate`: what the virtual patient can be asked for.

import ArgumentParser

/// The virtual patient.
struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "Simulate a virtual patient.", subcommands: [CheckPhysiologyCommand.self])
}
