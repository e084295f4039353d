"""Pages, a folder for each place in the menu: urls, views, templates and words."""
