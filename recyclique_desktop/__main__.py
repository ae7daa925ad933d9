"""``python -m recyclique_desktop`` is ``recyclique-desktop``."""

import sys

from recyclique_desktop.app import main

if __name__ == "__main__":
    sys.exit(main())
