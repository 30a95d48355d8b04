// Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

// The second line of the purchase order, in the form of the order.
const LINE = ".o_field_widget[name=order_line] .o_data_row:eq(1)";

tours.add("amazon_acknowledge_with_a_back_order", {
    steps: () => [
        {
            content: "a card of the day tells that one order waits for an answer",
            trigger: ".o_kanban_record a[name=action_open]:contains(Orders to acknowledge: 1)",
            run: "click",
        },
        {
            content: "the order to acknowledge is in the list",
            trigger: ".o_data_row:contains(4A7Q2KXV) .o_data_cell[name=amazon_purchase_order_number]",
            run: "click",
        },
        {
            content: "five filters of the second line cannot be had in time",
            trigger: `${LINE} .o_data_cell[name=amazon_backordered_quantity]`,
            run: "click",
        },
        {
            content: "they are promised for later",
            trigger: `${LINE} .o_field_widget[name=amazon_backordered_quantity] input`,
            run: "edit 5",
        },
        {
            content: "Odoo lowers what is accepted",
            trigger: `${LINE} .o_field_widget[name=amazon_scheduled_ship_date] input`,
            run: "click",
        },
        {
            content: "when they will leave",
            trigger: `${LINE} .o_field_widget[name=amazon_scheduled_ship_date] input`,
            run({ queryOne }) {
                const day = luxon.DateTime.now().plus({ days: 20 });
                const input = this.anchor;
                input.value = day.toFormat("MM/dd/yyyy HH:mm:ss");
                input.dispatchEvent(new InputEvent("input", { bubbles: true }));
                input.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        {
            content: "save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "the other five stay accepted",
            trigger: `${LINE} .o_data_cell[name=amazon_accepted_quantity]:contains(/^5$/)`,
        },
        {
            content: "confirm and tell Amazon",
            trigger: ".o_statusbar_buttons button[name=action_request_amazon_acknowledge]:enabled",
            run: "click",
        },
        {
            content: "the order is confirmed",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Sales Order)",
        },
    ],
});

tours.add("amazon_ship_half_and_send_the_notice", {
    steps: () => [
        {
            content: "the delivery of the order",
            trigger: "button[name=action_view_delivery]",
            run: "click",
        },
        {
            content: "not all kettles are packed",
            trigger: ".o_field_widget[name=move_ids] .o_data_row:eq(0) .o_data_cell[name=quantity]",
            run: "click",
        },
        {
            content: "four of eight leave",
            trigger: ".o_data_row:eq(0) .o_field_widget[name=quantity] input",
            run: "edit 4",
        },
        {
            content: "none of the filters",
            trigger: ".o_field_widget[name=move_ids] .o_data_row:eq(1) .o_data_cell[name=quantity]",
            run: "click",
        },
        {
            content: "none of the filters",
            trigger: ".o_data_row:eq(1) .o_field_widget[name=quantity] input",
            run: "edit 0",
        },
        {
            content: "ship",
            trigger: "button[name=button_validate]",
            run: "click",
        },
        {
            content: "the rest leaves later",
            trigger: ".modal button[name=process]",
            run: "click",
        },
        {
            content: "tell Amazon what is on its way",
            trigger: "button[name=action_amazon_confirm_shipment]:enabled",
            run: "click",
        },
        {
            content: "the notice is sent by the scheduled work",
            trigger: ".o_form_view .nav-link[name=amazon]",
            run: "click",
        },
        {
            content: "it waits to be sent",
            trigger: ".o_field_widget[name=amazon_shipment_state]:contains(Waiting to be sent)",
        },
    ],
});
