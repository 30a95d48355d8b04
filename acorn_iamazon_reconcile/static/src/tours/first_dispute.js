// Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("amazon_first_dispute", {
    steps: () => [
        {
            content: _t("Amazon kept money that our own books prove is ours. Open what it kept."),
            trigger: ".o_kanban_record [data-code=dispute] a[name=action_open]",
            run: "click",
        },
        {
            content: _t("Each line has a verdict and a deadline. Open one."),
            trigger: ".o_data_row .o_data_cell[name=number]",
            run: "click",
        },
        {
            content: _t("From the order to the payment: where the units fell out. A click on a bar shows its documents."),
            trigger: ".o_amazon_waterfall button:first",
            // Only looked at: the bar would lead away.
            run() {},
        },
        {
            content: _t("File it in Vendor Central with the evidence, which is made here, and note that you did."),
            trigger: ".o_statusbar_buttons button[name=action_dispute]",
            run: "click",
        },
        {
            trigger: ".o_statusbar_status .o_arrow_button_current[data-value=disputed]",
        },
    ],
});
