"""Taking over a living RecyClique 1.4.4: its tables set aside whole, and every row carried into a centre of ours.

One transaction. The tables of 1.4.4 move, untouched, into the schema ``legacy_144``; the centre's own history builds
``public`` anew; the rows are carried over, judged and counted; nothing is committed unless they are all accounted for.
"""

from recyclique_desktop.central.adoption.adopting import Wish, adopt
from recyclique_desktop.central.adoption.report import AdoptionReport
from recyclique_desktop.central.adoption.reviewing import Guess, guesses
from recyclique_desktop.central.adoption.undoing import undo

__all__ = ["AdoptionReport", "Guess", "Wish", "adopt", "guesses", "undo"]
