"""The feed as a provider sends it: messages for queues, snapshots, and the package APIs."""
