"""One style sheet, generated from the tokens.

Only what Qt supports is written here (``DESIGN.md`` §8): no height (the code sets heights), no state on an ancestor,
each state written for its own variant, never ``@media`` or ``:not()`` (they would drop every rule after them).
Widgets say what they are by dynamic properties: ``role`` (type), ``tone`` (colour of a text), ``variant`` (button),
``ground`` (frame), ``cap`` (key cap), ``state`` (display, field, step).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from recyclique_desktop.ui.theme.tokens import ROLES, Radius

if TYPE_CHECKING:
    from recyclique_desktop.ui.theme.tokens import Theme

_TONES = {
    "text": "text",
    "text2": "text2",
    "accent": "accent",
    "on_accent": "on_accent",
    "on_soft": "on_soft",
    "danger": "danger",
    "warn": "warn",
    "off": "off_text",
}


def style_sheet(theme: Theme) -> str:
    """Write the whole sheet of ``theme``; the same tokens always give the same text."""
    parts = (
        _base(theme),
        _texts(theme),
        _frames(theme),
        _filled(theme),
        _outlined(theme),
        _destructive(theme),
        _quiet(theme),
        _keys(theme),
        _lines(theme),
        _caps(theme),
        _fields(theme),
        _pills(theme),
        _scrolling(theme),
    )
    return "\n".join(parts)


def _rule(selector: str, **declared: str | int) -> str:
    body = "; ".join(f"{name.replace('_', '-')}: {_value(value)}" for name, value in declared.items())
    return f"{selector} {{ {body} }}"


def _value(value: str | int) -> str:
    return f"{value}px" if isinstance(value, int) else value


def _border(width: int, colour: str) -> str:
    return f"{width}px solid {colour}"


def _base(theme: Theme) -> str:
    return "\n".join(
        (
            _rule("QWidget", color=theme.text, font_size=18),
            _rule("QMainWindow, QDialog", background=theme.bg),
            _rule(
                "QToolTip", background=theme.surface, color=theme.text, border=_border(1, theme.border), font_size=16
            ),
        )
    )


def _texts(theme: Theme) -> str:
    roles = [
        _rule(f'*[role="{name}"]', font_size=role.px, font_weight=str(role.weight)) for name, role in ROLES.items()
    ]
    tones = [_rule(f'QLabel[tone="{tone}"]', color=theme.colour(token)) for tone, token in _TONES.items()]
    return "\n".join((*roles, *tones, _rule("QLabel:disabled", color=theme.off_text)))


def _frames(theme: Theme) -> str:
    line = _border(1, theme.line)
    grounds = {
        "surface": {"background": theme.surface},
        "bg": {"background": theme.bg},
        "rule": {"background": theme.line},
        "card": {"background": theme.surface, "border": line, "border-radius": f"{Radius.TILE}px"},
        "sunken": {"background": theme.sunken, "border-radius": f"{Radius.TILE}px"},
        "head": {"background": theme.sunken, "border-top-left-radius": "11px", "border-top-right-radius": "11px"},
        "soft": {"background": theme.soft, "border-radius": f"{Radius.TILE}px"},
        "note": {"background": theme.sunken, "border-radius": f"{Radius.TILE}px"},
        "good": {"background": theme.soft, "border": _border(2, theme.soft), "border-radius": f"{Radius.TILE}px"},
        "look": _alert(theme.warn_ground, theme.warn_line),
        "failed": _alert(theme.danger_ground, theme.danger),
        "dialog": {"background": theme.surface, "border": _border(2, theme.border), "border-radius": "0px"},
        "step": {"background": theme.soft, "border-radius": f"{Radius.HIGHLIGHT}px"},
    }
    rules = [
        f'QFrame[ground="{name}"] {{ {"; ".join(f"{k}: {v}" for k, v in body.items())} }}'
        for name, body in grounds.items()
    ]
    return "\n".join((*rules, *_displays(theme)))


def _alert(ground: str, edge: str) -> dict[str, str]:
    return {"background": ground, "border": _border(2, edge), "border-radius": f"{Radius.TILE}px"}


def _displays(theme: Theme) -> tuple[str, ...]:
    edges = {"idle": (2, theme.border), "active": (3, theme.accent), "error": (3, theme.danger)}
    states = tuple(
        _rule(
            f'QFrame[ground="display"][state="{state}"]',
            background=theme.surface,
            border=_border(*edge),
            border_radius=Radius.TILE,
        )
        for state, edge in edges.items()
    )
    off = _rule(
        'QFrame[ground="display"]:disabled',
        background=theme.off_bg,
        border=_border(2, theme.line),
        border_radius=Radius.TILE,
    )
    return (*states, off)


def _filled(theme: Theme) -> str:
    button = 'QPushButton[variant="primary"]'
    return "\n".join(
        (
            _rule(button, background=theme.accent, border=_border(1, theme.accent), border_radius=Radius.TILE),
            _rule(f"{button}:hover", background=theme.accent_hover, border=_border(1, theme.accent_hover)),
            _rule(f"{button}:pressed", background=theme.accent_press, border=_border(1, theme.accent_press)),
            _rule(f"{button}:disabled", background=theme.off_bg, border=_border(1, theme.line)),
        )
    )


def _outlined(theme: Theme) -> str:
    button = 'QPushButton[variant="action"]'
    return "\n".join(
        (
            _rule(button, background=theme.key, border=_border(1, theme.border), border_radius=Radius.FIELD),
            _rule(f"{button}:hover", border=_border(2, theme.accent)),
            _rule(f"{button}:pressed", background=theme.key_press, border=_border(2, theme.accent)),
            _rule(f"{button}:checked", background=theme.soft, border=_border(3, theme.accent)),
            _rule(f"{button}:disabled", background=theme.off_bg, border=_border(1, theme.line)),
        )
    )


def _destructive(theme: Theme) -> str:
    button = 'QPushButton[variant="destructive"]'
    return "\n".join(
        (
            _rule(button, background=theme.key, border=_border(1, theme.danger), border_radius=Radius.FIELD),
            _rule(f"{button}:hover", border=_border(2, theme.danger)),
            _rule(f"{button}:pressed", background=theme.danger_ground, border=_border(2, theme.danger)),
            _rule(f"{button}:disabled", background=theme.off_bg, border=_border(1, theme.line)),
        )
    )


def _quiet(theme: Theme) -> str:
    rules = []
    for variant in ("ghost", "icon", "step"):
        button = f'QPushButton[variant="{variant}"]'
        rules += [
            _rule(button, background="transparent", border="none", border_radius=Radius.FIELD),
            _rule(f"{button}:hover", background=theme.soft),
            _rule(f"{button}:pressed", background=theme.key_press if variant == "icon" else theme.soft),
            _rule(f"{button}:disabled", background="transparent"),
        ]
    strip = 'QPushButton[variant="strip"]'
    rules += [
        _rule(strip, background=theme.sunken, border=_border(1, theme.sunken), border_radius=Radius.TILE),
        _rule(f"{strip}:hover", border=_border(2, theme.accent)),
        _rule(f"{strip}:pressed", background=theme.key_press, border=_border(2, theme.accent)),
    ]
    return "\n".join(rules)


def _keys(theme: Theme) -> str:
    rules = []
    for variant in ("digit", "tile"):
        button = f'QPushButton[variant="{variant}"]'
        rules += [
            _rule(button, background=theme.key, color=theme.text, border_radius=Radius.TILE, **_relief(theme)),
            _rule(f"{button}:pressed", background=theme.key_press),
            _rule(f"{button}:disabled", background=theme.off_bg, color=theme.off_text, **_relief(theme)),
        ]
    tile = 'QPushButton[variant="tile"]'
    hover = _border(2, theme.accent)
    chosen = _border(3, theme.accent)
    digit_off = _border(1, theme.line)
    rules += [
        _rule('QPushButton[variant="digit"]:disabled', border_bottom=digit_off),
        _rule(f"{tile}:hover:!disabled", **_all_sides(hover)),
        _rule(f"{tile}:pressed", background=theme.key_press, **_all_sides(hover)),
        _rule(f"{tile}:checked", background=theme.soft, **_all_sides(chosen)),
    ]
    return "\n".join(rules)


def _relief(theme: Theme) -> dict[str, str | int]:
    edge = _border(1, theme.line)
    return {
        "border_top": edge,
        "border_left": edge,
        "border_right": edge,
        "border_bottom": _border(2, theme.border),
    }


def _all_sides(edge: str) -> dict[str, str | int]:
    return dict.fromkeys(("border_top", "border_left", "border_right", "border_bottom"), edge)


def _lines(theme: Theme) -> str:
    line = 'QPushButton[variant="line"]'
    return "\n".join(
        (
            _rule(line, background="transparent", border="none", border_radius=Radius.HIGHLIGHT),
            _rule(f"{line}:pressed", background=theme.key_press),
            _rule('QFrame[ground="line"]', background="transparent", border_radius=Radius.HIGHLIGHT),
            _rule('QFrame[ground="line"][state="lit"]', background=theme.soft),
        )
    )


def _caps(theme: Theme) -> str:
    key = 'QLabel[cap="key"]'
    accent = 'QLabel[cap="accent"]'
    return "\n".join(
        (
            _rule(key, background=theme.sunken, color=theme.text2, border_radius=Radius.CAP, **_relief(theme)),
            _rule(f"{key}:disabled", color=theme.off_text),
            _rule(
                accent,
                background="transparent",
                color=theme.on_accent,
                border=_border(1, theme.on_accent),
                border_bottom=_border(2, theme.on_accent),
                border_radius=Radius.CAP,
            ),
            _rule(
                f"{accent}:disabled",
                color=theme.off_text,
                border=_border(1, theme.off_text),
                border_bottom=_border(2, theme.off_text),
            ),
        )
    )


def _fields(theme: Theme) -> str:
    return "\n".join(
        (
            _rule(
                "QLineEdit",
                background=theme.surface,
                color=theme.text,
                border=_border(1, theme.border),
                border_radius=Radius.FIELD,
                padding="0px 14px",
                selection_background_color=theme.accent,
                selection_color=theme.on_accent,
            ),
            _rule("QLineEdit:hover", border=_border(1, theme.border)),
            _rule('QLineEdit:focus, QLineEdit[state="focus"]', border=_border(3, theme.accent), padding="0px 12px"),
            _rule('QLineEdit[state="error"]', border=_border(3, theme.danger), padding="0px 12px"),
            _rule("QLineEdit:disabled", background=theme.off_bg, color=theme.off_text, border=_border(1, theme.line)),
        )
    )


def _pills(theme: Theme) -> str:
    grounds = {
        "up-to-date": (theme.soft, theme.soft),
        "alone": (theme.sunken, theme.sunken),
        "to-send": (theme.sunken, theme.sunken),
        "training": (theme.sunken, theme.sunken),
        "offline": (theme.surface, theme.border),
        "look": (theme.warn_ground, theme.warn_line),
        "stopped": (theme.danger_ground, theme.danger),
    }
    shape = [
        _rule(
            f'QFrame[pill="{name}"]',
            background=ground,
            border="none" if ground == edge else _border(2, edge),
            border_radius=20,
        )
        for name, (ground, edge) in grounds.items()
    ]
    button = 'QPushButton[variant="pill"]'
    return "\n".join((*shape, _rule(button, background="transparent", border="none", border_radius=23)))


def _scrolling(theme: Theme) -> str:
    bar = "QScrollBar:vertical"
    return "\n".join(
        (
            _rule("QScrollArea, QScrollArea > QWidget > QWidget", background="transparent", border="none"),
            _rule(bar, background="transparent", width=12, margin="0px", border="none"),
            _rule(
                "QScrollBar::handle:vertical", background=theme.border, border_radius=4, min_height=44, margin="0px 2px"
            ),
            _rule("QScrollBar::add-line:vertical, QScrollBar::sub-line:vertical", height=0, border="none"),
            _rule("QScrollBar::add-page:vertical, QScrollBar::sub-page:vertical", background="transparent"),
            _rule("QScrollBar:horizontal", background="transparent", height=12, margin="0px", border="none"),
            _rule(
                "QScrollBar::handle:horizontal",
                background=theme.border,
                border_radius=4,
                min_width=44,
                margin="2px 0px",
            ),
            _rule("QScrollBar::add-line:horizontal, QScrollBar::sub-line:horizontal", width=0, border="none"),
            _rule("QScrollBar::add-page:horizontal, QScrollBar::sub-page:horizontal", background="transparent"),
        )
    )
