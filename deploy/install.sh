#!/bin/sh
# Install rnnviz from its wheel into an environment of its own:
#
#   sh deploy/install.sh /opt/rnnviz dist/rnnviz-0.1.0-py3-none-any.whl
#
# PYTHON names the Python to use, UV a uv that is to be used in place of pip.
set -eu
prefix=$1 wheel=$2
python=${PYTHON:-python3}
if [ -n "${UV:-}" ]; then
    "$UV" venv --quiet --python "$python" "$prefix"
    "$UV" pip install --quiet --compile-bytecode --python "$prefix/bin/python" "$wheel"
else
    "$python" -m venv "$prefix"
    "$prefix/bin/pip" install --quiet --disable-pip-version-check --no-cache-dir "$wheel"
fi
"$prefix/bin/rnnviz" --help > /dev/null
