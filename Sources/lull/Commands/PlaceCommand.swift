// `lull place`: where the pads go, with a drawing.

import ArgumentParser
import Reports
import Signals
import Stimulation

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Where to put the pads to calm a muscle.
struct PlaceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "place", abstract: "Show where the pads go to calm a muscle, with a drawing of the limb.",
        discussion: """
            Prints the row of the placement atlas and writes its drawing as an SVG file.
            Without --muscle it lists the muscles. How well each place is founded stands
            with it (grades A to D); places of grade D never stimulate automatically.
            Nothing here is medical advice.

            Example:  lull place --muscle soleus --side left
            """)

    @Option(
        help: ArgumentHelp(
            "The muscle to be calmed, such as soleus or FCR; all are listed without it.", valueName: "name"))
    var muscle: String?

    @Option(help: "The side of the body: left or right.")
    var side = "left"

    @Option(
        help: ArgumentHelp("Where the drawing goes; lull-results/place without it.", valueName: "folder"),
        completion: .directory)
    var out: String?

    @Flag(help: "Print JSON instead of text.")
    var json = false

    func run() throws {
        guard let side = Side(rawValue: side) else {
            throw PlaceError(description: "--side is “\(side)”; allowed are left and right")
        }
        guard let muscle else { return try list() }
        let placement = try Self.placement(named: muscle)
        let folder = try OutputFolder(out ?? "lull-results/place")
        let name = "\(placement.name)-\(side.rawValue).svg"
        try folder.write([(name, PlacementFigure.figure(of: placement, side: side).svg)])
        let contents = PlacementContents(placement, side: side, drawing: folder.file(name))
        if json {
            Console.result(try contents.json)
        } else {
            for line in contents.lines { Console.result(line) }
        }
        Console.say("written: \(folder.file(name))")
    }

    /// The row of a muscle, or why there is none.
    static func placement(named name: String) throws(PlaceError) -> Placement {
        if let placement = PlacementAtlas.placement(named: name) { return placement }
        if let exclusion = PlacementAtlas.exclusion(named: name) {
            throw PlaceError(
                category: .noPermission,
                description: "“\(name)”: no pad is offered for \(exclusion.part), because \(exclusion.reason)")
        }
        let names = PlacementAtlas.all.map(\.name).joined(separator: ", ")
        throw PlaceError(description: "--muscle is “\(name)”; allowed are \(names)")
    }

    private func list() throws {
        if json {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            let rows = PlacementAtlas.all.map { PlacementContents($0, side: nil, drawing: nil) }
            return Console.result(String(decoding: try encoder.encode(rows), as: UTF8.self))
        }
        var table = TextTable([("muscle", .left), ("grade", .left), ("nerve", .left), ("must move", .left)])
        for row in PlacementAtlas.all { table.add([row.name, row.grade.rawValue, row.nerve, row.evokedMovement]) }
        for line in table.lines { Console.result(line) }
        for grade in EvidenceGrade.allCases { Console.result("\(grade.rawValue): \(grade.meaning)") }
        Console.say("show one with: lull place --muscle \(PlacementAtlas.all[0].name) --side left")
    }
}

/// A muscle or a side that there is no place for.
struct PlaceError: ExplainedError {
    var category = ErrorCategory.usage
    let description: String
}

/// A row of the atlas for the command line.
struct PlacementContents: Encodable {
    private struct PadText: Encodable {
        let role, landmark: String
    }

    private let name, muscle, spasm, nerve, antagonist, evokedMovement, grade, gradeMeaning, note: String
    private let mayBeAutomatic: Bool
    private let otherNames, sources: [String]
    private let pads: [PadText]
    private let rateHz, phaseMicroseconds, overMotorThreshold: [Double]
    private let typicalNote: String
    private let alternative, side, drawing: String?

    init(_ placement: Placement, side: Side?, drawing: String?) {
        (name, muscle, spasm) = (placement.name, placement.muscle, placement.spasm)
        (nerve, antagonist, evokedMovement) = (placement.nerve, placement.antagonist, placement.evokedMovement)
        (grade, gradeMeaning) = (placement.grade.rawValue, placement.grade.meaning)
        mayBeAutomatic = placement.grade.mayBeAutomatic
        (otherNames, sources, note) = (placement.otherNames, placement.sources, PlacementAtlas.landmarkNote)
        pads = placement.pads.map { PadText(role: $0.role.rawValue, landmark: $0.landmark) }
        let typical = placement.typical
        rateHz = [typical.rate.lowerBound.value, typical.rate.upperBound.value]
        phaseMicroseconds = [typical.phase.lowerBound.value, typical.phase.upperBound.value]
        overMotorThreshold = [typical.overMotorThreshold.lowerBound.value, typical.overMotorThreshold.upperBound.value]
        typicalNote = typical.note
        alternative = placement.alternative
        self.side = side?.rawValue
        self.drawing = drawing
    }

    var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(self), as: UTF8.self)
        }
    }

    var lines: [String] {
        func range(_ ends: [Double]) -> String {
            ends[0] == ends[1] ? ends[0].short : "\(ends[0].short) to \(ends[1].short)"
        }
        var lines = ["To calm \(muscle)\(side.map { ", \($0) side" } ?? "")"]
        func add(_ name: String, _ text: String) {
            lines.append("  \(name)\(String(repeating: " ", count: max(1, 18 - name.count)))\(text)")
        }
        add("spasm", spasm)
        add("nerve", "\(nerve), which drives \(antagonist)")
        for pad in pads { add("\(pad.role) pad (\(pad.role == "active" ? "−" : "+"))", pad.landmark) }
        add("lies right when", evokedMovement)
        add(
            "begin with",
            "\(range(rateHz)) Hz, \(range(phaseMicroseconds)) µs per phase, \(range(overMotorThreshold)) × motor threshold"
        )
        add("", typicalNote)
        if let alternative { add("another way", alternative) }
        add("evidence", "\(grade): \(gradeMeaning)")
        for source in sources { add("", source) }
        if !mayBeAutomatic { add("", "never stimulated automatically") }
        lines.append("  " + note)
        return lines
    }
}
