"""The lab: a whole country in the browser, whose levers can be pulled."""
