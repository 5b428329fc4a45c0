// What does not fit in a study's list of recordings: one sentence each, with its line.

import Testing

@testable import Studies

@Suite("checks of a study's recordings")
struct StudyChecksTests {
    private func manifest(_ rows: String..., header: String = "file,participant,condition,kind") throws -> StudyManifest
    {
        try StudyManifest(csv: header + "\n" + rows.joined(separator: "\n") + "\n", source: "study.csv")
    }

    private func sentences(
        _ manifest: StudyManifest, levels: [String]? = nil, listed: [(name: String, line: Int)]? = nil,
        without missing: Set<String> = []
    ) -> [String] {
        manifest.problems(levels: levels, listed: listed) { !missing.contains($0) }.map(\.sentence)
    }

    @Test("a design in which everybody has everything has no problem; neither has one that compares people")
    func whole() throws {
        #expect(try sentences(manifest("a,P1,rest,ramp", "b,P1,calm,ramp", "c,P2,rest,ramp", "d,P2,calm,ramp")) == [])
        #expect(try sentences(manifest("a,P1,rest,ramp", "b,P2,calm,ramp", "c,P3,rest,ramp", "d,P4,calm,ramp")) == [])
    }

    @Test("a missing file, a missing condition and a missing person are gaps, with their lines")
    func gaps() throws {
        let study = try manifest(
            "a,P1,rest,ramp,pre", "b,P1,calm,ramp,pre", "c,P2,rest,ramp,pre", "d,P1,rest,ramp,post",
            header: "file,participant,condition,kind,time")
        let problems = study.problems(listed: [("P1", 2), ("P2", 3), ("P9", 4)]) { $0 != "b" }
        #expect(
            problems.map(\.sentence) == [
                "study.csv:3: b is not there",
                "study.csv:4: P2 has no ramp under calm (pre), as others have",
                "study.csv:4: P2 has no ramp under rest (post), as others have",
                "participants.tsv:4: P9 has no recording in study.csv",
            ])
        #expect(problems.allSatisfy(\.isGap) && problems.compactMap(\.file) == ["b"])
        #expect(study.without(["b"]).entries.map(\.file) == ["a", "c", "d"])
    }

    @Test("a condition that is not allowed, spelt in two ways or one person's alone is wrong, with its line")
    func conditions() throws {
        let study = try manifest("a,P1,rest,ramp", "b,P1,calm,ramp", "c,P2,rest,ramp", "d,P2,clam,ramp")
        #expect(
            sentences(study, levels: ["rest", "calm"]).first
                == "study.csv:5: condition is “clam”; allowed are rest, calm")
        let spelt = try manifest("a,P1,rest,ramp", "b,P1,calm,ramp", "c,P2,Rest,ramp", "d,P2,calm,ramp")
        #expect(
            sentences(spelt).first
                == "study.csv:4: condition is “Rest”, elsewhere it is spelt “rest”; one spelling is allowed")
        let alone = try manifest(
            "a,P1,rest,ramp", "b,P1,calm,ramp", "c,P2,rest,ramp", "d,P2,clam,ramp", "e,P3,rest,ramp", "f,P3,calm,ramp")
        let problems = alone.problems { _ in true }
        #expect(
            problems.first?.sentence
                == "study.csv:5: condition is “clam”, which only P2 has; the others have rest, calm")
        #expect(problems.first?.isGap == false)
        let stranger = sentences(study, listed: [("P1", 2)])
        #expect(stranger.contains("study.csv:4: participant is “P2”, whom participants.tsv does not list"))
    }

    @Test("the same recording twice is refused with both lines; numbered trials are not the same")
    func duplicates() throws {
        let error = #expect(throws: StudyError.self) {
            try manifest("a,P1,rest,ramp", "b,P1,calm,ramp", "c,P1,rest,ramp")
        }
        #expect(
            error?.description
                == "study.csv:4: this is the same as line 2, a ramp of P1 under rest; where there are several, number them in a "
                + "column trial")
        let numbered = try manifest(
            "a,P1,rest,vibstim,1,10:43,20:22 24:26", "b,P1,rest,vibstim,2,,",
            header: "file,participant,condition,kind,trial,vibration,trains")
        #expect(numbered.entries.map(\.trial) == ["1", "2"])
        #expect(numbered.entries.map(\.vibration) == ["10:43", nil])
        #expect(numbered.entries[0].trains == "20:22 24:26")
    }

    @Test("the names of a BIDS dataset are its manifest")
    func bids() throws {
        var others: [String] = []
        let study = try StudyManifest(
            bids: [
                "sub-02/ses-pre/emg/sub-02_ses-pre_task-ramp_acq-calm_run-2_emg.bdf",
                "sub-01/ses-pre/emg/sub-01_ses-pre_task-vibstim_acq-rest_emg.edf",
                "sub-01/ses-pre/emg/sub-01_ses-pre_task-rest_acq-rest_emg.edf",
                "sub-01/ses-pre/emg/sub-01_ses-pre_task-vibstim_acq-rest_channels.tsv",
            ], source: "data", others: &others)
        #expect(
            study.entries.map(\.participant) == ["01", "02"] && study.entries.map(\.condition) == ["rest", "calm"])
        #expect(study.entries.map(\.time) == ["pre", "pre"] && study.entries.map(\.trial) == [nil, "2"])
        #expect(study.entries.map(\.kind) == [.vibstim, .ramp])
        #expect(others == ["sub-01/ses-pre/emg/sub-01_ses-pre_task-rest_acq-rest_emg.edf"])
        // Without acquisitions, sessions are the conditions.
        let sessions = try StudyManifest(
            bids: ["sub-01/ses-calm/emg/sub-01_ses-calm_task-ramp_emg.bdf"], source: "data", others: &others)
        #expect(sessions.entries[0].condition == "calm" && sessions.entries[0].time == nil)
        for (files, words) in [
            (["sub-01/emg/sub-01_task-ramp_emg.bdf"], "neither acq- nor ses-"), ([], "no recording of a ramp"),
            (["a/sub-1_acq-x_task-ramp_emg.bdf", "b/sub-1_acq-x_task-ramp_emg.bdf"], "number them with run-"),
            (["sub-1_acq-x_task-ramp_emg.bdf", "sub-1_ses-y_task-ramp_emg.bdf"], "has no acq-"),
            (["sub-1_acq-x_emg.bdf"], "no sub- or no task-"),
        ] {
            let error = #expect(throws: StudyError.self) {
                var none: [String] = []
                return try StudyManifest(bids: files, source: "data", others: &none)
            }
            #expect(error?.description.contains(words) == true, "\(error?.description ?? "")")
        }
    }
}
