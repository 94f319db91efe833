# Sets $python to a Python that is new enough: that of .venv if there is one, else the machine's.
# Read by ./run, ./test and ./lock, which have gone to the project's folder.

python=
for candidate in .venv/bin/python python3.13 python3.12 python3.11 python3 python3.14 python; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        python=$candidate
        break
    fi
done
if [ -z "$python" ]; then
    found=$(python3 --version 2>&1) || found="none"
    echo "Assembly needs Python 3.11 or newer, and this machine has: $found." >&2
    echo "Install it (on Debian or Ubuntu: sudo apt install python3 python3-venv), then start this again." >&2
    exit 1
fi
