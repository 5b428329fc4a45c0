// Manifests: what is named is what is read, and mistakes have a line.

import Testing

@testable import Studies

@Suite("study manifests")
struct StudyManifestTests {
    @Test("each row is a recording with its line, in any order of columns and with columns of one's own")
    func reading() throws {
        let read = try StudyManifest(
            csv:
                "# ours\nkind,participant,file,note,time,condition\nramp,s1,a.json,x,pre,rest\nvibstim,s2,b.edf,,post,rest\n",
            source: "m.csv")
        #expect(
            read.entries == [
                .init(file: "a.json", participant: "s1", condition: "rest", time: "pre", kind: .ramp, line: 3),
                .init(file: "b.edf", participant: "s2", condition: "rest", time: "post", kind: .vibstim, line: 4),
            ])
    }

    @Test("a study without times has none")
    func noTime() throws {
        let read = try StudyManifest(csv: "file,participant,condition,kind\na,s1,rest,ramp\n", source: "m.csv")
        #expect(read.entries.map(\.time) == [nil])
    }

    @Test(
        "a mistake is one sentence with its line",
        arguments: [
            ("file,participant,kind\na,s1,ramp\n", "m.csv: there is no column “condition”"),
            (
                "file,participant,condition,kind\na,s1,rest,walk\n",
                "m.csv:2: kind is “walk”; allowed are ramp and vibstim"
            ),
            ("file,participant,condition,kind\na,,rest,ramp\n", "m.csv:2: participant is empty"),
            ("file,participant,condition,kind,time\na,s1,rest,ramp,\n", "m.csv:2: time is empty"),
            (
                "file,participant,condition,kind\na,s1,rest,ramp\na,s2,rest,ramp\n",
                "m.csv:3: a stands on line 2 too"
            ),
        ])
    func mistakes(_ text: String, _ expected: String) {
        let error = #expect(throws: StudyError.self) { try StudyManifest(csv: text, source: "m.csv") }
        #expect(error?.description.hasPrefix(expected) == true, "\(error?.description ?? "")")
    }
}
