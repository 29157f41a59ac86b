"""``python -m voicemock``."""

from __future__ import annotations

from voicemock.cli import main

if __name__ == "__main__":
    main()
