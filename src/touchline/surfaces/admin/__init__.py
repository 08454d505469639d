"""The operator's API: everything that commands do with accounts, over HTTP on this machine."""
