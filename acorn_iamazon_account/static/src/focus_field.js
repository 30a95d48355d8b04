/* Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details. */
import { onMounted } from "@odoo/owl";
import { patch } from "@web/core/utils/patch";
import { FormController } from "@web/views/form/form_controller";

const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));

/* A button of a finding opens the record with the cursor in the field that is to be mended; when
   the field is on another page of the form, that page is turned to. */
async function showField(form, name) {
    const find = () => form.querySelector(`.o_field_widget[name="${name}"]`);
    for (const tab of find() ? [] : form.querySelectorAll(".o_notebook_headers a.nav-link")) {
        tab.click();
        await nextFrame();
        await nextFrame();
        if (find()) {
            break;
        }
    }
    const field = find();
    if (field) {
        field.scrollIntoView({ block: "center" });
        field.querySelector("input, textarea, select, [tabindex]")?.focus();
    }
}

patch(FormController.prototype, {
    setup() {
        super.setup();
        const name = this.props.context?.amazon_focus_field;
        if (name) {
            onMounted(() => showField(this.rootRef.el, name));
        }
    },
});
