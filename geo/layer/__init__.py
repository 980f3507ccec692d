"""The frame: the dataset as arrays, the Folium map that never changes, and what it tells back."""
