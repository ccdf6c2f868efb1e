/* What the panel can do beyond its HTML, which is complete without: looks, tabs, sorting, filtering
   as one types, parts of the cascade fetched in place, copying. All of it works in the toolbar's
   shadow root and in the plain page. */

import { fetchRest, fetchSection, makeFilter, replacePart } from "./parts.js";
import { copyAndSay, makeSpots, showQuery } from "./places.js";
import { makeSortable, makeTabs } from "./sections.js";

const PANEL = "SignalInspectorPanel";

function toolbar() {
    const host = document.getElementById("djDebugRoot");
    return (host?.shadowRoot ?? document).querySelector("#djDebug");
}

async function adoptStyle(root, name) {
    if (root.adoptedStyleSheets.some((sheet) => sheet.signalInspector === name)) {
        return;
    }
    const sheet = new CSSStyleSheet();
    sheet.signalInspector = name;
    root.adoptedStyleSheets.push(sheet);
    const response = await fetch(new URL(name, import.meta.url));
    sheet.replaceSync(await response.text());
}

/* What was fetched may hold a drawing, which needs more of us than the rest of the panel. */
async function readySection(section) {
    const graph = section.querySelector(".sigi-graph");
    if (graph) {
        const root = section.getRootNode();
        const [{ startGraph }] = await Promise.all([
            import("./panel-graph.js"),
            adoptStyle(root, "graph.css"),
            adoptStyle(root, "panel-graph.css"),
        ]);
        startGraph(graph);
    }
}

/* Open all that a line lies in and bring it into view. */
function showLine(sigi, place) {
    const line = sigi.querySelector(`[data-place="${place}"]`);
    if (!line) {
        return false;
    }
    sigi.querySelector(".sigi-found")?.classList.remove("sigi-found");
    sigi.querySelector("[role=tab]")?.click();
    for (let above = line; above !== sigi; above = above.parentElement) {
        if (above.tagName === "DETAILS") {
            above.open = true;
        }
    }
    line.classList.add("sigi-found");
    line.scrollIntoView({ block: "center" });
    line.querySelector("summary").focus({ preventScroll: true });
    return true;
}

function onClick(event, sigi, words) {
    const spot = event.target.closest("span.sigi-spot");
    const link = event.target.closest("a");
    const row = event.target.closest(".sigi-sql-row");
    if (row) {
        showQuery(toolbar(), row.dataset.sqlRow);
    } else if (spot?.dataset.url) {
        event.preventDefault();
        location.assign(spot.dataset.url);
    } else if (spot) {
        event.preventDefault();
        copyAndSay(spot, spot.title, words);
    } else if (link?.closest(".sigi-part")) {
        event.preventDefault();
        event.stopPropagation();
        fetchSection(link.closest(".sigi-section"), words, readySection);
    } else if (link?.matches(".sigi-swap") && link.closest(".sigi-section")) {
        event.preventDefault();
        event.stopPropagation();
        replacePart(link.closest("[data-part]"), link, words, readySection);
    } else if (link?.closest(".sigi-rest:not(.sigi-deep)")) {
        event.preventDefault();
        event.stopPropagation();
        fetchRest(link, words);
    } else if (link?.dataset.row && showLine(sigi, link.dataset.row)) {
        event.preventDefault();
        event.stopPropagation();
    } else if (link?.dataset.copyLabel) {
        event.preventDefault();
        fetch(link.href)
            .then((response) => response.text())
            .then((text) => copyAndSay(link, text, words));
    }
}

/* A menu goes when one chooses from it, leaves it, or presses Escape. */
function makeMenu(menu) {
    menu.addEventListener("click", (event) => {
        menu.open &&= !event.target.closest("a");
    });
    menu.addEventListener("focusout", (event) => {
        menu.open &&= !event.relatedTarget || menu.contains(event.relatedTarget);
    });
    menu.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && menu.open) {
            event.stopPropagation();
            menu.open = false;
            menu.querySelector("summary").focus();
        }
    });
}

function onKeydown(event) {
    const spot = event.target.closest(":is(span.sigi-spot, .sigi-sql-row)[role]");
    if (spot && (event.key === "Enter" || event.key === " ")) {
        event.preventDefault();
        spot.click();
    }
}

function onToggle(event, words) {
    const details = event.target;
    const link = details.open && details.querySelector(":scope > .sigi-lines > .sigi-on-open a");
    if (link && !link.closest("[aria-busy]")) {
        fetchRest(link, words);
    }
}

function start() {
    const debug = toolbar();
    const sigi = debug?.querySelector(`#${PANEL} .sigi`);
    if (!sigi || sigi.dataset.isReady) {
        return;
    }
    sigi.dataset.isReady = "true";
    adoptStyle(debug.getRootNode(), "panel.css");
    const words = sigi.dataset;
    const sections = sigi.querySelector(".sigi-sections");
    if (!sections) {
        return;
    }
    makeTabs(sections, (section) => fetchSection(section, words, readySection));
    makeSpots(sigi, words);
    for (const link of sigi.querySelectorAll("[data-copy-label]")) {
        link.textContent = link.dataset.copyLabel;
    }
    sigi.querySelectorAll(".sigi-menu").forEach(makeMenu);
    sigi.querySelectorAll(".sigi-table").forEach(makeSortable);
    for (const form of sigi.querySelectorAll(".sigi-filter")) {
        makeFilter(form, words);
    }
    sigi.addEventListener("click", (event) => onClick(event, sigi, words));
    sigi.addEventListener("keydown", onKeydown);
    sigi.addEventListener("toggle", (event) => onToggle(event, words), true);
}

// The event of the first opening is over when this module runs. Later ones bring new content.
toolbar()?.addEventListener("djdt.panel.render", (event) => {
    if (event.detail.panelId === PANEL) {
        start();
    }
});
start();
