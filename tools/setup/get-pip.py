"""Puts pip into the virtual environment that runs this, from the Python itself: ansible-test would fetch a script from a server."""
import ensurepip

ensurepip.bootstrap()
