"""`make bench`: every benchmark, or those named on the command line."""

import sys

from tests.benchmarks import pressing, sync

ALL = {
    "start": pressing.starting,
    "commands": pressing.fifty_commands,
    "memory": sync.memory,
    "plain": sync.beside_the_plain_loop,
    "throughput": sync.throughput,
}

if __name__ == "__main__":
    for chosen in sys.argv[1:] or ALL:
        ALL[chosen]()
        print(flush=True)
