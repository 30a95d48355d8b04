// Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("amazon_first_order", {
    steps: () => [
        {
            content: _t("Today shows what waits for you, with its money and the time left. Open the orders."),
            trigger: ".o_kanban_record [data-code=acknowledge] a[name=action_open]",
            run: "click",
        },
        {
            content: _t("The most urgent order stands first. Open it."),
            trigger: ".o_data_row .o_data_cell[name=amazon_purchase_order_number]",
            run: "click",
        },
        {
            content: _t("Let Odoo look what is free by the window: it fills in what to accept, and why."),
            trigger: ".o_statusbar_buttons button[name=action_amazon_propose]",
            run: "click",
        },
        {
            content: _t("Correct the lines if you like. Then tell Amazon; what cannot be taken back is asked first."),
            trigger: ".o_statusbar_buttons button[name=action_request_amazon_acknowledge]:enabled",
            run: "click",
        },
        {
            trigger: ".o_statusbar_status .o_arrow_button_current[data-value=sale]",
        },
    ],
});
