/* The page of a recording: a drawing to move in, filters and folding. Without this script all of the
   drawing and all rows are there. */

import { makeBox } from "./graph-box.js";

const form = document.querySelector(".filter");
const rows = [...document.querySelectorAll(".cascade tbody tr")].map((element) => ({
    element,
    depth: Number(element.dataset.depth),
    isCall: element.classList.contains("call"),
    isFailed: element.classList.contains("failed"),
    ns: Number(element.dataset.ns ?? 0),
    hasSql: "sql" in element.dataset,
    words: element.textContent.toLowerCase(),
    button: element.querySelector(".fold"),
    isFolded: false,
    passes: true,
}));

/* A row passes by itself; with it pass the rows that led to it. */
function filter() {
    const fields = form.elements;
    const words = fields.text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const ns = Number(fields.slower.value) * 1e6;
    const ofCalls = fields.errors.checked || fields.sql.checked || ns > 0;
    let count = 0;
    let wanted = -1; /* the depth above which the next rows to the top led to one that passes */
    for (const row of rows.toReversed()) {
        const isHit =
            (row.isCall || !ofCalls) &&
            (!fields.errors.checked || row.isFailed) &&
            (!fields.sql.checked || row.hasSql) &&
            row.ns >= ns &&
            words.every((word) => row.words.includes(word));
        row.passes = isHit || row.depth < wanted;
        if (row.passes) {
            wanted = row.depth;
        }
        count += isHit;
    }
    form.querySelector("output").textContent =
        words.length || ofCalls ? `${count} of ${rows.length} rows` : "";
    show();
}

function show() {
    let folded = Infinity;
    for (const row of rows) {
        if (row.depth <= folded) {
            folded = Infinity;
        }
        row.element.hidden = !row.passes || row.depth > folded;
        if (row.isFolded && folded === Infinity) {
            folded = row.depth;
        }
    }
}

function fold(row, isFolded) {
    row.isFolded = isFolded;
    row.button.setAttribute("aria-expanded", String(!isFolded));
    row.button.setAttribute("aria-label", isFolded ? "Unfold" : "Fold");
}

function foldAll(isFolded) {
    for (const row of rows.filter((row) => row.button)) {
        fold(row, isFolded);
    }
    show();
}

/* A link into the cascade leads to a row that can be seen. */
function reveal() {
    const target = rows.find((row) => `#${row.element.id}` === location.hash);
    if (target?.element.hidden) {
        form.reset();
        filter();
        foldAll(false);
        target.element.scrollIntoView({ block: "center" });
    }
}

const drawing = document.querySelector("#drawing:has(.signal-graph)");
if (drawing) {
    const box = drawing.querySelector(".drawing");
    box.classList.add("moving");
    makeBox(drawing.querySelector(".signal-graph"), box, drawing.querySelector(".zoom"));
}
if (form) {
    form.hidden = false;
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", filter);
    form.elements.fold.addEventListener("click", () => foldAll(true));
    form.elements.unfold.addEventListener("click", () => foldAll(false));
    for (const row of rows.filter((row) => row.button)) {
        row.button.hidden = false;
        row.button.addEventListener("click", () => {
            fold(row, !row.isFolded);
            show();
        });
    }
    addEventListener("hashchange", reveal);
}
