"""What the desk's first page shows one member of staff."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Count, Q
from django.urls import reverse

from tehran_diplomacy.desk.boxes import boxes_for
from tehran_diplomacy.desk.needs import needs_of, untranslated
from tehran_diplomacy.publishing.models import Revision
from tehran_diplomacy.publishing.registers import Need, Register, registers
from tehran_diplomacy.publishing.status import Status
from tehran_diplomacy.publishing.verbs import may


@dataclass(frozen=True)
class Tile:
    """A count that leads to the list of what it counts."""

    register: Register
    need: Need
    count: int

    @property
    def address(self) -> str:
        """The filtered list."""
        return f"{_list_of(self.register)}?needs={self.need.code}"


@dataclass(frozen=True)
class Share:
    """How much of a register is translated, per language, in whole per cent of its records."""

    register: Register
    total: int
    missing: dict[str, int]
    may_add: bool = False

    def _share(self, language: str) -> int:
        return 100 * (self.total - self.missing[language]) // self.total if self.total else 100

    @property
    def persian(self) -> int:
        """Per cent of the records in which no Persian is missing."""
        return self._share("fa")

    @property
    def english(self) -> int:
        """Per cent of the records in which no English is missing."""
        return self._share("en")

    @property
    def address(self) -> str:
        """The register's list."""
        return _list_of(self.register)

    @property
    def kind(self) -> str:
        """What one record of the register is called."""
        return str(self.register.model._meta.verbose_name)

    @property
    def add_address(self) -> str:
        """The form of a new record, '' for who may not add one."""
        return _page_of(self.register, "add") if self.may_add else ""


def _page_of(register: Register, name: str) -> str:
    meta = register.model._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{name}")


def _list_of(register: Register) -> str:
    return _page_of(register, "changelist")


def waiting_for(user: AbstractBaseUser) -> dict[str, Any]:
    """Return the tiles by kind and the shares translated, of the registers that `user` may see.

    One query for each register, however many records it holds, one for the versions set aside, and what the
    boxes of other apps cost.
    """
    tiles: dict[str, list[Tile]] = {"task": [], "date": [], "gap": []}
    shares = []
    for register in registers():
        model = register.model
        if not may(user, "view", model):
            continue
        publisher = may(user, "publish", model)
        needs = [need for need in needs_of(register) if (need.publishers if publisher else need.writers)]
        live = ~Q(status=Status.BINNED)
        counted = model._base_manager.order_by().aggregate(
            all_records=Count("pk", filter=live),
            gaps_fa=Count("pk", filter=live & untranslated(model, "fa")),
            gaps_en=Count("pk", filter=live & untranslated(model, "en")),
            **{need.code: Count("pk", filter=need.condition(user)) for need in needs},
        )
        for need in needs:
            if counted[need.code]:
                tiles[need.kind].append(Tile(register, need, counted[need.code]))
        missing = {"fa": counted["gaps_fa"], "en": counted["gaps_en"]}
        shares.append(Share(register, counted["all_records"], missing, may(user, "add", model)))
    kept = Revision.objects.set_aside().filter(made_by=user).select_related("content_type").defer("data")
    aside = list(kept[:20])
    for one in aside:
        name = f"admin:{one.content_type.app_label}_{one.content_type.model}_aside"
        one.aside_address = reverse(name, args=[one.object_id, one.pk])
    return {"tiles": tiles, "shares": shares, "aside": aside, "boxes": boxes_for(user)}
