// Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
// Clicks one button after the other, as a person would, and stops where one of them is missing.
// Expects `clicks`: a list of selector and text of what is clicked, and of what is typed there, or of
// the name and content of the file that is chosen.

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function find([selector, text]) {
    for (let waited = 0; waited < 10000; waited += 50) {
        for (const element of document.querySelectorAll(selector)) {
            if (element.textContent.includes(text)) {
                return element;
            }
        }
        await sleep(50);
    }
    throw new Error(`${selector} with ${text} is not there`);
}

function choose(input, { name, content }) {
    const files = new DataTransfer();
    files.items.add(new File([content], name));
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
}

function type(input, text) {
    input.focus();
    input.value = text;
    input.dispatchEvent(new InputEvent("input", { bubbles: true }));
    input.dispatchEvent(new Event("change", { bubbles: true }));
}

async function clickAll() {
    for (const [selector, text, entry] of clicks) {
        const element = await find([selector, text]);
        if (entry?.name) {
            choose(element, entry);
        } else {
            element.click();
        }
        if (typeof entry === "string") {
            type(element, entry);
        }
        await sleep(300);
    }
    for (let waited = 0; document.querySelector(".o_dialog"); waited += 50) {
        if (waited > 10000) {
            throw new Error(`The dialog stays open: ${document.querySelector(".o_dialog").textContent}`);
        }
        await sleep(50);
    }
}

clickAll().then(
    () => console.log("test successful"),
    (error) => console.error(error.message)
);
