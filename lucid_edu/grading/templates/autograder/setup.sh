#!/usr/bin/env bash
# Runs once, as root, when Gradescope builds the image.
set -euo pipefail
root="${LUCID_EDU_ROOT:-/autograder}"

new_enough() {
  command -v "$1" > /dev/null &&
    "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))'
}

python=""
for name in python3 python3.13 python3.12 python3.11; do
  if new_enough "$name"; then python="$name"; break; fi
done
if command -v apt-get > /dev/null; then
  # The filter on system calls is made by libseccomp.
  wanted=(libseccomp2)
  if [ -z "$python" ]; then python=python3.11; wanted+=(python3.11); fi
  wanted+=("$python-venv")
  apt-get update -q
  DEBIAN_FRONTEND=noninteractive apt-get install -qy "${wanted[@]}"
fi
"${python:-python3}" -m venv "$root/venv"
"$root/venv/bin/python" -m pip install -q -r "$root/source/requirements.txt"
