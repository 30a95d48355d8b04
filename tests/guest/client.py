# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
"""What the web client asks for when somebody opens a view, filters it and groups it."""

from lxml import etree

from odoo.tests import Form
from odoo.tools.safe_eval import datetime, safe_eval, time

# Words that a domain in a search view may use, beside the person's id.
NAMES = {
    "datetime": datetime,
    "time": time,
    "context_today": datetime.date.today,
    "current_date": str(datetime.date.today()),
}


def get_view(model, kind, view=None):
    """:return: the architecture as this person gets it"""
    found = model.get_views([(view and view.id, kind)])["views"][kind]
    return etree.fromstring(found["arch"])


def make_specification(model, arch):
    """:return: what a list or a board reads, as the web client puts it"""
    specification = {}
    for node in arch.iterfind(".//field"):
        field = model._fields[node.get("name")]
        if any(parent.tag == "field" for parent in node.iterancestors()):
            continue
        named = {"fields": {"display_name": {}}} if field.relational else {}
        specification[field.name] = named
    return specification


def open_list(model, records, kind):
    arch = get_view(model, kind)
    model.web_search_read([("id", "in", records.ids)], make_specification(model, arch), limit=80)


def open_form(records):
    for record in records:
        form = Form(record)
        record.web_read(form._view["fields_spec"])


def get_filters(model, arch):
    """:return: by a name for the message: the domain of each filter, and of a word in each field"""
    found = {}
    names = {**NAMES, "uid": model.env.uid, "context": dict(model.env.context)}
    for node in arch.iterfind(".//filter[@domain]"):
        found[f"filter {node.get('name')}"] = safe_eval(node.get("domain"), names)
    about = model.fields_get(attributes=["searchable", "type"])
    for node in arch.iterfind("./field"):
        name = node.get("name")
        kind = about[name]["type"]
        # The properties are searched by a widget of their own.
        if name.startswith("properties") or kind == "properties" or not about[name]["searchable"]:
            continue
        text = kind in ("char", "text", "html", "many2one", "one2many", "many2many")
        value = "Pan" if text else 1 if kind in ("integer", "float", "monetary") else False
        domain = [(name, node.get("operator") or ("ilike" if text else "="), value)]
        if node.get("filter_domain"):
            typed = {**names, "self": value, "raw_value": value}
            domain = safe_eval(node.get("filter_domain"), typed)
        found[f"field {name}"] = domain
    return found


def get_groupings(model, arch):
    """:return: what the filters of a search view group by"""
    found = set()
    for node in arch.iterfind(".//filter[@context]"):
        grouping = safe_eval(node.get("context"), {"uid": model.env.uid}).get("group_by")
        found.update([grouping] if isinstance(grouping, str) else grouping or ())
    return sorted(add_period(model, name) for name in found - get_properties(model))


def get_properties(model):
    return {name for name, field in model._fields.items() if field.type == "properties"}


def add_period(model, grouping):
    """The web client groups dates by month where the view does not say."""
    field = model._fields.get(grouping)
    return f"{grouping}:month" if field and field.type in ("date", "datetime") else grouping
