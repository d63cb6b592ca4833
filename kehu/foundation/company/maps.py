"""Maps: where tiles may be asked for, places in the degrees of a map, and links that show the way.

Places are kept in WGS 84, as phones tell them. Maps of mainland China are drawn in GCJ-02, which is shifted by up to
700 metres. Amap and Baidu are told that ours are WGS 84 and do their own shifting.
"""

import re
from math import cos, fabs, pi, sin, sqrt
from urllib.parse import quote, urlencode, urlsplit

from kehu.foundation.company.models import Company, MapApp, MapDatum

_LABEL = r"[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?"
_HOST = re.compile(rf"(\{{s\}}\.)?{_LABEL}(\.{_LABEL})*(:\d{{1,5}})?")
_AXIS, _ECCENTRICITY = 6378245.0, 0.00669342162296594323  # of the ellipsoid by Krasovsky


def source_of(tiles: str) -> str:
    """What the content policy must allow for an address of tiles, such as `https://*.tiles.example.com`; "" if it is
    none. Without encryption only this machine itself is a source.
    """
    split = urlsplit(tiles)
    here = split.netloc.partition(":")[0] in {"localhost", "127.0.0.1"}
    if split.scheme != "https" and not (split.scheme == "http" and here):
        return ""
    if not _HOST.fullmatch(split.netloc) or any(mark not in tiles for mark in ("{z}", "{x}", "{y}")):
        return ""
    return f"{split.scheme}://{split.netloc.replace('{s}', '*')}"


def on_map(latitude: float, longitude: float, company: Company) -> tuple[float, float]:
    """A place in the degrees of the company's map."""
    if company.map_datum == MapDatum.GCJ02:
        return shifted(latitude, longitude)
    return latitude, longitude


def shifted(latitude: float, longitude: float) -> tuple[float, float]:
    """WGS 84 to GCJ-02, to the metre; outside of China nothing is shifted."""
    if not (0.8293 <= latitude <= 55.8271 and 72.004 <= longitude <= 137.8347):
        return latitude, longitude
    x, y = longitude - 105.0, latitude - 35.0
    both = 20.0 * sin(6.0 * x * pi) + 20.0 * sin(2.0 * x * pi)
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(fabs(x))
    north += (both + 20.0 * sin(y * pi) + 40.0 * sin(y / 3.0 * pi)) * 2.0 / 3.0
    north += (160.0 * sin(y / 12.0 * pi) + 320.0 * sin(y / 30.0 * pi)) * 2.0 / 3.0
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(fabs(x))
    east += (both + 20.0 * sin(x * pi) + 40.0 * sin(x / 3.0 * pi)) * 2.0 / 3.0
    east += (150.0 * sin(x / 12.0 * pi) + 300.0 * sin(x / 30.0 * pi)) * 2.0 / 3.0
    angle = latitude / 180.0 * pi
    magic = 1 - _ECCENTRICITY * sin(angle) ** 2
    north = north * 180.0 / (_AXIS * (1 - _ECCENTRICITY) / (magic * sqrt(magic)) * pi)
    east = east * 180.0 / (_AXIS / sqrt(magic) * cos(angle) * pi)
    return latitude + north, longitude + east


def way_to(latitude: float, longitude: float, name: str, app: str) -> str:
    """The address that opens the way to a place (WGS 84) in an app."""
    place = f"{latitude:.6f},{longitude:.6f}"
    if app == MapApp.AMAP:
        to = {"to": f"{longitude:.6f},{latitude:.6f},{name}", "mode": "car", "coordinate": "wgs84", "callnative": 1}
        return f"https://uri.amap.com/navigation?{urlencode(to)}"
    if app == MapApp.BAIDU:
        mark = {"location": place, "title": name, "content": name, "coord_type": "wgs84", "output": "html"}
        return f"https://api.map.baidu.com/marker?{urlencode(mark)}"
    if app == MapApp.APPLE:
        return f"https://maps.apple.com/?{urlencode({'daddr': place, 'dirflg': 'd'})}"
    if app == MapApp.GOOGLE:
        return f"https://www.google.com/maps/dir/?{urlencode({'api': 1, 'destination': place})}"
    return f"geo:{place}?q={place}({quote(name)})"
