import Foundation
import Testing

@testable import Stimulation

@Suite("the placement atlas")
struct PlacementAtlasTests {
    @Test("there are at least 15 muscles, each with a nerve, two pads, a movement to look for, a grade and a source")
    func rows() {
        #expect(PlacementAtlas.all.count >= 15)
        let names = PlacementAtlas.all.flatMap { [$0.name] + $0.otherNames }
        #expect(Set(names.map { $0.lowercased() }).count == names.count, "two rows share a name")
        var faults: [String] = []
        for row in PlacementAtlas.all {
            let texts = [row.muscle, row.spasm, row.nerve, row.antagonist, row.evokedMovement, row.typical.note]
            if texts.contains("") || row.sources.isEmpty || row.sources.contains("") {
                faults.append("\(row.name): empty")
            }
            if row.pads.map(\.role) != [.active, .closing] { faults.append("\(row.name): pads") }
            if row.pads.contains(where: { $0.points.isEmpty || $0.landmark.isEmpty }) {
                faults.append("\(row.name): place")
            }
            if row.areas.isEmpty || row.course.isEmpty { faults.append("\(row.name): nothing to draw") }
            if row.typical.phase.upperBound > .microseconds(500) || row.typical.rate.upperBound.value > 200
                || row.typical.overMotorThreshold.upperBound.value > 1.2
            {
                faults.append("\(row.name): typical numbers outside of the product's limits")
            }
        }
        #expect(faults.isEmpty)
    }

    @Test("every point lies on the limb, and all points of a row are on one limb")
    func points() {
        var faults: [String] = []
        for row in PlacementAtlas.all {
            let views = row.pads.flatMap { Array($0.points.keys) } + row.areas.map(\.view) + Array(row.course.keys)
            if Set(views.map(\.isArm)).count != 1 || (row.region == .arm) != views[0].isArm { faults.append(row.name) }
            let points =
                row.pads.flatMap { Array($0.points.values) } + row.areas.flatMap(\.axis)
                + row.course.values.flatMap { $0 }
            let armSegments: Set<LimbSegment> = [.upperArm, .forearm, .hand]
            for point in points {
                if !(-0.1...1.1).contains(point.along) || !(-1...1).contains(point.across) { faults.append("\(point)") }
                if armSegments.contains(point.segment) != (row.region == .arm) {
                    faults.append("\(row.name): \(point)")
                }
            }
        }
        #expect(faults.isEmpty)
    }

    @Test("no pad lies on the neck, the head, the chest, the abdomen or the back, and asking for one says why not")
    func excluded() {
        // There is no segment for them: a pad there cannot be written down.
        #expect(
            Set(LimbSegment.allCases.map(\.rawValue)) == [
                "hip", "thigh", "shank", "foot", "upperArm", "forearm", "hand",
            ])
        for name in [
            "neck", "Sternocleidomastoid", "face", "pectoralis", "abdominals", "the back", "paraspinal muscles",
        ] {
            #expect(PlacementAtlas.placement(named: name) == nil)
            #expect(PlacementAtlas.exclusion(named: name)?.reason.isEmpty == false)
        }
        #expect(PlacementAtlas.exclusion(named: "soleus") == nil)
    }

    @Test(
        "a muscle is found by every name of it, whatever the case and the spaces; a site only with the row's own nerve")
    func lookup() {
        for row in PlacementAtlas.all {
            for name in [row.name] + row.otherNames {
                #expect(PlacementAtlas.placement(named: name.uppercased())?.name == row.name)
            }
            let site = StimulationSite(nerve: row.nerve, muscle: row.name, side: .left)
            #expect(PlacementAtlas.placement(of: site)?.name == row.name)
            #expect(PlacementAtlas.placement(of: StimulationSite(nerve: "vagus", muscle: row.name, side: .left)) == nil)
        }
        #expect(PlacementAtlas.placement(named: "Biceps  Brachii")?.name == "biceps-brachii")
        #expect(PlacementAtlas.placement(named: "") == nil)
    }

    @Test("only grade D may not be automatic, and says that it is experimental")
    func grades() {
        #expect(EvidenceGrade.allCases.filter { !$0.mayBeAutomatic } == [.d])
        #expect(EvidenceGrade.d.meaning.contains("experimental"))
        #expect(
            PlacementAtlas.all.filter { $0.grade == .d }.map(\.name)
                == ["iliopsoas", "toe-flexors", "tibialis-posterior", "pronators", "thumb-flexors"])
    }

    @Test("the table of Documentation/Placement.md is the one in the code")
    func document() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appendingPathComponent("Documentation/Placement.md"), encoding: .utf8)
        let written = Set(text.components(separatedBy: "\n").filter { $0.hasPrefix("| `") })
        let coded = Set(
            PlacementAtlas.all.map { row in
                let cells = [
                    "`\(row.name)`", row.spasm, "\(row.nerve) → \(row.antagonist)", row.pads[0].landmark,
                    row.pads[1].landmark, row.evokedMovement, row.grade.rawValue, row.sources.joined(separator: "; "),
                ]
                return "| " + cells.joined(separator: " | ") + " |"
            })
        #expect(coded.subtracting(written).sorted() == [])
        #expect(written.subtracting(coded).sorted() == [])
    }
}
