// Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
// Opens each action as a click in the menu would, then its first record with all its pages.
// Expects `screens`: the actions' external ids, each with the selector of what a click on its first
// record opens.

const { action: actions } = odoo.__WOWL_DEBUG__.root.env.services;

async function find(selector, what) {
    for (let waited = 0; waited < 10000; waited += 50) {
        const element = document.querySelector(selector);
        if (element) {
            return element;
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`${what}: ${selector} is not there`);
}

function complain(where) {
    const dialog = document.querySelector(".o_error_dialog, .o_dialog .o_dialog_error");
    if (dialog) {
        throw new Error(`${where}: ${dialog.textContent}`);
    }
}

async function openFirstRecord(screen, opened) {
    const cell = await find(".o_data_row .o_data_cell, .o_kanban_record:not(.o_kanban_ghost)", screen);
    cell.click();
    await find(opened, screen);
    for (const tab of document.querySelectorAll(".o_form_view .o_notebook .nav-link")) {
        tab.click();
        await find(".o_form_view .tab-pane.active", `${screen}, ${tab.textContent}`);
        complain(`${screen}, ${tab.textContent}`);
    }
}

async function openScreens() {
    for (const [screen, opened] of Object.entries(screens)) {
        await actions.doAction(screen, { clearBreadcrumbs: true });
        await find(".o_view_controller .o_content", screen);
        complain(screen);
        if (opened) {
            await openFirstRecord(screen, opened);
            complain(screen);
        }
    }
}

openScreens().then(
    () => console.log("test successful"),
    (error) => console.error(error.message)
);
