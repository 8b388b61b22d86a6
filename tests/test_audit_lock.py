"""The lock and what it is held to."""

import pytest

from audit_lock import Answer, problems_of_lock, problems_of_project, read_answer

HASH = "    --hash=sha256:" + "0" * 64
GOOD = f"alpha==1.0 \\\n{HASH}\nbeta-two==2.1 ; python_version < '3.12' \\\n{HASH}\n"


def test_pinned_and_hashed_lock_is_good() -> None:
    assert list(problems_of_lock(GOOD)) == []


@pytest.mark.parametrize(
    ("lock", "problem"),
    [
        ("alpha==1.0\n", "alpha has no hash"),
        (f"alpha>=1.0 \\\n{HASH}\n", "not one version of a package"),
        (f"--index-url https://packages.invalid/simple\n{GOOD}", "the lock names an address"),
        (f"alpha==1.0 \\\n{HASH[:-1]}\n", "alpha has no hash"),
    ],
)
def test_what_is_wrong_with_a_lock_is_said(lock: str, problem: str) -> None:
    assert any(found.startswith(problem) for found in problems_of_lock(lock))


def test_direct_dependencies_are_bounded_and_locked() -> None:
    project = {
        "dependencies": ["alpha>=1,<2", "Beta.Two[more]>=2,<3"],
        "optional-dependencies": {"dev": ["gamma>=1", "alpha==1.0"]},
    }
    assert list(problems_of_project(project, GOOD)) == [
        "gamma is not bounded on both sides",
        "gamma is not in the lock",
        "alpha is not bounded on both sides",
    ]


def test_weaknesses_and_what_nobody_knew_are_told_apart() -> None:
    told = {
        "dependencies": [
            {"name": "alpha", "version": "1.0", "vulns": []},
            {
                "name": "beta-two",
                "version": "2.1",
                "vulns": [{"id": "PYSEC-2026-1", "fix_versions": ["2.2"]}],
            },
            {"name": "gamma", "skip_reason": "not found"},
        ]
    }
    assert read_answer(told) == Answer(("beta-two 2.1: PYSEC-2026-1, mended in 2.2",), 3, 1)
