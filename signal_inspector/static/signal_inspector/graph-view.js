/* Pan and zoom: an svg shows the part of its drawing that begins at (x, y), `scale` pixels a unit.

   It zooms by its viewBox, which lays out every text anew. It pans by a transform of the group in
   it, which does not: with 5 000 receivers that takes a sixth of the time.

   Drag, wheel (with ctrl, or alone if `wheel` is "zoom"), pinch, arrow keys, + and -, 0 to see all,
   1 for the size that the drawing has as an image. */

const STEP = 1.25;
const NUDGE = 60;
const MAX_SCALE = 8;
/* Graphviz measures in points. */
export const NATURAL = 4 / 3;
/* A drawing that would be smaller than this to be seen whole begins at its natural size. */
const READABLE = 0.55;
const DRAG_FROM = 4;

export function makeView(svg, { wheel = "ctrl" } = {}) {
    const whole = { ...pick(svg.viewBox.baseVal) };
    const drawing = svg.querySelector(":scope > g");
    const placed = drawing.getAttribute("transform") ?? "";
    let [x, y, scale] = [whole.x, whole.y, NATURAL];
    const pointers = new Map();
    let travelled = 0;

    const size = () => svg.getBoundingClientRect();
    const fitting = () => Math.min(size().width / whole.width, size().height / whole.height);
    const smallest = () => Math.min(fitting(), NATURAL) / 2;

    function draw() {
        const { width, height } = size();
        if (width && height) {
            change(svg, "viewBox", `0 0 ${width / scale} ${height / scale}`);
            change(drawing, "transform", `translate(${-x} ${-y}) ${placed}`);
        }
    }

    function move(right, down) {
        x += right / scale;
        y += down / scale;
        // Some of the drawing always stays in sight.
        const { width, height } = size();
        x = between(whole.x - width / scale / 2, x, whole.x + whole.width - width / scale / 2);
        y = between(whole.y - height / scale / 2, y, whole.y + whole.height - height / scale / 2);
        draw();
    }

    /* The place at (left, top) of the window stays where it is. */
    function zoom(factor, left, top) {
        const box = size();
        const [dx, dy] = [
            (left ?? box.x + box.width / 2) - box.x,
            (top ?? box.y + box.height / 2) - box.y,
        ];
        const before = scale;
        scale = between(smallest(), scale * factor, MAX_SCALE);
        x += dx / before - dx / scale;
        y += dy / before - dy / scale;
        move(0, 0);
    }

    function fit() {
        scale = Math.min(fitting(), NATURAL * 1.5);
        x = whole.x + whole.width / 2 - size().width / scale / 2;
        y = whole.y + whole.height / 2 - size().height / scale / 2;
        draw();
    }

    function natural() {
        zoom(NATURAL / scale);
    }

    function start() {
        if (fitting() >= READABLE) {
            fit();
        } else {
            [x, y, scale] = [whole.x, whole.y, NATURAL];
            x -= Math.max(0, size().width / scale - whole.width) / 2;
            draw();
        }
    }

    function centre(element) {
        if (!element) {
            return;
        }
        // Asked for before anything changes: it would be laid out once more for the answer.
        const [box, around] = [size(), element.getBoundingClientRect()];
        const right = x + (around.x + around.width / 2 - box.x) / scale;
        const down = y + (around.y + around.height / 2 - box.y) / scale;
        scale = Math.max(scale, NATURAL * 0.8);
        x = right - box.width / scale / 2;
        y = down - box.height / scale / 2;
        move(0, 0);
    }

    svg.addEventListener(
        "wheel",
        (event) => {
            if (wheel === "zoom" || event.ctrlKey || event.metaKey) {
                event.preventDefault();
                zoom(
                    2 ** (-event.deltaY / (event.deltaMode ? 12 : 300)),
                    event.clientX,
                    event.clientY,
                );
            }
        },
        { passive: false },
    );

    svg.addEventListener("pointerdown", (event) => {
        if (event.button === 0) {
            pointers.set(event.pointerId, event);
            travelled = 0;
        }
    });
    svg.addEventListener("pointermove", (event) => {
        const last = pointers.get(event.pointerId);
        if (!last) {
            return;
        }
        pointers.set(event.pointerId, event);
        const [right, down] = [last.clientX - event.clientX, last.clientY - event.clientY];
        travelled += Math.abs(right) + Math.abs(down);
        if (travelled < DRAG_FROM) {
            return;
        }
        // Not before: a captured pointer clicks the svg, and not what is under it.
        svg.setPointerCapture(event.pointerId);
        svg.classList.add("is-dragged");
        const other = [...pointers.values()].find((each) => each.pointerId !== event.pointerId);
        if (other) {
            zoom(distance(event, other) / distance(last, other), other.clientX, other.clientY);
        } else {
            move(right, down);
        }
    });
    for (const end of ["pointerup", "pointercancel"]) {
        svg.addEventListener(end, (event) => {
            pointers.delete(event.pointerId);
            svg.classList.remove("is-dragged");
        });
    }

    svg.addEventListener("keydown", (event) => {
        const act = {
            ArrowLeft: () => move(-NUDGE, 0),
            ArrowRight: () => move(NUDGE, 0),
            ArrowUp: () => move(0, -NUDGE),
            ArrowDown: () => move(0, NUDGE),
            PageUp: () => move(0, -size().height * 0.8),
            PageDown: () => move(0, size().height * 0.8),
            "+": () => zoom(STEP),
            "=": () => zoom(STEP),
            "-": () => zoom(1 / STEP),
            0: fit,
            1: natural,
        }[event.key];
        if (act && !event.ctrlKey && !event.metaKey && !event.altKey) {
            event.preventDefault();
            event.stopPropagation();
            act();
        }
    });

    /* What a button asks for: data-zoom is a factor, "fit" or "natural". */
    function press(button) {
        const wanted = button.dataset.zoom;
        if (wanted === "fit") {
            fit();
        } else if (wanted === "natural") {
            natural();
        } else if (wanted) {
            zoom(Number(wanted));
        }
    }

    svg.setAttribute("tabindex", "0");
    new ResizeObserver(draw).observe(svg);
    start();
    return { press, centre, wasDragged: () => travelled >= DRAG_FROM };
}

/* Large drawings are laid out anew even if nothing has changed. */
function change(element, name, value) {
    if (element.getAttribute(name) !== value) {
        element.setAttribute(name, value);
    }
}

function pick({ x, y, width, height }) {
    return { x, y, width, height };
}

function between(low, number, high) {
    return Math.max(low, Math.min(number, Math.max(low, high)));
}

function distance(one, other) {
    return Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY) || 1;
}
