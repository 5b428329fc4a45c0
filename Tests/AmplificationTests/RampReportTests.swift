// The JSON twin and the tables: complete, stable, without NaN.

import Amplification
import Foundation
import MotorUnits
import Signals
import Testing

@Suite("The report of a ramp")
struct RampReportTests {
    private let provenance = ResultProvenance(
        software: "Lull test", input: "a, \"b\".mat", inputSHA256: String(repeating: "0f", count: 32))

    private func sample() throws -> RampAssessment {
        let rate = try #require(SampleRate(hertz: 2048))
        let force = ForceTrace(
            label: "load cell", unit: .newton, rate: rate, values: (0..<SampleVL.sampleCount).map { Float($0) / 2048 })
        return try RampAssessment(units: SampleVL.units, force: force, end: SampleVL.sampleCount)
    }

    /// Units with every kind of absence, and names that a table must quote.
    private func awkward() throws -> RampAssessment {
        try RampAssessment(units: [
            unit("none", []), unit("one, \"1\"", [7]), unit("a\nb", [0, 100, 2400, 2500]),
            unit("c", [9000, 9100, 9210]),
        ])
    }

    @Test("reading the JSON gives the report again, and writing it twice the same bytes")
    func roundTrip() throws {
        for assessment in [try sample(), try awkward(), try RampAssessment(units: [])] {
            let json = try assessment.json(provenance)
            #expect(json == (try assessment.json(provenance)))
            let report = try JSONDecoder().decode(RampReport.self, from: Data(json.utf8))
            #expect(report == assessment.report(provenance))
        }
    }

    @Test("what is undefined is null: every unit and every pair has every key")
    func nulls() throws {
        let data = Data(try awkward().json(provenance).utf8)
        let object = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
        for list in ["units", "pairs"] {
            let items = try #require(object[list] as? [[String: Any]])
            #expect(Set(items.map { $0.keys.sorted() }).count == 1)
        }
        let units = try #require(object["units"] as? [[String: Any]])
        #expect(units.allSatisfy { $0["deltaFPps"] is NSNull })
        #expect(units[0].keys.count == 43 && object["forceUnit"] is NSNull)
        let settings = try #require(object["settings"] as? [String: Any])
        #expect((settings["deltaF"] as? [String: Any])?["saturationMargin"] is NSNull)
    }

    @Test("keys are in alphabetical order and no number is spelled as nan or inf")
    func stable() throws {
        for assessment in [try sample(), try awkward()] {
            let json = try assessment.json(provenance)
            let topLevel = json.split(separator: "\n").filter { $0.hasPrefix("  \"") }
            #expect(topLevel.map { String($0) } == topLevel.map { String($0) }.sorted())
            let text = (json + assessment.unitsCSV(provenance) + assessment.pairsCSV(provenance)).lowercased()
            let isSpelled = [": nan", ": inf", ",nan", ",inf", "-inf"].contains { text.contains($0) }
            #expect(!isSpelled)
        }
    }

    @Test("tables have a row per unit and per pair, each with every column, and give the same numbers as the JSON")
    func tables() throws {
        let assessment = try sample()
        let report = assessment.report(provenance)
        let units = parse(assessment.unitsCSV(provenance))
        #expect(units.map(\.count) == Array(repeating: 45, count: 6))
        let deltaF = try #require(units[0].firstIndex(of: "delta_f_pps"))
        #expect(units.dropFirst().map { Double($0[deltaF]) } == report.units.map(\.deltaFPps))
        #expect(units[1][deltaF] == "" && units[1].last == provenance.inputSHA256)
        let unit = try #require(units[0].firstIndex(of: "force_unit"))
        #expect(units[1][unit] == "N")
        let pairs = parse(assessment.pairsCSV(provenance))
        #expect(pairs.map(\.count) == Array(repeating: 27, count: 11))
        let r = try #require(pairs[0].firstIndex(of: "correlation_r"))
        #expect(pairs.dropFirst().map { Double($0[r]) } == report.pairs.map(\.correlation))
        let squared = try #require(pairs[0].firstIndex(of: "correlation_r_squared"))
        let squares = assessment.pairs.map { pair in pair.correlation.map { $0 * $0 } }
        #expect(pairs.dropFirst().map { Double($0[squared]) } == squares)
        let rejections = try #require(pairs[0].firstIndex(of: "rejections"))
        #expect(pairs.dropFirst().map { $0[rejections].isEmpty } == assessment.pairs.map(\.isAccepted))
    }

