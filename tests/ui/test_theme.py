"""The visual language holds: readable colours, steady figures, sharp icons, a sheet that Qt understands whole."""

from __future__ import annotations

import re
from dataclasses import fields, replace

import pytest
from PySide6.QtCore import qInstallMessageHandler
from PySide6.QtGui import QFont, QFontInfo, QFontMetricsF, QImage, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from recyclique_desktop.system.paths import resource
from recyclique_desktop.ui import theme
from recyclique_desktop.ui.theme import contrast, fonts, icons
from recyclique_desktop.ui.theme.style_sheet import style_sheet
from recyclique_desktop.ui.theme.tokens import ROLES, Height, Theme
from recyclique_desktop.ui.widgets.base import Text
from recyclique_desktop.ui.widgets.gallery import Gallery

ALL = pytest.mark.parametrize("chosen", theme.THEMES.values(), ids=list(theme.THEMES))
IGNORED_BY_QT = ("@media", ":not(", "nth-child", "-shadow", "line-height", "opacity", "var(", "calc(", "focus-visible")
CATEGORIES = {
    "Ameublement & Literie": "sofa", "Bricolage & Outils": "hammer", "Électroménager": "refrigerator",
    "Électronique & Audio": "tv", "Jardin & Extérieur": "sprout", "Jouets": "toy-brick",
    "Livres & Médias": "book-open", "Luminaires & Déco": "lamp", "Matériaux & Bâtiment": "brick-wall",
    "Mobilité douce": "bike", "Puériculture & Bébé": "baby", "Sports & Loisirs": "dumbbell",
    "Textiles & Chaussures": "shirt", "Vaisselle & Cuisine": "cooking-pot",
}  # fmt: skip


@ALL
def test_a_volunteer_with_weak_sight_can_read_every_pair_of_colours(chosen: Theme) -> None:
    assert contrast.too_faint(chosen) == []


def test_a_colour_too_faint_is_named_so_that_it_can_be_put_right() -> None:
    faint = replace(theme.LIGHT, text2="#B0B0B0")
    assert any("text2 on bg" in sentence for sentence in contrast.too_faint(faint))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("#000000", "#FFFFFF", 21.0),
        ("#14201B", "#FFFFFF", 16.8),
        ("#758079", "#F2F4F1", 3.7),
        ("#767676", "#FFFFFF", 4.54),
    ],
)
def test_contrast_is_the_ratio_that_auditors_compute(one: str, other: str, expected: float) -> None:
    assert contrast.contrast(one, other) == pytest.approx(expected, abs=0.05)
    assert contrast.contrast(other, one) == contrast.contrast(one, other)


@ALL
def test_no_rule_of_the_sheet_is_lost_because_qt_does_not_know_it(app: QApplication, chosen: Theme) -> None:
    said: list[str] = []
    former = qInstallMessageHandler(lambda _kind, _context, text: said.append(text))
    try:
        theme.apply(app, chosen)
        Gallery(chosen.name).grab()
    finally:
        qInstallMessageHandler(former)
        theme.apply(app, theme.LIGHT)
    assert [text for text in said if "propagateSizeHints" not in text] == []


@ALL
def test_the_sheet_uses_only_colours_of_its_theme_and_no_trick_that_qt_ignores(chosen: Theme) -> None:
    sheet = style_sheet(chosen)
    own = {getattr(chosen, field.name) for field in fields(chosen) if field.name != "name"}
    assert set(re.findall(r"#[0-9A-Fa-f]{3,8}\b", sheet)) <= own
    assert [trick for trick in IGNORED_BY_QT if trick in sheet] == []
    assert sheet.count("{") == sheet.count("}")


@ALL
def test_no_button_height_hides_in_the_sheet_where_code_would_lose(chosen: Theme) -> None:
    heights = re.findall(r"(\S+[^{}]*)\{[^}]*(?:min-height|max-height)[^}]*\}", style_sheet(chosen))
    assert all("QScrollBar" in selector for selector in heights)


def test_amounts_in_a_column_stand_under_each_other(app: QApplication) -> None:
    for role in ("amount", "total", "figure", "body"):
        label = Text("", role)
        label.ensurePolished()
        metrics = QFontMetricsF(label.font())
        widths = [metrics.horizontalAdvance(digit * 8) for digit in "0123456789"]
        assert max(widths) - min(widths) < 1, role


def test_every_weight_has_its_own_face_and_nothing_is_synthesised(app: QApplication) -> None:
    assert {role.weight for role in ROLES.values()} == {400, 500, 600, 700}
    for name, role in ROLES.items():
        label = Text("Été", name)
        label.ensurePolished()
        info = QFontInfo(label.font())
        assert (info.family(), info.weight(), info.pixelSize()) == ("Inter", role.weight, role.px)


