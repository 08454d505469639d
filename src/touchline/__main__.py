"""`python -m touchline`: the same as the `touchline` command."""

from touchline.cli.program import run

if __name__ == "__main__":
    run()
