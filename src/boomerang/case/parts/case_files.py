"""The files that a case names."""

from pathlib import PurePosixPath

from boomerang.case.parts.fields import FROM_FILE
from boomerang.case.parts.filed.entry import Filed
from boomerang.case.parts.interventions import InterventionsFile
from boomerang.case.parts.planned import planned_in
from boomerang.case.parts.population import DrawnPopulation
from boomerang.case.parts.scheduled import filed_schedules
from boomerang.case.parts.schema import Case
from boomerang.case.text.yaml_text import Steps
from boomerang.digests import digest_of
from boomerang.folders import MARKER

CASE_FILE = "case.yaml"
RUN_FILE, LOG_FILE = "run.nc", "events.parquet"  # of a run, written beside the case


def is_taken(name: str) -> bool:
    """Whether results would overwrite a table of this name, on any system."""
    return _first(name) in (CASE_FILE, RUN_FILE, MARKER)


def log_file_of(case: Case) -> str:
    """The file of the event log of a run, which is called `log-events.parquet` beside a table of its name."""
    tables, name = {_first(table) for table in files_of(case)}, LOG_FILE
    while name in tables:
        name = f"log-{name}"
    return name


def _first(name: str) -> str:
    """The first part of the name of a table, as it is on a system that tells no capitals apart."""
    return "".join(PurePosixPath(name).parts[:1]).casefold()


def files_of(case: Case) -> list[str]:
    """Name the tables that lie beside the case file, relative to its folder."""
    return list(dict.fromkeys(name for _, name in named_files(case)))


def digests_of_files(case: Case) -> dict[str, str]:
    """The digest of each of these tables. Raises OSError where one cannot be read."""
    return {name: digest_of((case.folder / name).read_bytes()) for name in files_of(case)}


def named_files(case: Case) -> list[tuple[Steps, str]]:
    """Each table with the place in the case that names it."""
    schedules = [((*steps, FROM_FILE), given.file) for steps, given in filed_schedules(case)]
    return [
        *_files_of_population(case),
        *schedules,
        *_files_of_interventions(case),
        *_files_of_observations(case),
    ]


def _files_of_interventions(case: Case) -> list[tuple[Steps, str]]:
    return [
        ((*planned.steps, key), name)
        for planned in planned_in(case)
        if isinstance(planned.entry, InterventionsFile)
        for key, name in ((FROM_FILE, planned.entry.interventions_file), ("names", planned.entry.names))
        if name is not None
    ]


def _files_of_observations(case: Case) -> list[tuple[Steps, str]]:
    return [
        (("observations", number, key), name)
        for number, entry in enumerate(case.observations)
        if isinstance(entry, Filed)
        for key, name in ((entry.file_key, entry.file), ("names", entry.names))
        if name is not None
    ]


def _files_of_population(case: Case) -> list[tuple[Steps, str]]:
    population = case.population
    if isinstance(population, DrawnPopulation):
        places = population.places
        return [(("population", "places"), places)] if isinstance(places, str) else []
    edges = {name: layer.edges for name, layer in population.contacts.items()}
    return [
        (("population", "persons"), population.persons),
        *((("population", "contacts", layer, "edges"), name) for layer, name in edges.items()),
    ]
