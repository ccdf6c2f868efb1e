/* The drawings of the panel: to move in, one at a time. Loaded when the first one is shown. */

import { makeBox } from "./graph-box.js";

export function startGraph(element) {
    const svg = element.querySelector(".signal-graph");
    if (!svg) {
        return;
    }
    const box = element.querySelector(".sigi-drawing");
    box.classList.add("sigi-moving");
    // An image hides what is in it from screen readers, and each node can be pinned.
    svg.setAttribute("role", "group");
    makeBox(svg, box, element.querySelector(".sigi-zoom"));
    for (const node of svg.querySelectorAll(".node[tabindex]")) {
        node.setAttribute("role", "button");
        node.setAttribute("aria-pressed", "false");
    }
    svg.addEventListener("graph:pin", ({ detail }) => {
        for (const node of svg.querySelectorAll(".node[aria-pressed]")) {
            node.setAttribute("aria-pressed", node.id === detail.id);
        }
    });
}
