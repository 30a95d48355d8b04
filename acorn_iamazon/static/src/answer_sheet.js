// Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.

import { onMounted, useExternalListener, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";

const KEYS = {
    a: "action_amazon_accept",
    b: "action_amazon_back_order",
    r: "action_amazon_reject",
};
const TYPING = "input, textarea, select, [contenteditable=true]";

// The lines of all orders that wait for an answer: A, B and R answer the row that the cursor is in,
// or those that are ticked; the foot line tells what the answers come to, and sends them.
export class AnswerSheetController extends ListController {
    static template = "acorn_iamazon.AnswerSheet";

    setup() {
        super.setup();
        this.orm = useService("orm");
        this.foot = useState({ totals: null });
        useExternalListener(document, "keydown", (ev) => this.onSheetKey(ev));
        useBus(this.model.bus, "update", () => this.loadFoot());
        onMounted(() => this.loadFoot());
    }

    async loadFoot() {
        const { resModel, domain } = this.model.root;
        const totals = await this.orm.silent.call(resModel, "amazon_summarise_answers", [domain]);
        this.foot.totals = totals;
    }

    getRows() {
        return [...this.rootRef.el.querySelectorAll(".o_data_row")];
    }

    async onSheetKey(ev) {
        const method = KEYS[ev.key.toLowerCase()];
        const isElsewhere = ev.target.closest(TYPING) || document.querySelector(".o_dialog");
        if (!method || isElsewhere || ev.ctrlKey || ev.altKey || ev.metaKey) {
            return;
        }
        const { selection, records } = this.model.root;
        const row = document.activeElement.closest(".o_data_row");
        const focused = records.filter((record) => record.id === row?.dataset.id);
        const answered = selection.length ? selection : focused;
        if (answered.length) {
            ev.preventDefault();
            const place = this.getRows().indexOf(row);
            await this.answer(method, answered.map((record) => record.resId));
            this.focusRow(selection.length ? place : place + 1);
        }
    }

    async answer(method, ids) {
        await this.orm.call(this.model.root.resModel, method, [ids]);
        await this.model.load();
    }

    focusRow(place) {
        const rows = this.getRows();
        const row = rows[Math.min(place, rows.length - 1)];
        row?.querySelector(".o_data_cell")?.focus();
    }

    async getIds() {
        const { resModel, domain } = this.model.root;
        return this.orm.search(resModel, domain);
    }

    async onPropose() {
        await this.answer("action_amazon_propose_orders", await this.getIds());
    }

    async onSend() {
        if (this.editedRecord) {
            await this.editedRecord.save();
        }
        const action = await this.orm.call(
            this.model.root.resModel,
            "action_amazon_acknowledge_orders",
            [await this.getIds()]
        );
        await this.actionService.doAction(action, { onClose: () => this.model.load() });
    }
}

registry.category("views").add("amazon_answer_sheet", {
    ...listView,
    Controller: AnswerSheetController,
});
