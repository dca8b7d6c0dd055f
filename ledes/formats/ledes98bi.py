"""LEDES 98BI V2: LEDES 1998B with 28 more fields for currency, parties and one tax a line.

Source: the standard's document V5, Rev 1-2020; the first line still says V2.
"""

from ledes.formats.delimited import layouts

FORMATS = (layouts.form(layouts.LEDES98BI),)
