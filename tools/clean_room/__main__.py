"""`python -m tools.clean_room`: `make clean-room`."""

import sys

from tools.clean_room.plan import main

raise SystemExit(main(sys.argv[1:]))
