"""Azimuthal equidistant projection centred on Tehran: straight lines are great circles, rings true distances.

Formulas: Snyder, 'Map projections: a working manual' (USGS 1395, 1987), 25-1 to 25-4, for the sphere.
"""

from math import asin, atan2, cos, radians, sin, sqrt

TEHRAN = (35.69, 51.39)  # degrees north, degrees east
EARTH_RADIUS = 6371.0088  # kilometres, the mean radius of IUGG
CUT = radians(114)  # what lies farther from Tehran is not drawn: 12,676 km
SIZE = 1000  # map units: the disc fills a square of this side
_LAT, _LON = map(radians, TEHRAN)


def polar(latitude: float, longitude: float) -> tuple[float, float]:
    """Return (angular distance, bearing) from Tehran in radians; the bearing counts from north, eastwards."""
    lat, across = radians(latitude), radians(longitude) - _LON
    a = sin((lat - _LAT) / 2) ** 2 + cos(_LAT) * cos(lat) * sin(across / 2) ** 2
    distance = 2 * asin(min(1.0, sqrt(a)))
    bearing = atan2(cos(lat) * sin(across), cos(_LAT) * sin(lat) - sin(_LAT) * cos(lat) * cos(across))
    return distance, bearing


def place(distance: float, bearing: float) -> tuple[float, float]:
    """Return map units (x to the right, y down) of a point at a distance and bearing; beyond the cut, on its rim."""
    radius = min(distance, CUT) / CUT * SIZE / 2
    return SIZE / 2 + radius * sin(bearing), SIZE / 2 - radius * cos(bearing)


def project(latitude: float, longitude: float) -> tuple[float, float]:
    """Return map units of a point given in degrees."""
    return place(*polar(latitude, longitude))


def distance_km(latitude: float, longitude: float) -> float:
    """Return the great-circle distance from Tehran in kilometres."""
    return EARTH_RADIUS * polar(latitude, longitude)[0]
