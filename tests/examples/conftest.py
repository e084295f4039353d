"""One run of each example for all tests of it."""

from __future__ import annotations

import pytest

from .workspaces import Example, run_example


@pytest.fixture(scope="session")
def olist(tmp_path_factory: pytest.TempPathFactory) -> Example:
    return run_example("olist", tmp_path_factory)


@pytest.fixture(scope="session")
def servicenow(tmp_path_factory: pytest.TempPathFactory) -> Example:
    return run_example("servicenow", tmp_path_factory)


@pytest.fixture(scope="session")
def crm(tmp_path_factory: pytest.TempPathFactory) -> Example:
    return run_example("crm", tmp_path_factory)
