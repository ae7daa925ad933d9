"""Every promise of the file, checked: chains, signatures, rows, documents, sums (``sync.md`` §6).

Reading only. Each breach is named with the place a person can look at; nothing is repaired here.
"""

from recyclique_desktop.data.verify.chains import Trust
from recyclique_desktop.data.verify.report import Finding, Report
from recyclique_desktop.data.verify.whole import verify

__all__ = ["Finding", "Report", "Trust", "verify"]
