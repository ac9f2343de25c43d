"""Run the command `llmnotes` by `python -m llmnotes`, which also works if the folder of the command is not on the PATH."""

from llmnotes.cli import run

if __name__ == "__main__":
    run()
