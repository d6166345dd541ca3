"""A second judge at an address of the house: settings, where it may be, what is asked, how it is reached."""
