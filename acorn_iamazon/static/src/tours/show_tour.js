// Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import { registry } from "@web/core/registry";

// Starts one of our tours from the menu. Odoo's service switches its own tours on with the first
// one that is started by hand: they were not asked for, and are switched off again.
async function showTour(env, action) {
    await env.services.action.doAction("acorn_iamazon.amazon_vendor_decision_server_action", {
        clearBreadcrumbs: true,
    });
    await env.services.tour_service.startTour(action.params.tour, {
        mode: "manual",
        redirect: false,
    });
    await env.services.orm.call("res.users", "switch_tour_enabled", [false]);
}

registry.category("actions").add("amazon_show_tour", showTour);
