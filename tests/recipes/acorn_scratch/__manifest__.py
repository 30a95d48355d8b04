# Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
{
    "name": "ACORN iAmazon: what the recipes make",
    "version": "19.0.1.0.0",
    "category": "Hidden",
    "summary": "One operation, kind, rule, payload version, deduction type, source and check",
    "author": "ACORN",
    "license": "LGPL-3",
    "depends": ["acorn_iamazon_reconcile"],
    "data": ["data/scratch_data.xml"],
    "installable": True,
}
