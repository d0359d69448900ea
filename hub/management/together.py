"""Operations of a migration that are done together: a first ``migrate`` in half the time.

After each operation Django makes every class anew that a changed model leads to, which with foreign
keys to people is nearly all of them, and before each it keeps the classes as they were. Steps next
to each other that touch different models need that once: none of them sees what another changes.
Fields are copied into these classes as Django copies those of abstract models, and not taken apart
and made anew from their arguments.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.migration import Migration
from django.db.migrations.operations.base import Operation
from django.db.migrations.operations.fields import AddField
from django.db.migrations.operations.models import AddConstraint, AddIndex, CreateModel
from django.db.migrations.state import ProjectState
from django.db.models import Field
from django.utils.functional import cached_property

ADDING = (CreateModel, AddField, AddConstraint, AddIndex)


def touched(operation: Operation) -> str:
    """The one model that an operation which adds something changes."""
    if isinstance(operation, CreateModel):
        return str(operation.name).lower()
    assert isinstance(operation, AddField | AddConstraint | AddIndex)
    return str(operation.model_name).lower()


def together(operations: Sequence[Operation]) -> Iterator[Operation]:
    """The operations of a migration in their order, with those beside each other as one."""
    group: list[Operation] = []
    for operation in operations:
        # By its exact class: one that does more than Django's own is done alone.
        adds = type(operation) in ADDING
        if group and (not adds or touched(operation) in map(touched, group)):
            yield Together(group)
            group = []
        if adds:
            group.append(operation)
        else:
            yield operation
    if group:
        yield Together(group)


class Together(Operation):
    """Several operations that add to different models."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = list(operations)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Change what is known of each model, then make the classes once."""
        classes = state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)
        if classes is not None:
            state.__dict__["apps"] = classes
            state.reload_models(
                [(app_label, touched(operation)) for operation in self.operations], delay=False
            )

    def database_forwards(
        self, app_label: str, schema_editor: Any, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Change the database by one after the other."""
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        """What is done."""
        return "; ".join(operation.describe() for operation in self.operations)


CLONE: Any = Field.clone


def copied(field: Field[Any, Any]) -> Field[Any, Any]:
    """A field like another that belongs to no model, in the order in which copies are made."""
    if hasattr(field, "model"):
        made_anew: Field[Any, Any] = CLONE(field)
        return made_anew
    made = copy.deepcopy(field)
    for part in filter(None, (made, made.remote_field)):
        # What was found out of a field that leads to a model by its name alone.
        for name in list(vars(part)):
            if isinstance(getattr(type(part), name, None), cached_property):
                del vars(part)[name]
    made.creation_counter = Field.creation_counter
    Field.creation_counter += 1
    return made


@contextmanager
def fields_copied() -> Iterator[None]:
    """What is known of models is known of fields without one: such are copied."""
    made: Any = Field
    made.clone = copied
    try:
        yield
    finally:
        made.clone = CLONE


class Executor(MigrationExecutor):
    """Django's own, which is given fewer and larger operations."""

    def apply_migration(
        self, state: Any, migration: Migration, fake: bool = False, fake_initial: bool = False
    ) -> Any:
        """Apply a migration; it is left as it was written, for whoever reads it afterwards."""
        steps: Any = migration
        written = migration.operations
        # Whether tables are there already is looked up step by step.
        if not (fake or fake_initial):
            steps.operations = list(together(written))
        try:
            with fields_copied():
                return super().apply_migration(state, migration, fake, fake_initial)
        finally:
            steps.operations = written
