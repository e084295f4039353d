"""Whose an item is: by assignments where they are known, else by the owner in the row."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
from ibis import _

from selaras.contracts import TABLES
from selaras.ledger.items.first import ROW
from selaras.ledger.items.keys import joined_by, key_columns
from selaras.ledger.items.lookup import look_up
from selaras.ledger.items.shown import Evident


def with_owner(items: ir.Table, reading: Evident, table: str, *, first_after: bool) -> ir.Table:
    """`items` with a column `owner`: a person's id, or null.

    Parameters
    ----------
    items
        Rows of `table` with `item` and `start`, and their lead where leads are concerned.
    table
        The evidence table that the items are rows of.
    first_after
        For counts: where nobody owned the lead at the event, the first owner after it does.
    """
    if "owner_known" in items.columns:
        return items
    return _owned(items, reading, table, first_after=first_after).mutate(owner_known=True)


def _owned(items: ir.Table, reading: Evident, table: str, *, first_after: bool) -> ir.Table:
    own = TABLES[table].owner
    if table == "leads" or (own is None and key_columns("lead_id", items)):
        return _with_lead_owner(items, reading, table, first_after=first_after)
    if own is None:
        return _from_ticket(items, reading)
    if table == "deals" and reading.has("leads"):
        owned = _with_lead_owner(items.rename(deal_owner="owner"), reading, table, first_after=True)
        return owned.mutate(owner=owned.deal_owner.coalesce(owned.owner))
    return items if own == "owner" else items.mutate(owner=items[own])


def _from_ticket(items: ir.Table, reading: Evident) -> ir.Table:
    if "ticket_id" not in items.columns or not reading.has("tickets"):
        return items.mutate(owner=items["item"].nullif(items["item"]))
    tickets = reading.table("tickets")
    by = joined_by("ticket_id", items, tickets)
    return look_up(items, tickets.select(by, owner=_.resolved_by), by)


def _with_lead_owner(
    items: ir.Table, reading: Evident, table: str, *, first_after: bool
) -> ir.Table:
    if table == "leads":
        items = items.rename(lead_owner="owner")
    elif reading.has("leads"):
        leads = reading.table("leads")
        key = joined_by("lead_id", items, leads)
        items = look_up(items, leads.select(key, lead_owner=_.owner), key)
    else:
        items = items.mutate(lead_owner=ibis.null("string"))
    if not reading.has("assignments"):
        return items.mutate(owner=items.lead_owner, owned_at=items.start)
    changes = reading.table("assignments")
    lead = joined_by("lead_id", items, changes)
    changes = changes.select(lead, assigned=_.happened_at, person=_.person_id.fill_null(""))
    by = [ROW] if ROW in items.columns else ["item", "start"]
    starts = items.select(*dict.fromkeys([*by, "start", lead]))
    pairs = starts.inner_join(changes, lead)
    before = pairs.filter(_.assigned <= _.start)
    found = before.group_by(*by).aggregate(owner_before=_.person.argmax(_.assigned))
    items = look_up(items, found, dict(zip(by, by, strict=True)))
    if first_after:
        after = pairs.filter(_.assigned > _.start)
        after = after.filter(_.person != "")
        then = after.group_by(*by).aggregate(
            owner_after=_.person.argmin(_.assigned), owned_after=_.assigned.min()
        )
        items = look_up(items, then, dict(zip(by, by, strict=True)))
        # Nobody at the event: then whoever got the lead first after it.
        before = items.owner_before.nullif("")
        owned_at = before.notnull().ifelse(items.start, items.owned_after)
        return items.mutate(
            owner=before.coalesce(items.owner_after, items.lead_owner), owned_at=owned_at
        ).drop("owner_before", "owner_after", "owned_after")
    owner = items.owner_before.coalesce(items.lead_owner)
    owned = items.mutate(owner=owner.nullif(""), owned_at=items.start)
    return owned.drop("owner_before")
