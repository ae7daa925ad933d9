"""A shop in a box: workstations, a centre, an office and a bad network, all from one seed (``sync.md`` §6).

Time is virtual. The workers run the product's own ``Rounds`` on the product's own ``protocol.step``; disks, centre and
network are handed in: in memory here, real ones one room up. Nothing of this runs in a till.
"""
