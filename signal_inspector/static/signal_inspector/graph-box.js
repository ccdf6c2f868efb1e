/* A drawing in a part of a page: as high as it needs to be seen whole, with buttons beside it. */

import { makeGraph } from "./graph.js";
import { NATURAL } from "./graph-view.js";

const MOST_HEIGHT = 0.6; /* of the window */
const LEAST_HEIGHT = 160;

/* Returns what makeGraph returns. */
export function makeBox(svg, box, buttons) {
    const { width, height } = svg.viewBox.baseVal;
    const whole = height * Math.min(box.clientWidth / width, NATURAL) + 24;
    const most = Math.max(innerHeight * MOST_HEIGHT, LEAST_HEIGHT);
    box.style.height = `${Math.min(Math.max(whole, LEAST_HEIGHT), most)}px`;
    box.removeAttribute("tabindex");
    const graph = makeGraph(svg);
    buttons.hidden = false;
    buttons.addEventListener("click", ({ target }) => graph.view.press(target));
    return graph;
}
