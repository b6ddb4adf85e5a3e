"""A mark for property tests that run while the bot of this folder is connected."""

import pytest

# The bot's socket client draws random masks in its own thread, which Hypothesis takes for a strategy that does.
beside_a_socket = pytest.mark.filterwarnings("ignore:Do not use the `random` module inside strategies")
