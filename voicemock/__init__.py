"""voicemock: rehearse an interview out loud and see, with evidence, how you spoke."""

from __future__ import annotations

import os

__version__ = "0.1.0"

# Libraries that report home unless told not to, each before it is imported: ONNX Runtime (from 1.31
# on, as soon as it is loaded) and the model hub's client. See README, "Privacy".
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
