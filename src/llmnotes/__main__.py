"""`python -m llmnotes`: the command `llmnotes`, for environments whose scripts are not on the PATH."""

from llmnotes.cli import run

if __name__ == "__main__":
    run()
