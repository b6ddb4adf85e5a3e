"""The people of all stories: Anna is a clerk, Clara a controller, Otto has no role; Bo is what his story says."""

from typing import Any, Final

import pytest

from standins.slack.person import Person
from standins.slack.workspace import Workspace

PATIENCE: Final = 30  # seconds somebody waits to see something; a busy machine is slow, and nobody sleeps


@pytest.fixture
def workspace(office: Any) -> Workspace:
    """Where the people are; a folder without an office has its own."""
    found: Workspace = office.workspace
    return found


@pytest.fixture
def anna(workspace: Workspace) -> Person:
    """A clerk."""
    return workspace.person("anna", timeout=PATIENCE)


@pytest.fixture
def bo(workspace: Workspace) -> Person:
    """An approver up to 10,000.00, a controller, or one who may only look."""
    return workspace.person("bo", timeout=PATIENCE)


@pytest.fixture
def clara(workspace: Workspace) -> Person:
    """The controller."""
    return workspace.person("clara", timeout=PATIENCE)


@pytest.fixture
def otto(workspace: Workspace) -> Person:
    """Has no role."""
    return workspace.person("otto", timeout=PATIENCE)
