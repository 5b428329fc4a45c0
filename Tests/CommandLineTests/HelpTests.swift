import TestSupport
import Testing

@Suite("Help")
struct HelpTests {
    static let commands = [
        [], ["demo"], ["info"], ["convert"], ["decompose"], ["assess"], ["assess", "ramp"], ["replay"], ["run"],
        ["session", "report"], ["place"], ["record"], ["pads"],
        ["prescription"], ["prescription", "new"], ["prescription", "check"], ["prescription", "show"], ["screening"],
        ["screening", "new"], ["screening", "check"],
        ["devices"],
        ["devices", "simulate"], ["devices", "simulate", "p24"], ["devices", "simulate", "rehastim2"], ["patient"],
        ["patient", "list"], ["patient", "show"],
        ["patient", "new"], ["simulate"], ["simulate", "ramp"], ["simulate", "vibstim"], ["simulate", "night"],
        ["simulate", "session"], ["simulate", "check-physiology"],
        ["stream"], ["stream", "list"], ["stream", "send"], ["stream", "print"], ["stream", "record"],
    ]

    @Test("every command explains itself", arguments: commands)
    func help(command: [String]) throws {
        let folder = try TemporaryDirectory()
        let result = try Program.run(command + ["--help"], in: folder.path)
        #expect(result.status == 0)
        #expect(result.output.contains("OVERVIEW:") && result.output.contains("USAGE: lull"))
        // Lines that wrap by themselves are hard to read on a terminal of 80 columns.
        #expect(result.output.split(separator: "\n").allSatisfy { $0.count <= 120 })
    }

    @Test(
        "every command that does something has an example",
        arguments: [
            ["info"], ["convert"], ["decompose"], ["assess", "ramp"], ["replay"], ["run"], ["session", "report"],
            ["place"], ["pads"], ["prescription", "new"], ["prescription", "check"], ["prescription", "show"],
            ["screening", "new"], ["screening", "check"],
            ["devices", "simulate", "p24"], ["devices", "simulate", "rehastim2"], ["stream", "list"],
            ["stream", "send"],
            ["stream", "print"], ["stream", "record"],
        ])
    func example(command: [String]) throws {
        let folder = try TemporaryDirectory()
        let result = try Program.run(command + ["--help"], in: folder.path)
        #expect(result.output.contains("Example:  lull " + command.joined(separator: " ")))
    }

    @Test("an unknown command or option is a usage error that says what there is")
    func unknown() throws {
        let folder = try TemporaryDirectory()
        for arguments in [["asess"], ["info", "--jsn", "x"], ["replay", "x.mat"]] {
            let result = try Program.run(arguments, in: folder.path)
            #expect(result.status == 64)
            #expect(result.errors.contains("Error:") && result.errors.contains("Usage:"))
        }
    }
}
