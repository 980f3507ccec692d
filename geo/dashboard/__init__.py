"""The page: one screen that shows where and when the news happened, and how that is known."""
