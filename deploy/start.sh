#!/bin/sh
# Serve an installed rnnviz to the network. What it reads:
#
#   RNNVIZ_PREFIX   where it was installed
#   RNNVIZ_DATA     the one folder that it writes to
#   RNNVIZ_ADDRESS  what to listen on, all addresses if not set
#   RNNVIZ_PORT     8501 if not set
set -eu
export HOME="$RNNVIZ_DATA" RNNVIZ_STORE="${RNNVIZ_STORE:-$RNNVIZ_DATA/rnnviz.sqlite}"
export PYTHONDONTWRITEBYTECODE=1
cd "$RNNVIZ_DATA"
exec "$RNNVIZ_PREFIX/bin/rnnviz" serve --no-browser \
    --address "${RNNVIZ_ADDRESS:-0.0.0.0}" --port "${RNNVIZ_PORT:-8501}"
