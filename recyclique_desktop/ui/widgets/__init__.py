"""What two workplaces share; ``gallery`` shows every component in every state.

``base`` texts with a role, frames with a ground, the button all others are made of · ``buttons`` filled, outlined,
chip, link, dangerous, icon, key cap · ``keypad`` · ``display`` what is typed, texts on one baseline · ``tiles`` ·
``steps`` bar and list · ``message`` band and notice · ``pill`` · ``header`` · ``people`` · ``ticket`` head, lines, foot
· ``fields`` · ``choices`` · ``rows`` amounts, items, strips, figures, cards · ``counts`` · ``dialog`` the question
· ``focus_ring`` · ``geometry`` sizes of each window · ``zones`` left, middle, right.

Heights are set by code from ``theme.tokens``, colours by the one style sheet, through properties set with
``base.restyle``. Widgets show what they are told and emit what was pressed; they hold no business state.
"""
