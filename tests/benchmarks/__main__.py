"""`make bench`: every benchmark, or those named on the command line."""

import sys

from tests.benchmarks import burst, closing, ledger, pressing, reports, sync, vouchers

ALL = {
    "start": pressing.starting,
    "commands": pressing.fifty_commands,
    "burst": burst.a_hundred_presses,
    "memory": sync.memory,
    "plain": sync.beside_the_plain_loop,
    "throughput": sync.throughput,
    "ledger": ledger.of_many,
    "vouchers": vouchers.throughput,
    "reports": reports.aging_of_many,
    "closing": closing.beside_ledger,
}

if __name__ == "__main__":
    for chosen in sys.argv[1:] or ALL:
        ALL[chosen]()
        print(flush=True)
