/* Sections become tabs: buttons, arrow keys, one section shown; onShow is told which. */
export function makeTabs(sections, onShow) {
    const list = document.createElement("div");
    list.className = "sigi-tabs";
    list.setAttribute("role", "tablist");
    const tabs = [...sections.children].map((section, number) => {
        const tab = document.createElement("button");
        tab.type = "button";
        tab.id = `sigi-tab-${number}`;
        tab.setAttribute("role", "tab");
        tab.append(...section.querySelector("summary strong").cloneNode(true).childNodes);
        section.setAttribute("role", "tabpanel");
        section.setAttribute("aria-labelledby", tab.id);
        section.open = true;
        list.append(tab);
        return tab;
    });
    function select(chosen) {
        for (const [number, tab] of tabs.entries()) {
            const isChosen = number === chosen;
            tab.setAttribute("aria-selected", isChosen);
            tab.tabIndex = isChosen ? 0 : -1;
            sections.children[number].hidden = !isChosen;
        }
        onShow(sections.children[chosen]);
    }
    list.addEventListener("click", (event) => {
        const tab = event.target.closest("[role=tab]");
        if (tab) {
            select(tabs.indexOf(tab));
        }
    });
    list.addEventListener("keydown", (event) => {
        const now = tabs.indexOf(event.target.closest("[role=tab]"));
        const last = tabs.length - 1;
        const next = {
            ArrowLeft: now ? now - 1 : last,
            ArrowRight: now < last ? now + 1 : 0,
            Home: 0,
            End: last,
        }[event.key];
        if (next !== undefined) {
            event.preventDefault();
            select(next);
            tabs[next].focus();
        }
    });
    select(0);
    sections.classList.add("sigi-tabbed");
    sections.before(list);
}

/* Each column head becomes a button; numbers come from data-value and begin with the largest. */
export function makeSortable(table) {
    for (const [column, head] of [...table.tHead.rows[0].cells].entries()) {
        const button = document.createElement("button");
        button.type = "button";
        button.append(...head.childNodes);
        head.append(button);
        button.addEventListener("click", () => {
            const rows = [...table.tBodies[0].rows];
            const key = (row) =>
                row.cells[column].dataset.value ?? row.cells[column].textContent.trim();
            const isNumber = rows.some((row) => row.cells[column].dataset.value !== undefined);
            const order = head.getAttribute("aria-sort");
            const isDescending = order ? order === "ascending" : isNumber;
            const sign = isDescending ? -1 : 1;
            rows.sort(
                (a, b) => sign * key(a).localeCompare(key(b), undefined, { numeric: isNumber }),
            );
            table.tHead.querySelector("[aria-sort]")?.removeAttribute("aria-sort");
            head.setAttribute("aria-sort", isDescending ? "descending" : "ascending");
            table.tBodies[0].append(...rows);
        });
    }
}
