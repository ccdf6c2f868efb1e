import { makeSpots } from "./places.js";
import { makeSortable } from "./sections.js";

async function fetchPart(url, signal) {
    const response = await fetch(url, { signal, credentials: "same-origin" });
    if (!response.ok) {
        throw new Error(`${response.status} ${response.statusText}`);
    }
    const part = document.createElement("template");
    part.innerHTML = (await response.json()).content;
    return part.content;
}

/* The link's item makes room for the lines that it stands for. */
export async function fetchRest(link, words) {
    const item = link.closest(".sigi-rest");
    item.setAttribute("aria-busy", "true");
    try {
        const part = await fetchPart(link.href);
        makeSpots(part, words);
        const lines = part.querySelector(".sigi-cascade > .sigi-lines");
        const first = lines?.querySelector("summary");
        const hadFocus = item.contains(item.getRootNode().activeElement);
        item.replaceWith(...(lines?.childNodes ?? [part]));
        if (hadFocus) {
            first?.focus();
        }
    } catch (error) {
        item.removeAttribute("aria-busy");
        link.textContent = error.message;
    }
}

/* A section whose content is made when it is shown gets it in the place of its link. */
export function fetchSection(section, words, onReady) {
    const link = section.querySelector(":scope > .sigi-part > a");
    return link && replacePart(link.parentElement, link, words, onReady);
}

/* What the link leads to comes in the place of an element; onReady is told of the section. */
export async function replacePart(place, link, words, onReady) {
    const section = place.closest(".sigi-section");
    if (section.getAttribute("aria-busy") === "true") {
        return;
    }
    section.setAttribute("aria-busy", "true");
    try {
        const part = await fetchPart(link.href);
        makeSpots(part, words);
        part.querySelectorAll(".sigi-table").forEach(makeSortable);
        const hadFocus = place.contains(place.getRootNode().activeElement);
        place.replaceWith(...(part.querySelector(".sigi") ?? part).childNodes);
        if (hadFocus) {
            section.querySelector("[aria-current]")?.focus();
        }
        await onReady(section);
    } catch (error) {
        link.textContent = error.message;
    } finally {
        section.removeAttribute("aria-busy");
    }
}

export function makeFilter(form, words) {
    const status = form.querySelector("[role=status]");
    let running = new AbortController();
    let timer;
    async function apply() {
        clearTimeout(timer);
        running.abort();
        running = new AbortController();
        const url = new URL(form.action);
        url.search = new URLSearchParams(new FormData(form));
        try {
            const part = await fetchPart(url, running.signal);
            makeSpots(part, words);
            const passed = part.querySelector(".sigi-passed");
            passed?.remove();
            status.textContent = passed?.textContent ?? "";
            const cascade = form.parentElement.querySelector(".sigi-cascade");
            cascade.replaceChildren(...(part.querySelector(".sigi-cascade") ?? part).childNodes);
        } catch (error) {
            if (error.name !== "AbortError") {
                status.textContent = error.message;
            }
        }
    }
    form.addEventListener("input", () => {
        clearTimeout(timer);
        timer = setTimeout(apply, 150);
    });
    form.addEventListener("submit", (event) => event.preventDefault());
    form.querySelector("button").hidden = true;
    // In a shadow root the page cannot see that one types in a field: its shortcuts would run.
    form.addEventListener("keydown", (event) => {
        if (event.key !== "Escape") {
            event.stopPropagation();
        }
    });
}
