"""LEDES 1998B: 24 fields a record, joined by pipes and closed by []; the e-bill that is used most.

Source: the standard's document of January 1999, Rev 7-2014.
"""

from ledes.formats.delimited import layouts

FORMATS = (layouts.form(layouts.LEDES1998B),)
