/* The page of a recording: a drawing to move in, filters and folding. Without this script all of the
   drawing and all rows are there. */

import { makeGraph } from "./graph.js";

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

/* As high as the drawing needs to be seen whole, within limits; Graphviz measures in points. */
function startDrawing(section) {
    const svg = section.querySelector(".signal-graph");
    const box = section.querySelector(".drawing");
    const { width, height } = svg.viewBox.baseVal;
    const whole = height * Math.min(box.clientWidth / width, 4 / 3) + 24;
    box.style.height = `${Math.min(Math.max(whole, 160), Math.max(innerHeight * 0.6, 160))}px`;
    box.classList.add("moving");
    box.removeAttribute("tabindex");
    const graph = makeGraph(svg);
    const tools = section.querySelector(".zoom");
    tools.hidden = false;
    tools.addEventListener("click", ({ target }) => {
        const { zoom } = target.dataset;
        if (zoom === "fit" || zoom === "natural") {
            graph.view[zoom]();
        } else if (zoom) {
            graph.view.zoom(Number(zoom));
        }
    });
}

const drawing = document.querySelector("#drawing:has(.signal-graph)");
if (drawing) {
    startDrawing(drawing);
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
