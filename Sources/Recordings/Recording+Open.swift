// Opening a file, whatever its format.

extension Recording {
    /// Opens a recording. The reader is chosen by the file's content, never by its name.
    ///
    /// - Throws: ``RecordingError`` that says in one sentence what is wrong, where, and what is allowed.
    public static func open(
        _ path: String, options: ReadingOptions = ReadingOptions()
    ) throws(RecordingError) -> Recording {
        let file = try InputFile(path)
        switch try RecordingFormat.detect(file) {
        case .matlab5: return try openMatlab(MatFile(file: file, version: .v5), options)
        case .matlab73: return try openMatlab(MatFile(file: file, version: .v73), options)
        case .edf: return try EDFReader(file, flavour: .edf).read()
        case .bdf: return try EDFReader(file, flavour: .bdf).read()
        case .csv:
            var reader = try CSVReader(file, options: options)
            return try reader.read()
        case .events: return try EventsFile(file: file, options: options).read()
        case .openhdemg:
            var reader = try OpenHDEMGReader(file, options: options)
            return try reader.read()
        }
    }

    /// Finds out which program wrote a MATLAB file.
    private static func openMatlab(_ mat: MatFile, _ options: ReadingOptions) throws(RecordingError) -> Recording {
        let variables = try mat.variables(wanted: OTBioLabReader.wanted)
        if OTBioLabReader.recognises(variables) {
            return try OTBioLabReader(
                path: mat.file.path, version: mat.version, variables: variables, options: options
            ).read()
        }
        let found = variables.prefix(12).map { "\($0.name) (\($0.summary))" } + (variables.count > 12 ? ["…"] : [])
        throw RecordingError(
            file: mat.file.path,
            problem: "a MATLAB file with " + (found.isEmpty ? "no variables" : found.joined(separator: ", "))
                + "; Lull reads OTBiolab+'s export, which has Data, Description and SamplingFrequency")
    }
}
