// What must not compile, shown by the compiler: the promise of this room is made by types, so a change that breaks it
// must break a test.

import Foundation
import Testing

@Suite("there is no way around the gate", .serialized)
struct NoWayAroundTests {
    /// Compiles a file that uses the room from outside, and returns the compiler's errors; `nil` when the compiler or
    /// the built module cannot be found.
    private func errors(_ body: String) throws -> String? {
        // The test program lies in the build folder beside the modules.
        let modules = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
            .appendingPathComponent("Modules")
        guard FileManager.default.fileExists(atPath: modules.appendingPathComponent("Stimulation.swiftmodule").path)
        else { return nil }
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("lull-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("Outside.swift")
        try "import Stimulation\n\(body)\n".write(to: file, atomically: true, encoding: .utf8)
        let compiler = Process()
        compiler.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        compiler.arguments = [
            // As far as SIL: that is where uses of what cannot be copied are checked.
            "swiftc", "-emit-sil", "-o", "/dev/null", "-swift-version", "6", "-I", modules.path, file.path,
        ]
        let output = Pipe()
        compiler.standardError = output
        compiler.standardOutput = output
        try compiler.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        compiler.waitUntilExit()
        return compiler.terminationStatus == 0 ? "" : text
    }

    /// Each: what is tried, the code, and what the compiler must say.
    static let attempts: [(String, String, String)] = [
        (
            "milliamperes plus microseconds", "let x = Milliamperes.milliamperes(1) + Microseconds(1)",
            "operands of type 'Milliamperes' and 'Microseconds'"
        ),
        (
            "a peak current for an rms limit",
            "let x = Limit(.rmsCurrent, atMost: Milliamperes.milliamperes(1), LimitSource(\"\", .ownChoice))",
            "error:"
        ),
        (
            "an approval made by hand",
            "func f(_ o: StimulationOrder) { _ = ApprovedPulseTrain(order: o, dose: Dose(), approvedAt: .start) }",
            "initializer is inaccessible"
        ),
        (
            "an approval used twice",
            """
            func f(_ a: consuming ApprovedPulseTrain) throws {
                _ = try a.redeem(at: .start)
                _ = try a.redeem(at: .start)
            }
            """, "consumed more than once"
        ),
        (
            "an approval copied", "func f(_ a: borrowing ApprovedPulseTrain) -> [ApprovedPulseTrain] { [a, a] }",
            "error:"
        ),
        ("limits that start from nothing", "let x = Limits([])", "inaccessible due to 'internal'"),
        ("a refusal faked as a reason to go on", "let x = Refusal([])", "inaccessible due to 'internal'"),
        (
            "a change to a prescription that was made",
            "func f(_ p: inout Prescription) { p.terms.minimumPause = .zero }", "'let' constant"
        ),
        (
            "a clearance changed after it was made",
            "func f(_ c: inout Clearance) { c.obstacles = [] }", "cannot assign to property"
        ),
        (
            "a gate for a prescription without a clearance",
            "func f(_ p: Prescription) { _ = Gate(p, limits: .product) }", "cannot convert value of type 'Prescription'"
        ),
        (
            "evidence improved by hand", "func f(_ e: inout EffectEvidence) { e.pairs = 99 }", "'let' constant"
        ),
        (
            "a dose ledger made shorter by hand", "func f(_ l: inout DoseLedger) { l.entries = [] }",
            "setter is inaccessible"
        ),
    ]

    @Test("what must not compile does not, and what must does")
    func compiles() throws {
        let good = """
            func f(_ g: Gate, _ o: StimulationOrder, _ l: inout DoseLedger, _ d: DeviceState) throws -> PulseTrain {
                let a = try g.approve(o, ledger: &l, device: d, interlock: .armed, at: .start)
                return try a.redeem(at: .start)
            }
            """
        let control = try errors(good)
        try #require(control != nil, "the built module Stimulation was not found beside the test program")
        #expect(control == "")
        for (what, code, expected) in NoWayAroundTests.attempts {
            let text = try #require(try errors(code))
            #expect(text.contains(expected), "\(what): \(text)")
        }
    }

    @Test("no two units can be added, subtracted or compared, in any order; one unit with itself can")
    func units() throws {
        let types = [
            "Milliamperes", "Microseconds", "Hertz", "Microcoulombs", "Millijoules", "SquareCentimetres",
            "RMSMilliamperes", "MilliamperesPerSquareCentimetre", "WattsPerSquareCentimetre", "Ohms", "Ratio",
        ]
        var lines: [String] = [], mixed: Set<Int> = []
        for a in types {
            for b in types {
                for (k, sign) in ["+", "-", "<", "=="].enumerated() {
                    // Only exact quantities have a difference; where one unit has none, mixing must fail all the same.
                    if a == b, sign == "-" { continue }
                    lines.append("func f\(lines.count)\(k)(_ x: \(a), _ y: \(b)) { _ = x \(sign) y }")
                    if a != b { mixed.insert(lines.count + 1) }
                }
            }
        }
        let text = try #require(try errors(lines.joined(separator: "\n")))
        // Each error begins with the file, the line and the column; the first line is the import.
        let refused = Set(
            text.split(separator: "\n").compactMap { line -> Int? in
                guard line.contains("Outside.swift:"), line.contains("error:") else { return nil }
                return line.split(separator: "Outside.swift:").last?.split(separator: ":").first.flatMap { Int($0) }
            })
        #expect(mixed.count == 440)
        #expect(refused == mixed)
    }
}
