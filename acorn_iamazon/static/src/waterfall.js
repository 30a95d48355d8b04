// Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

// From what Amazon ordered to what it paid: a bar a step, and what falls out before it. A click
// shows what it is made of.
export class WaterfallField extends Component {
    static template = "acorn_iamazon.WaterfallField";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    get steps() {
        return this.props.record.data[this.props.name] || [];
    }

    async open(code) {
        const { resModel, resId } = this.props.record;
        this.action.doAction(
            await this.orm.call(resModel, "action_amazon_open_step", [[resId], code])
        );
    }
}

registry.category("fields").add("amazon_waterfall", {
    component: WaterfallField,
    supportedTypes: ["json"],
});
