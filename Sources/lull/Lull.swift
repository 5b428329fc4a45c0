import ArgumentParser

@main
struct Lull: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lull", abstract: "Measures and calms the amplification of spinal motoneurons.")
}
