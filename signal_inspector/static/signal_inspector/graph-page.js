/* The page of the html format: a drawing, a list of what is in it, a search, buttons. Without this
   script the list still leads to the places in the drawing, which is then scrolled. */

import { makeGraph } from "./graph.js";

/* What leads to a node; beside it may stand a link to its source. */
const ENTRY = "a:not(.source)";

const svg = document.querySelector(".signal-graph");
const search = document.querySelector("[type=search]");
const found = document.querySelector("[role=status]");
const entries = [...document.querySelectorAll(`aside ${ENTRY}`)].map((link) => ({
    link,
    id: link.hash.slice(1),
    item: link.parentElement,
    words: `${link.title} ${link.textContent}`.toLowerCase(),
}));

document.documentElement.classList.add("has-script");
const graph = makeGraph(svg, { wheel: "zoom" });

function filter() {
    const wanted = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const { item, words } of entries) {
        const isHit = wanted.every((word) => words.includes(word));
        item.hidden = !isHit;
        count += isHit;
    }
    found.textContent = wanted.length ? `${count} of ${entries.length}` : "";
    for (const section of document.querySelectorAll("aside details")) {
        section.hidden = !section.querySelector("li:not([hidden])");
    }
}

/* Enter goes from match to match. */
function showNext() {
    const hits = entries.filter(({ item }) => !item.hidden);
    const now = hits.findIndex(({ id }) => id === graph.links.pinned());
    if (search.value.trim() && hits.length) {
        graph.show(hits[(now + 1) % hits.length].id);
    }
}

function step(from, by) {
    const shown = entries.filter(({ item }) => item.checkVisibility());
    const place = shown.findIndex(({ link }) => link === from) + by;
    (shown[place]?.link ?? search).focus();
}

function markPinned({ detail }) {
    document.querySelector("[aria-current]")?.removeAttribute("aria-current");
    const entry = entries.find(({ id }) => id === detail.id);
    entry?.link.setAttribute("aria-current", "true");
    entry?.link.scrollIntoView({ block: "nearest" });
}

search.addEventListener("input", filter);
svg.addEventListener("graph:pin", markPinned);

const aside = document.querySelector("aside");
for (const name of ["pointerover", "focusin"]) {
    aside.addEventListener(name, (event) => {
        const link = event.target.closest(ENTRY);
        graph.links.hover(link && svg.getElementById(link.hash.slice(1)));
    });
}
for (const name of ["pointerleave", "focusout"]) {
    aside.addEventListener(name, () => graph.links.hover(null));
}
aside.addEventListener("click", (event) => {
    const link = event.target.closest(ENTRY);
    if (link) {
        event.preventDefault();
        graph.show(link.hash.slice(1));
    }
});

document
    .querySelector("header")
    .addEventListener("click", ({ target }) => graph.view.press(target));

document.addEventListener("keydown", (event) => {
    const isTyping = event.target === search;
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.key === "/" && !isTyping) {
        event.preventDefault();
        search.select();
    } else if (event.key === "Escape" && isTyping && search.value) {
        search.value = "";
        filter();
    } else if (event.key === "Escape") {
        graph.pin(null);
    } else if (event.key === "Enter" && isTyping) {
        event.preventDefault();
        showNext();
    } else if (by && event.target.closest("aside")) {
        event.preventDefault();
        step(event.target.closest("li")?.querySelector(ENTRY), by);
    }
});

if (location.hash) {
    graph.show(location.hash.slice(1));
}
filter();