    @Test("hysteresis, and the time before and after the peak rate, are numpy's on the sample's polynomial rates")
    func shape() throws {
        let expected = [
            (5.98388671875, 21.796875, -27.93408203125), (4.9677734375, 22.99462890625, -28.1015625),
            (7.2021484375, 18.392578125, -26.40966796875), (4.662109375, 20.529296875, -25.39990234375),
            (3.08837890625, 19.6767578125, -22.9404296875),
        ]
        let report = try sample().report(provenance)
        let sampleSeconds = 1.0 / 2048
        for (unit, row) in zip(report.units, expected) {
            // The peak of a polynomial is flat: it may lie one sample beside.
            #expect(isClose(unit.ascendingSeconds, row.0, 1.01 * sampleSeconds), "\(unit.name)")
            #expect(isClose(unit.descendingSeconds, row.1, 1.01 * sampleSeconds), "\(unit.name)")
            #expect(isClose(unit.thresholdHysteresis, row.2, 1e-5), "\(unit.name)")
        }
        // A force that keeps rising is left later than it was met: the thresholds come out in the other order.
        #expect(report.units.allSatisfy { ($0.thresholdHysteresis ?? 0) < 0 })
        let rows = parse(try sample().unitsCSV(provenance))
        let column = try #require(rows[0].firstIndex(of: "ascending_s"))
        #expect(rows.dropFirst().map { Double($0[column]) } == report.units.map(\.ascendingSeconds))
        let without = try awkward().report(provenance).units
        let silent = try #require(without.first { $0.name == "none" })
        #expect(silent.ascendingSeconds == nil && silent.descendingSeconds == nil)
        #expect(without.allSatisfy { $0.thresholdHysteresis == nil })
    }

    @Test("names with commas, quotes and line ends survive a table")
    func quoting() throws {
        let assessment = try awkward()
        let rows = parse(assessment.unitsCSV(provenance))
        let name = try #require(rows[0].firstIndex(of: "name"))
        let input = try #require(rows[0].firstIndex(of: "input"))
        #expect(rows.dropFirst().map { $0[name] } == assessment.units.map(\.unit.name))
        #expect(rows.dropFirst().allSatisfy { $0[input] == "a, \"b\".mat" })
    }

    @Test("settings and findings travel with the numbers")
    func provenanceTravels() throws {
        let report = try sample().report(provenance)
        #expect(report.settings == RampSettings() && report.provenance == provenance)
        #expect(report.layout == RampReport.currentLayout && report.rateHz == 2048 && report.endSeconds == 32.5)
        #expect(isClose(report.meanDeltaFPps, (2.055158 + 2.665823) / 2, 1e-5))
        // Accepted pairs of openhdemg, polynomial: (0,3), (0,4), (1,3), (1,4), (3,4).
        #expect(isClose(report.meanPairDeltaFPps, (2.154605 + 2.635426 + 1.955711 + 2.381645 + 2.980400) / 5, 1e-5))
        #expect(
            report.findings == [
                "Silent for more than 1.0 s between two discharges: 2 (17.22 to 18.26 s); there is no rate in a pause, and "
                    + "pairs that need it there are left out."
            ])
        #expect(isClose(report.units[4].recruitmentThreshold, 10236.0 / 2048, 1e-6))
    }

    @Test("a smoother's JSON names the method and its parameter")
    func smootherJSON() throws {
        for smoother in [RateSmoother.polynomial(degree: 3), .hann(seconds: 0.4), .supportVector] {
            let data = try JSONEncoder().encode(smoother)
            #expect(try JSONDecoder().decode(RateSmoother.self, from: data) == smoother)
        }
        let text = String(decoding: try JSONEncoder().encode(RateSmoother.polynomial(degree: 3)), as: UTF8.self)
        #expect(text.contains("\"method\":\"polynomial\"") && text.contains("\"degree\":3"))
    }

    /// The cells of RFC 4180 text.
    private func parse(_ csv: String) -> [[String]] {
        var (rows, row, cell, isQuoted): ([[String]], [String], String, Bool) = ([], [], "", false)
        let scalars = Array(csv.unicodeScalars)
        var k = 0
        while k < scalars.count {
            let c = scalars[k]
            if isQuoted {
                if c == "\"", k + 1 < scalars.count, scalars[k + 1] == "\"" {
                    cell.unicodeScalars.append(c)
                    k += 1
                } else if c == "\"" {
                    isQuoted = false
                } else {
                    cell.unicodeScalars.append(c)
                }
            } else if c == "\"" {
                isQuoted = true
            } else if c == "," || c == "\n" {
                row.append(cell)
                cell = ""
                if c == "\n" {
                    rows.append(row)
                    row = []
                }
            } else {
                cell.unicodeScalars.append(c)
            }
            k += 1
        }
        return rows
    }
}
