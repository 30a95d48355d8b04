// Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("amazon_first_remittance", {
    steps: () => [
        {
            content: _t("Amazon's payments come as a file: in Vendor Central, Payments, Remittance, Export. Import it here."),
            trigger: ".o_control_panel .o_amazon_import",
            run: "click",
        },
        {
            content: _t("Choose the file. What it would bring is shown before anything is imported."),
            trigger: ".o_dialog .o_field_widget[name=file]",
            run() {
                // Only a test gives a file; people choose theirs.
                const files = new DataTransfer();
                files.items.add(new File([odoo.amazonTourFile.content], odoo.amazonTourFile.name));
                const input = this.anchor.querySelector("input[type=file]");
                input.files = files.files;
                input.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        {
            content: _t("What ties to the cent with every line matched is booked; the rest waits for you."),
            trigger: ".o_dialog footer button[name=action_import_and_book]",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_field_widget[name=line_ids] .o_data_row",
        },
    ],
});
