"""Kokoro-82M, a neural voice that needs nothing but ONNX Runtime: text to phonemes to sound."""
