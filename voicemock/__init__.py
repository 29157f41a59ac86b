"""voicemock: rehearse an interview out loud and see, with evidence, how you spoke."""

from __future__ import annotations

__version__ = "0.1.0"
