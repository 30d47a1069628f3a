"""Define how dates and times are written where no template does, as at the desk.

Times carry their zone, so that nobody has to guess it.
"""

DATE_FORMAT = SHORT_DATE_FORMAT = "j F Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = SHORT_DATETIME_FORMAT = "j F Y, H:i e"
