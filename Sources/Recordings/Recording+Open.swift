// Opening a file, whatever its format.

extension Recording {
    /// Opens a recording. The reader is chosen by the file's content, never by its name.
    ///
    /// - Throws: ``RecordingError`` that says in one sentence what is wrong, where, and what is allowed.
    public static func open(
        _ path: String, options: ReadingOptions = ReadingOptions()
    ) throws(RecordingError) -> Recording {
        let file = try InputFile(try dataFile(of: path))
        switch try RecordingFormat.detect(file) {
        case .matlab5: return try openMatlab(MatFile(file: file, version: .v5), options)
        case .matlab73: return try openMatlab(MatFile(file: file, version: .v73), options)
        case .otb: return try OTBReader(file).read()
        case .edf: return try openEDF(EDFReader(file, flavour: .edf), file)
        case .bdf: return try openEDF(EDFReader(file, flavour: .bdf), file)
        case .delsys:
            var reader = try DelsysTable(file)
            return try reader.read()
        case .csv:
            var reader = try CSVReader(file, options: options)
            return try reader.read()
        case .xdf:
            var reader = XDFReader(file)
            return try reader.read()
        case .events: return try EventsFile(file: file, options: options).read()
        case .openhdemg:
            var reader = try OpenHDEMGReader(file, options: options)
            return try reader.read()
        }
    }

    /// The file that holds the samples: `path` itself, or the one recording of a BIDS dataset whose folder it is.
    ///
    /// - Throws: ``RecordingError`` for a folder that holds no recording, or several; the sentence lists them.
    public static func dataFile(of path: String) throws(RecordingError) -> String {
        FolderListing.isFolder(path) ? try BIDSFolder(path).recording() : path
    }

    private static func openEDF(_ reader: EDFReader, _ file: InputFile) throws(RecordingError) -> Recording {
        if let bids = try BIDSReader(file.path) { return try bids.read(reader) }
        return try reader.read()
    }

    /// Finds out which program wrote a MATLAB file.
    private static func openMatlab(_ mat: MatFile, _ options: ReadingOptions) throws(RecordingError) -> Recording {
        let variables = try mat.variables(
            wanted: OTBioLabReader.wanted + DEMUSEReader.wanted + MUeditReader.wanted + DelsysMatReader.wanted)
        if OTBioLabReader.recognises(variables) {
            return try OTBioLabReader(
                path: mat.file.path, version: mat.version, variables: variables, options: options
            ).read()
        }
        if DEMUSEReader.recognises(variables) {
            return try DEMUSEReader(path: mat.file.path, version: mat.version, variables: variables).read()
        }
        if MUeditReader.recognises(variables) {
            return try MUeditReader(path: mat.file.path, version: mat.version, variables: variables).read()
        }
        if DelsysMatReader.recognises(variables) {
            return try DelsysMatReader(path: mat.file.path, version: mat.version, variables: variables).read()
        }
        let found = variables.prefix(12).map { "\($0.name) (\($0.summary))" } + (variables.count > 12 ? ["…"] : [])
        throw RecordingError(
            file: mat.file.path,
            problem: "a MATLAB file with " + (found.isEmpty ? "no variables" : found.joined(separator: ", "))
                + "; Lull reads OTBiolab+'s export (Data, Description, SamplingFrequency), DEMUSE's (SIG, fsamp), "
                + "MUedit's (signal) and Delsys' (Data, Channels, Fs)")
    }
}
