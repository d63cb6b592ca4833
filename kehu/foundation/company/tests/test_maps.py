"""Map tiles, the shifted degrees of Chinese maps, and links that show the way."""

import pytest

from kehu.foundation.company import maps


@pytest.mark.parametrize(
    ("latitude", "longitude", "north", "east"),
    [
        # Published pairs: Shanghai, Shenzhen, Beijing.
        (31.1774276, 121.5272106, 31.17530398364597, 121.531541859215),
        (22.543847, 113.912316, 22.540796131694766, 113.9171764808363),
        (39.911954, 116.377817, 39.91334545536069, 116.38404722455657),
    ],
)
def test_a_place_in_china_is_shifted_as_the_maps_are(latitude, longitude, north, east) -> None:
    found = maps.shifted(latitude, longitude)

    assert found == (pytest.approx(north, abs=1e-5), pytest.approx(east, abs=1e-5))


def test_a_place_elsewhere_is_not_shifted() -> None:
    assert maps.shifted(52.52, 13.405) == (52.52, 13.405)


@pytest.mark.parametrize(
    ("tiles", "source"),
    [
        ("https://tiles.example.com/{z}/{x}/{y}.png", "https://tiles.example.com"),
        ("https://{s}.tile.example.org:8443/{z}/{x}/{y}", "https://*.tile.example.org:8443"),
        ("http://localhost:8000/{z}/{x}/{y}.png", "http://localhost:8000"),
        ("http://tiles.example.com/{z}/{x}/{y}.png", ""),
        ("https://tiles.example.com/{z}/{x}.png", ""),
        ("https://a.example.com; script-src *'/{z}/{x}/{y}", ""),
        ("https://user@example.com/{z}/{x}/{y}", ""),
        ("javascript:{z}{x}{y}", ""),
        ("", ""),
    ],
)
def test_only_an_address_of_tiles_opens_the_content_policy(tiles: str, source: str) -> None:
    assert maps.source_of(tiles) == source


@pytest.mark.parametrize(
    ("app", "address"),
    [
        ("geo", "geo:34.700000,113.600000?q=34.700000,113.600000(A%20%26%20B)"),
        ("amap", "https://uri.amap.com/navigation?to=113.600000%2C34.700000%2CA+%26+B&mode=car&coordinate=wgs84&callnative=1"),
        ("baidu", "https://api.map.baidu.com/marker?location=34.700000%2C113.600000&title=A+%26+B&content=A+%26+B&coord_type=wgs84&output=html"),
        ("apple", "https://maps.apple.com/?daddr=34.700000%2C113.600000&dirflg=d"),
        ("google", "https://www.google.com/maps/dir/?api=1&destination=34.700000%2C113.600000"),
    ],
)  # fmt: skip
def test_the_way_is_shown_by_the_app_that_the_company_chose(app: str, address: str) -> None:
    assert maps.way_to(34.7, 113.6, "A & B", app) == address
