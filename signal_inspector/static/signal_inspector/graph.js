/* A drawing that one can move in and ask: pan, zoom, highlighted neighbours, one pinned node.

   For each inline <svg class="signal-graph"> that renderers/svg.py makes; its edges name their ends
   in data-from and data-to. Used by the panel, and written into the file of the html format:
   graph-view.js (pan and zoom), graph-links.js (neighbours), graph.js (this, both together),
   graph.css (how it looks), graph-box.js (in a part of a page), graph-page.js and graph-page.css (the
   html format only).

   Nothing but attributes and classes of the drawing changes, so strict content policies allow it,
   and nothing is looked for outside of the drawing, so it works in a shadow root. */

import { makeLinks } from "./graph-links.js";
import { makeView } from "./graph-view.js";

/* Drawings with more nodes than this are no chain of tab stops. */
const MAX_STOPS = 150;

/* Returns {view, links, show(id), pin(id)}. `wheel: "zoom"` zooms without ctrl, where the drawing is
   the page. Events of the svg, all bubbling: "graph:pin" with detail.id, null for none. */
export function makeGraph(svg, { wheel = "ctrl" } = {}) {
    const view = makeView(svg, { wheel });
    const links = makeLinks(svg);
    const partOf = (event) => event.target.closest(":is(.node, .edge[data-from]):not(.sample)");

    function pin(id) {
        links.pin(id);
        svg.dispatchEvent(new CustomEvent("graph:pin", { bubbles: true, detail: { id } }));
    }

    svg.addEventListener("pointerover", (event) => links.hover(partOf(event)));
    svg.addEventListener("pointerleave", () => links.hover(null));
    svg.addEventListener("focusin", (event) => links.hover(partOf(event)));
    svg.addEventListener("focusout", () => links.hover(null));
    svg.addEventListener("click", (event) => {
        if (!view.wasDragged()) {
            const id = partOf(event)?.id ?? null;
            pin(id === links.pinned() ? null : id);
        }
    });
    svg.addEventListener("keydown", (event) => {
        if (event.key === "Escape" && links.pinned()) {
            event.stopPropagation();
            pin(null);
        } else if (event.key === "Enter" || event.key === " ") {
            const id = partOf(event)?.id;
            if (id) {
                event.preventDefault();
                pin(id === links.pinned() ? null : id);
            }
        }
    });
    const nodes = svg.querySelectorAll(".node:not(.sample)");
    if (nodes.length <= MAX_STOPS) {
        for (const node of nodes) {
            node.setAttribute("tabindex", "0");
        }
    }
    return {
        view,
        links,
        pin,
        show(id) {
            view.centre(svg.getElementById(id));
            pin(id);
        },
    };
}
