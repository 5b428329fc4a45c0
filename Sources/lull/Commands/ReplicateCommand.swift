// `lull replicate`: the published study on virtual people.

import ArgumentParser
import Glibc
import Reports
import Signals
import Studies
import Synchronization

/// Runs the published design from simulation to statistics.
struct ReplicateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replicate", abstract: "The published study, run again on virtual people.",
        usage: "lull replicate [<options>]",
        discussion: """
            Mesquita et al. (J Physiol 2022, doi 10.1113/JP282765) measured persistent inward currents by ΔF and by VibStim, \
            with and without stimulation of the antagonist's nerve, and before and after whole-body relaxation. This simulates \
            as many people, assesses them as one would a real study, lets R do the statistics, and sets what is found beside \
            what the paper's abstract reports. What the abstract does not tell is assumed, and listed in the result.

            Example:  lull replicate --out replication
            Example:  lull replicate --participants 6 --seed 2 --out quick
            Example:  lull replicate --from-emg --out chain
            """)

    @Option(help: ArgumentHelp("Where all random numbers begin, 0 or more.", valueName: "n")) var seed: UInt64 = 1
    @Option(
        help: ArgumentHelp(
            "So many people in each of the four groups, instead of the published 15, 20, 15 and 19.", valueName: "n"))
    var participants: Int?
    @Option(help: ArgumentHelp("Ramps per person and condition.", valueName: "n")) var ramps = ReplicationDesign().ramps
    @Option(help: ArgumentHelp("Motor units followed per person.", valueName: "n")) var units = ReplicationDesign()
        .units
    @Option(
        help: ArgumentHelp("Current on the antagonist's nerve, in motor thresholds; 0 for none.", valueName: "× MT"))
    var intensity = ReplicationDesign().intensity
    @Option(help: ArgumentHelp("Pulses per second on it.", valueName: "Hz")) var frequency = ReplicationDesign()
        .frequency
    @Option(help: ArgumentHelp("How far people relax, 0 to 1 of the model's range.", valueName: "part"))
    var depth = ReplicationDesign().depth
    @Flag(
        name: .customLong("from-emg"),
        help:
            "Find the motor units by decomposing simulated high-density EMG, as a laboratory does, instead of knowing them."
    )
    var fromEMG = false
    @Option(
        help: ArgumentHelp("How many threads work; all cores without it. The result is the same.", valueName: "number"))
    var threads: Int?
    @Option(
        help: ArgumentHelp("Where the results go.", valueName: "folder"), completion: .directory)
    var out = "lull-results/replication"
    @Flag(help: "Print the findings as JSON instead of a table.") var json = false

    func validate() throws {
        if let threads, !(1...1024).contains(threads) {
            throw ValidationError("--threads is \(threads); allowed is 1 to 1024.")
        }
    }

    func run() throws {
        var design = ReplicationDesign()
        design.seed = seed
        design.fromEMG = fromEMG
        (design.ramps, design.units) = (ramps, units)
        (design.intensity, design.frequency, design.depth) = (intensity, frequency, depth)
        if let participants {
            for index in design.arms.indices { design.arms[index].participants = participants }
        }
        try design.check()
        let folder = try OutputFolder(out)
        // Before minutes of work, not after them.
        guard RProgram.isInstalled else { throw RProgram.missing }

        let people = design.arms.reduce(0) { $0 + $1.participants }
        Console.say("simulating \(people) people in \(design.arms.count) groups …")
        let line = Mutex(ProgressLine())
        let words = fromEMG ? "people, their ramps decomposed" : "people"
        let replication = try Replication(design, threads: threads ?? Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) {
            part in
            line.withLock { $0.update(fraction: part, words) }
        }
        line.withLock { $0.finish() }
        let analyses = try replication.analyses
        try folder.write([
            ("table.csv", replication.table.csv),
            ("analysis.R", StudyAnalysis.script(for: analyses, software: "Lull \(Lull.version)")),
        ])
        Console.say("asking R …")
        let statistics = try RProgram.analyse(in: folder.path)
        let findings = replication.findings(statistics)
        let page = StudyPage(
            title: "The published study, on virtual people",
            subtitle: "\(people) simulated people; Mesquita et al., J Physiol 2022, doi 10.1113/JP282765",
            statistics: statistics,
            outcomes: design.arms.flatMap { $0.outcomes.map(\.words) }, findings: findings,
            assumptions: design.assumptions,
            facts: [
                Fact("Software", "Lull \(Lull.version)"), Fact("Seed", "\(seed)"),
                Fact("Design", "design.json", note: "every number of the design, those assumed included"),
            ])
        let twin = try StudyFiles.json(
            ReplicationContents(design: design, assumptions: design.assumptions, findings: findings))
        try folder.write([
            ("index.html", page.html), ("results.txt", page.numbers.markedText), ("numbers.csv", page.numbers.csv),
            ("findings.json", twin), ("design.json", try StudyFiles.json(design)),
        ])
        if json {
            Console.result(String(twin.dropLast()))
        } else {
            for line in table(findings) { Console.result(line) }
        }
        Console.say(
            "written: \(folder.file("index.html")) (page); table.csv, analysis.R, statistics.json, findings.json beside it"
        )
    }

    private func table(_ findings: [ReplicationFinding]) -> [String] {
        var table = TextTable([
            ("intervention", .left), ("outcome", .left), ("people", .right), ("control", .right), ("change", .right),
            ("95 % interval", .right), ("found", .left), ("published", .left), ("", .left),
        ])
        for finding in findings {
            func text(_ value: Double?) -> String { value?.formatted(decimals: 2) ?? "–" }
            table.add([
                finding.arm.intervention.words, finding.outcome.words, String(finding.arm.participants),
                text(finding.control), text(finding.change), "\(text(finding.low)) to \(text(finding.high))",
                finding.found?.rawValue ?? "no model", finding.published.rawValue,
                finding.agrees == true ? "agrees" : "DIFFERS",
            ])
        }
        let agreed = findings.count { $0.agrees == true }
        return table.lines + [
            "",
            "\(agreed) of \(findings.count) outcomes go the way the paper's abstract says. These people are simulated: the size of "
                + "both interventions is an assumption (see the page).",
        ]
    }
}

/// The JSON twin of a replication.
private struct ReplicationContents: Encodable {
    var layout = "lull.replication.1"
    let design: ReplicationDesign
    let assumptions: [String]
    let findings: [ReplicationFinding]
}
