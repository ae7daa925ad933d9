"""The machine: paths, configuration, secrets, lock, logs, the message catalogue. No business."""
