/* Which nodes an edge joins, and what lights up: classes only, their looks are in graph.css.

   "is-near"    what is pointed at, its edges and the nodes at their other ends
   "is-pinned"  the same for what was pinned; the drawing has "has-pin" meanwhile, and fades the rest
   "is-chosen"  the pinned node itself */

export function makeLinks(svg) {
    const edges = new Map();
    for (const edge of svg.querySelectorAll(".edge[data-from]")) {
        for (const end of [edge.dataset.from, edge.dataset.to]) {
            if (!edges.has(end)) {
                edges.set(end, []);
            }
            edges.get(end).push(edge);
        }
    }
    const lit = { "is-near": [], "is-pinned": [] };
    let pinned = null;

    function around(element) {
        const own = element.classList.contains("edge") ? [element] : (edges.get(element.id) ?? []);
        const ends = own.flatMap((edge) => [edge.dataset.from, edge.dataset.to]);
        const nodes = [...new Set(ends)].map((id) => svg.getElementById(id));
        return [...new Set([element, ...own, ...nodes])].filter(Boolean);
    }

    function light(name, element) {
        for (const each of lit[name]) {
            each.classList.remove(name);
        }
        lit[name] = element ? around(element) : [];
        for (const each of lit[name]) {
            each.classList.add(name);
        }
    }

    return {
        pinned: () => pinned,
        hover: (element) => light("is-near", element),
        neighbours: (id) => around(svg.getElementById(id)),
        pin(id) {
            svg.querySelector(".is-chosen")?.classList.remove("is-chosen");
            const element = id && svg.getElementById(id);
            pinned = element ? id : null;
            light("is-pinned", element);
            svg.classList.toggle("has-pin", Boolean(element));
            element?.classList.add("is-chosen");
        },
    };
}
