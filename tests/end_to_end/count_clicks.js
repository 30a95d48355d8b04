// Part of ACORN iAmazon. See LICENSE file for full copyright and licensing details.
// Clicks one button after the other, as a person would, and stops where one of them is missing.
// Expects `clicks`: a list of selector and text of what is clicked.

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

async function clickAll() {
    for (const click of clicks) {
        (await find(click)).click();
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
