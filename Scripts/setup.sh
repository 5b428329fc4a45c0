# What ./lull and ./check share: saying what happens, finding what is missing, installing it, building.
# Sourced, not run. Everything a person should read goes to standard error, so that `./lull … --json > file` stays clean.

# The packages of the distribution that Lull needs, each with its reason.
lull_packages=(
    "libmatio-dev|reads MATLAB files, the form in which OT BioLab exports recordings"
    "libkissfft-dev|computes spectra"
    "libopenblas-dev|multiplies the large matrices of a decomposition"
    "zlib1g-dev|reads and writes compressed openhdemg files"
)
# Only for statistics (./lull study, ./lull replicate): R, run as a program of its own.
lull_r_packages=(
    "r-cran-lme4|fits mixed-effects models"
    "r-cran-lmertest|tests them with Satterthwaite's degrees of freedom"
    "r-cran-pbkrtest|tests them with Kenward and Roger's degrees of freedom"
    "r-cran-emmeans|estimates means and differences"
    "r-cran-jsonlite|writes the answer"
)
lull_python_packages=(
    "python3|fetches the sample recording, and runs other programs that check Lull"
    "python3-venv|keeps those programs apart from the rest of the machine"
)

say() { printf 'lull: %s\n' "$*" >&2; }

# fail CODE SENTENCE: says why it stops and stops; codes are those of sysexits.
fail() {
    local code=$1
    shift
    say "$*"
    exit "$code"
}

# Whether a package of the distribution is installed.
has_package() { dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q '^install ok installed$'; }

# need_packages NAME|REASON…: installs those that are missing, as root or with sudo, without asking.
need_packages() {
    local entry missing=() names
    if ! command -v dpkg-query >/dev/null 2>&1; then
        say "this is not Debian or Ubuntu, so nothing is installed for you; needed are:"
        for entry in "$@"; do say "  ${entry%%|*} (its name in Debian): ${entry#*|}"; done
        return 0
    fi
    for entry in "$@"; do has_package "${entry%%|*}" || missing+=("$entry"); done
    [ ${#missing[@]} -eq 0 ] && return 0
    names=("${missing[@]%%|*}")
    for entry in "${missing[@]}"; do say "missing: ${entry%%|*} (${entry#*|})"; done

    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        if sudo -n true 2>/dev/null; then
            as_root=(sudo -n)
        else
            fail 69 "installing needs root. Please run: sudo apt-get install --no-install-recommends ${names[*]} — and start again."
        fi
    fi
    say "installing ${names[*]} from the distribution …"
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get update -qq >&2 ||
        say "the package lists could not be refreshed; going on with those that are here"
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${names[@]}" >&2 ||
        fail 69 "the packages could not be installed (see above). With network, run: sudo apt-get install ${names[*]} — and start again."
}

# Swift 6.2 or newer.
need_swift() {
    command -v swift >/dev/null 2>&1 ||
        fail 69 "Swift was not found. Install Swift 6.2 or newer (https://www.swift.org/install/linux/) and put it on your PATH."
    local version major minor
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9][0-9]*\.[0-9][0-9]*\).*/\1/p' | head -n 1)
    major=${version%%.*} minor=${version#*.}
    if [ -z "$version" ] || [ "$major" -lt 6 ] || { [ "$major" -eq 6 ] && [ "$minor" -lt 2 ]; }; then
        fail 69 "Swift ${version:-of unknown version} was found, Lull needs 6.2 or newer (https://www.swift.org/install/linux/)."
    fi
}

# Python with venv and pip, for the sample and the peers. A Python that brings pip along (pyenv, conda) will do.
need_python() {
    if command -v python3 >/dev/null 2>&1 && python3 -c 'import venv, ensurepip' 2>/dev/null; then return 0; fi
    need_packages "${lull_python_packages[@]}"
}

sample_file() { printf '%s/sample/otb_testfile.mat' "$lull_cache"; }

# The sample recording, from the openhdemg package on PyPI at a pinned version and hash; kept for the next time.
need_sample() {
    local target
    target=$(sample_file)
    [ -s "$target" ] && return 0
    need_python
    say "fetching the sample recording (openhdemg 0.2.0b2 on PyPI, BSD-3-Clause, 10 MB; 64 channels over vastus lateralis) …"
    local work
    work=$(mktemp -d)
    if [ ! -x "$lull_cache/fetch/bin/pip" ]; then
        python3 -m venv "$lull_cache/fetch" >&2 || fail 69 "Python cannot make a virtual environment; install python3-venv."
    fi
    # The package asks for a newer Python than some distributions have; only a data file of it is used.
    if ! "$lull_cache/fetch/bin/pip" download --quiet --disable-pip-version-check --no-deps --only-binary :all: \
        --python-version 3.11 --require-hashes -d "$work" -r "$lull_root/Scripts/sample-requirements.txt" >&2; then
        rm -rf "$work"
        fail 69 "the sample recording could not be fetched. With network, start again; or use a recording of your own: ./lull info FILE."
    fi
    mkdir -p "$(dirname "$target")"
    "$lull_cache/fetch/bin/python" - "$work" "$target" <<'PYTHON' || fail 70 "the fetched package does not hold the sample recording."
import glob, os, sys, zipfile
work, target = sys.argv[1:]
folder = os.path.dirname(target)
with zipfile.ZipFile(glob.glob(os.path.join(work, "openhdemg-*.whl"))[0]) as wheel:
    for name in wheel.namelist():
        if name.endswith("decomposed_test_files/otb_testfile.mat"):
            with open(target + ".part", "wb") as out:
                out.write(wheel.read(name))
        if "licenses" in name.lower() or os.path.basename(name).upper().startswith("LICENSE"):
            with open(os.path.join(folder, "LICENSE-openhdemg"), "wb") as out:
                out.write(wheel.read(name))
os.rename(target + ".part", target)
PYTHON
    rm -rf "$work"
    say "the sample recording is in ${target#"$lull_root"/}"
}

# The release build of the program; SwiftPM shows its progress. Skipped when nothing has changed since the last one.
program_is_current() {
    [ -x "$lull_program" ] && [ -e "$lull_stamp" ] &&
        [ -z "$(find "$lull_root/Package.swift" "$lull_root/Sources" -newer "$lull_stamp" -print -quit)" ]
}

build_program() {
    program_is_current && return 0
    need_swift
    need_packages "${lull_packages[@]}"
    say "building in release mode (the first time takes some minutes) …"
    local began=$SECONDS
    # The stamp is as old as the start of the build, so that what is edited meanwhile is built the next time.
    mkdir -p "$lull_root/.build"
    touch "$lull_stamp.new"
    swift build --package-path "$lull_root" -c release --product lull >&2 ||
        fail 70 "the build failed (see above). If it says that a package could not be fetched, the network is needed this once."
    mv "$lull_stamp.new" "$lull_stamp"
    say "built in $((SECONDS - began)) s"
}

lull_cache=${LULL_CACHE:-$lull_root/.cache}
lull_program=$lull_root/.build/release/lull
lull_stamp=$lull_root/.build/lull-built
