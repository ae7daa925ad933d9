"""``python -m recyclique_desktop.cli``: the command line without its installed script."""

import sys

from recyclique_desktop.cli.main import main

sys.exit(main())
