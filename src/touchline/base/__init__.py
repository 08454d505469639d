"""What every room stands on: errors, limits, clocks, settings, logs, counters and ids."""
