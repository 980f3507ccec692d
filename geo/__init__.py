"""Dateline: places and days found in news reports, and shown on a map.

`geo.model` holds the words; the modules stand on floors, and imports point down only.
"""