def test_no_text_is_smaller_than_sixteen_pixels() -> None:
    assert min(role.px for role in ROLES.values()) == 16


def test_codes_people_copy_do_not_mix_up_zero_and_letters(app: QApplication) -> None:
    plain, code = fonts.application_font(), fonts.code_font(18)
    assert code.isFeatureSet(QFont.Tag("ss02"))
    assert not plain.isFeatureSet(QFont.Tag("ss02"))
    assert _drawn("0", plain) != _drawn("0", code)


def test_the_fonts_and_icons_carry_their_licences() -> None:
    assert "SIL OPEN FONT LICENSE" in resource("fonts/OFL.txt").read_text(encoding="utf-8")
    assert "ISC License" in resource("icons/LICENSE").read_text(encoding="utf-8")


@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
def test_icons_are_sharp_at_every_scale_of_the_screen(app: QApplication, ratio: float) -> None:
    drawn = icons.image("circle-check", 24, theme.LIGHT.accent, ratio)
    assert (drawn.width(), drawn.height()) == (round(24 * ratio), round(24 * ratio))
    assert drawn.devicePixelRatio() == ratio
    blown_up = icons.image("circle-check", 24, theme.LIGHT.accent, 1.0).scaled(drawn.size())
    assert ratio == 1.0 or drawn != blown_up.convertToFormat(drawn.format())


def test_every_icon_that_ships_can_be_drawn(app: QApplication) -> None:
    for file in sorted(resource("icons").glob("*.svg")):
        drawn = icons.image(file.stem, 24, "#FF0000", 1.0)
        reds = {drawn.pixelColor(x, y).red() for x in range(24) for y in range(24)}
        assert 255 in reds, file.stem


def test_an_icon_takes_the_colour_of_a_theme_put_on_later(app: QApplication) -> None:
    label = icons.IconLabel("lock", 24, "accent")
    light = label.grab().toImage()
    theme.apply(app, theme.DARK)
    dark = label.grab().toImage()
    theme.apply(app, theme.LIGHT)
    assert light != dark
    assert label.grab().toImage() == light


def test_a_disabled_icon_is_grey_like_the_words_beside_it(app: QApplication) -> None:
    label = icons.IconLabel("lock", 24, "accent")
    label.setEnabled(False)
    assert theme.LIGHT.off_text.lower() in _colours(label.grab().toImage())
    assert theme.LIGHT.accent.lower() not in _colours(label.grab().toImage())


@pytest.mark.parametrize(("label", "icon"), CATEGORIES.items())
def test_each_root_category_is_known_by_its_icon(label: str, icon: str) -> None:
    assert icons.category_icon(label) == icon
    assert resource(f"icons/{icon}.svg").is_file()


@pytest.mark.parametrize("label", ["Divers", "", "Xylophone & Cie"])
def test_an_unknown_category_still_has_an_icon(label: str) -> None:
    assert icons.category_icon(label) == "package"


def test_words_keep_their_place_when_the_theme_changes(app: QApplication, each_theme: Theme) -> None:
    label = Text("Encaisser", "figure")
    label.ensurePolished()
    width = label.sizeHint().width()
    theme.apply(app, theme.LIGHT)
    assert label.sizeHint().width() == width


def test_native_parts_follow_the_theme_too(each_theme: Theme) -> None:
    palette = QApplication.palette()
    assert palette.color(QPalette.ColorRole.Window).name() == each_theme.bg.lower()
    assert palette.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text).name() == each_theme.off_text.lower()


def test_a_disabled_label_is_visibly_off_whatever_its_tone(each_theme: Theme) -> None:
    for tone in ("text", "text2", "accent", "on_accent", "danger", "warn"):
        label = Text("Encaisser", "figure", tone)
        label.setEnabled(False)
        label.ensurePolished()
        assert label.palette().color(QPalette.ColorRole.WindowText).name() == each_theme.off_text.lower(), tone


def test_a_field_in_error_is_seen_in_every_theme(each_theme: Theme) -> None:
    field = QLineEdit("12,400 kg")
    field.setFixedHeight(Height.FIELD)
    field.setProperty("state", "error")
    colours = _colours(field.grab().toImage())
    assert each_theme.danger.lower() in colours


def _drawn(text: str, font: QFont) -> QImage:
    label = QLabel(text)
    label.setFont(font)
    label.resize(40, 40)
    return label.grab().toImage()


def _colours(image: QImage) -> set[str]:
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}
