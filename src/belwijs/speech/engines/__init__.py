"""Recognition engines, one module each; the only place that imports a speech model runtime."""
