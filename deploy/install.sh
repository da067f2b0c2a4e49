#!/bin/sh
# Install rnnviz from its wheel into an environment of its own, all that it needs by the lock beside this
# folder, in the versions that were tested, each file by its hash; start.sh and healthy.py beside it:
#
#   sh deploy/install.sh /opt/rnnviz dist/rnnviz-0.1.0-py3-none-any.whl
#
# PYTHON names the Python to use, UV a uv that is to be used in place of pip.
set -eu
prefix=$1 wheel=$2
here=$(dirname "$0")
lock=$here/../locks/wheel.txt
python=${PYTHON:-python3}
if [ -n "${UV:-}" ]; then
    "$UV" venv --quiet --python "$python" "$prefix"
    set -- "$UV" pip install --quiet --compile-bytecode --python "$prefix/bin/python"
else
    "$python" -m venv "$prefix"
    set -- "$prefix/bin/pip" install --quiet --disable-pip-version-check --no-cache-dir
fi
"$@" --require-hashes -r "$lock"
"$@" --no-index "$wheel"
for program in start.sh healthy.py; do
    cp "$here/$program" "$prefix/bin/"
    chmod 755 "$prefix/bin/$program"
done
"$prefix/bin/rnnviz" --help > /dev/null
