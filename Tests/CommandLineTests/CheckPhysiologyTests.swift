import Foundation
import TestSupport
import Testing

@Suite("lull simulate check-physiology")
struct CheckPhysiologyTests {
    private struct Finding: Decodable, Equatable {
        let name, source, mark: String
        let matches: Bool
    }

    @Test("the quick check prints every finding with its source and ends well; ΔF is not monotonic in the PIC")
    func quick() throws {
        let folder = try TemporaryDirectory()
        let result = try Program.run(["simulate", "check-physiology", "--quick", "--json"], in: folder.path)
        #expect(result.status == 0)
        let findings = try JSONDecoder().decode([Finding].self, from: Data(result.output.utf8))
        #expect(findings.count >= 12 && findings.allSatisfy { !$0.source.isEmpty && !$0.mark.isEmpty })
        #expect(findings.contains { $0.name.contains("not monotonic") && $0.matches })
        #expect(findings.filter { !$0.matches }.map(\.name) == [])
        #expect(result.errors.contains("simulated 100 %"))
    }

    @Test("the help has an example, and a wrong number of threads is a usage error")
    func usage() throws {
        let folder = try TemporaryDirectory()
        let help = try Program.run(["simulate", "check-physiology", "--help"], in: folder.path)
        #expect(help.status == 0 && help.output.contains("Example:  lull simulate check-physiology"))
        let wrong = try Program.run(["simulate", "check-physiology", "--threads", "0"], in: folder.path)
        #expect(wrong.status == 64 && wrong.errors.contains("1 to 1024"))
    }
}
