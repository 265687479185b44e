"""The modules that everything else stands on."""

import hashlib
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from boomerang.addresses import number_at, random_at
from boomerang.digests import canonical_json, digest_of
from boomerang.errors import InputError
from boomerang.files import put_whole, told_plainly
from boomerang.population.mixing import name_key
from boomerang.processors import one_blas_thread, processors


def test_an_address_leads_to_the_same_numbers_on_every_machine() -> None:
    assert random_at("village, seed 1").integers(1 << 30, size=3).tolist() == [
        384783898,
        233392548,
        145786204,
    ]
    assert number_at("village, seed 1") == 5253195904933438801
    assert name_key("place", "ilka") == 14276389176086063411


def test_neighbouring_addresses_have_nothing_in_common() -> None:
    numbers = np.array([number_at(f"row {row}") for row in range(2000)], np.uint64)
    assert len(set(numbers.tolist())) == 2000
    assert abs((numbers >= 1 << 63).mean() - 0.5) < 4 * 0.5 / np.sqrt(2000)


def test_processors_are_those_that_this_process_may_use() -> None:
    assert 1 <= processors() <= (os.cpu_count() or 1)


@pytest.mark.parametrize("told", ["1", "3"])
def test_somebody_may_say_how_many_processors_there_are(told: str) -> None:
    asked = "from boomerang.processors import processors; print(processors())"
    environment = {**os.environ, "PYTHON_CPU_COUNT": told}
    done = subprocess.run([sys.executable, "-c", asked], env=environment, capture_output=True, text=True)
    assert done.stdout.strip() == told


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="the system cannot tie a process down")
def test_a_process_tied_to_one_processor_uses_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTHON_CPU_COUNT", raising=False)
    allowed = os.sched_getaffinity(0)
    try:
        os.sched_setaffinity(0, {min(allowed)})
        assert processors() == 1
    finally:
        os.sched_setaffinity(0, allowed)


def test_a_digest_is_that_of_all_bytes_in_order() -> None:
    table = np.arange(6).reshape(2, 3)
    text = "å".encode()
    assert digest_of("å", table, b"!") == hashlib.sha256(text + table.tobytes() + b"!").hexdigest()
    assert digest_of(table.T) == hashlib.sha256(table.T.tobytes()).hexdigest() != digest_of(table)


def test_canonical_json_has_no_blanks_and_keeps_the_order_of_keys() -> None:
    data = {"b": [1, 0.5, None, True], "a": {"å": "x"}}
    assert canonical_json(data) == '{"b":[1,0.5,null,true],"a":{"å":"x"}}'.encode()
    assert json.loads(canonical_json(data)) == data
    assert canonical_json([date(2015, 5, 27)]) == b'["2015-05-27"]'
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical_json([float("nan")])


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    file = tmp_path / "file.txt"
    put_whole(file, lambda unfinished: unfinished.write_text("old"))

    def fail(unfinished: Path) -> None:
        unfinished.write_text("half")
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        put_whole(file, fail)
    assert [found.read_text() for found in tmp_path.iterdir()] == ["old"]


def test_a_failure_of_the_disk_is_told_in_a_sentence(tmp_path: Path) -> None:
    missing = tmp_path / "missing" / "file"
    with pytest.raises(InputError) as error, told_plainly(tmp_path, "answer", "choose another folder"):
        missing.write_text("")
    wanted = f"{tmp_path}: the answer cannot be written (No such file or directory); choose another folder"
    assert str(error.value) == wanted
    with (
        pytest.raises(InputError, match=r"cannot be written \(odd\); wait"),
        told_plainly(tmp_path, "x", "wait"),
    ):
        raise OSError("odd")


def test_products_of_matrices_have_one_thread_inside_and_as_many_as_before_outside() -> None:
    def threads() -> list[int]:
        return [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]

    with threadpool_limits(2, "blas"):
        before = threads()
        assert before
        with one_blas_thread():
            assert set(threads()) == {1}
        assert threads() == before
