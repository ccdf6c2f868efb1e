/* Places that open no editor are copied instead. On the lines of the cascade they are for the mouse
   only: nothing within a summary may take the focus, and each line opens to its place as well. */
export function makeSpots(root, words) {
    for (const spot of root.querySelectorAll("span.sigi-spot:not([role])")) {
        if (spot.closest("summary")) {
            continue;
        }
        spot.setAttribute("role", "button");
        spot.setAttribute("aria-label", `${words.copy}: ${spot.title}`);
        spot.tabIndex = 0;
    }
    for (const row of root.querySelectorAll(".sigi-sql-row:not([role])")) {
        row.setAttribute("role", "button");
        row.tabIndex = 0;
    }
}

/* Open the SQL panel at one of its rows. */
export function showQuery(debug, number) {
    function show() {
        const row = debug.querySelector(`#SQLPanel #sqlMain_${number}`);
        row?.classList.add("djdt-highlighted");
        row?.scrollIntoView({ block: "center" });
        row?.querySelector("button")?.focus({ preventScroll: true });
        return Boolean(row);
    }
    function onRender(event) {
        if (event.detail.panelId === "SQLPanel" && show()) {
            debug.removeEventListener("djdt.panel.render", onRender);
        }
    }
    debug.addEventListener("djdt.panel.render", onRender);
    debug.querySelector("#djdt-SQLPanel a")?.click();
}

async function copy(text) {
    if (navigator.clipboard) {
        return navigator.clipboard.writeText(text);
    }
    // Pages that are not served from a secure origin have no clipboard but this.
    const field = document.createElement("textarea");
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand("copy");
    field.remove();
}

export async function copyAndSay(element, text, words) {
    await copy(text);
    const before = element.textContent;
    if (before === words.copied) {
        return;
    }
    element.textContent = words.copied;
    setTimeout(() => {
        element.textContent = before;
    }, 1200);
}
