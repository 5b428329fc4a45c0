// R, run as a program of its own: its licence and its size stay outside of Lull.

import Glibc
import Signals

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The R on this machine.
public enum RProgram {
    /// Whether `Rscript` is found on the path.
    public static var isInstalled: Bool {
        let path = getenv("PATH").map { String(cString: $0) } ?? ""
        return path.split(separator: ":").contains { access("\($0)/Rscript", X_OK) == 0 }
    }

    /// What to say where there is no R.
    public static var missing: StudyError {
        StudyError(
            "R was not found; on Debian or Ubuntu ./lull installs it before this command, elsewhere install R with lme4, "
                + "lmerTest, emmeans, pbkrtest and jsonlite", category: .unavailable)
    }

    /// Runs `analysis.R` in a folder and reads the `statistics.json` that it writes. What R says goes to `analysis.log` there.
    ///
    /// - Throws: ``StudyError`` when R is not there, ends with an error, or writes something else.
    public static func analyse(in folder: String) throws(StudyError) -> StudyStatistics {
        let log = folder + "/analysis.log"
        let status = try run(in: folder, log: log)
        guard status == 0 else {
            let said = FileManager.default.contents(atPath: log)?.suffix(600) ?? Data()
            let text = String(decoding: said, as: UTF8.self).split(separator: "\n").suffix(3).joined(separator: " ")
            throw StudyError(
                "R ended with code \(status) in \(folder) (\(text)); run it by hand there: Rscript analysis.R",
                category: .software)
        }
        do {
            let written = FileManager.default.contents(atPath: folder + "/statistics.json") ?? Data()
            return try JSONDecoder().decode(StudyStatistics.self, from: written)
        } catch {
            throw StudyError(
                "\(folder)/statistics.json: R wrote something else than expected (\(error))", category: .software)
        }
    }

    private static func run(in folder: String, log: String) throws(StudyError) -> Int32 {
        guard isInstalled else { throw missing }
        // An answer of another time must not be taken for this one's.
        unlink(folder + "/statistics.json")
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log, O_WRONLY | O_CREAT | O_TRUNC, 0o666)
        posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        // The shell changes into the folder; the folder's name is an argument and never part of its program.
        let arguments = ["sh", "-c", "cd -- \"$1\" && exec Rscript --vanilla analysis.R", "sh", folder]
        var strings: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { strings.forEach { free($0) } }
        var process: pid_t = 0
        let failure = posix_spawn(&process, "/bin/sh", &actions, nil, &strings, environ)
        guard failure == 0 else {
            throw StudyError("R cannot be started (\(String(cString: strerror(failure))))", category: .unavailable)
        }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
    }
}
