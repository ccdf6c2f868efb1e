/* The drawings of the panel: to move in, one at a time. Loaded when the first one is shown. */

import { makeGraph } from "./graph.js";

const MOST_HEIGHT = 0.62;
const LEAST_HEIGHT = 160;
/* The size of a drawing as an image: Graphviz measures in points. */
const NATURAL = 4 / 3;

/* As high as the drawing needs to be seen whole, within limits. */
function makeRoom(box, { width, height }) {
    const scale = Math.min(box.clientWidth / width, NATURAL);
    const most = Math.max(innerHeight * MOST_HEIGHT, LEAST_HEIGHT);
    box.style.height = `${Math.min(Math.max(height * scale + 24, LEAST_HEIGHT), most)}px`;
}

export function startGraph(element) {
    const svg = element.querySelector(".signal-graph");
    if (!svg) {
        return;
    }
    const box = element.querySelector(".sigi-drawing");
    box.removeAttribute("tabindex");
    box.classList.add("sigi-moving");
    makeRoom(box, svg.viewBox.baseVal);
    // An image hides what is in it from screen readers, and each node can be pinned.
    svg.setAttribute("role", "group");
    const graph = makeGraph(svg);
    for (const node of svg.querySelectorAll(".node[tabindex]")) {
        node.setAttribute("role", "button");
        node.setAttribute("aria-pressed", "false");
    }
    svg.addEventListener("graph:pin", ({ detail }) => {
        for (const node of svg.querySelectorAll(".node[aria-pressed]")) {
            node.setAttribute("aria-pressed", node.id === detail.id);
        }
    });
    const tools = element.querySelector(".sigi-zoom");
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
