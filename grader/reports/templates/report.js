"use strict";
// Sorting and filtering of the tables on this page. Without this script every table is whole and in the roster's order.
for (const bar of document.querySelectorAll(".bar-tools")) {
  const table = document.getElementById(bar.dataset.table);
  const body = table.tBodies[0];
  const rows = Array.from(body.rows);
  const find = bar.querySelector("input[type=search]");
  const state = bar.querySelector("select");
  const count = bar.querySelector("output");
  const text = new Map(rows.map((row) => [row, row.textContent.toLocaleLowerCase()]));
  const show = () => {
    const words = find.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const fits = (!state.value || (" " + row.dataset.s + " ").includes(" " + state.value + " ")) && words.every((word) => text.get(row).includes(word));
      row.hidden = !fits;
      shown += fits;
    }
    count.textContent = bar.dataset.count.replace("{shown}", shown).replace("{all}", rows.length);
  };
  find.addEventListener("input", show);
  state.addEventListener("change", show);
  show();
  bar.hidden = false;

  // A browser drops a table's meaning where the style sheet lays its parts out as blocks, on a phone; the roles keep it.
  table.setAttribute("role", "table");
  for (const row of table.rows) {
    row.setAttribute("role", "row");
    for (const cell of row.cells) {
      cell.setAttribute("role", cell.tagName === "TD" ? "cell" : cell.scope === "row" ? "rowheader" : "columnheader");
    }
  }

  const words = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const value = (row, column, numbers) => {
    const cell = row.cells[column];
    const found = (cell.dataset.v ?? cell.textContent).trim();
    return numbers ? parseFloat(found) : found;
  };
  Array.from(table.tHead.rows[0].cells).forEach((head, column) => {
    const numbers = head.classList.contains("number") || head.dataset.sort === "number";
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const before = head.getAttribute("aria-sort");
      const up = before ? before === "descending" : !numbers;
      for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      const keyed = rows.map((row, index) => ({ row, index, key: value(row, column, numbers) }));
      const unknown = (one) => one.key === "" || Number.isNaN(one.key);
      keyed.sort((a, b) => {
        if (unknown(a) || unknown(b)) return unknown(a) - unknown(b) || a.index - b.index;
        const order = numbers ? a.key - b.key : words.compare(a.key, b.key);
        return (up ? order : -order) || a.index - b.index;
      });
      body.append(...keyed.map((one) => one.row));
    });
  });
}
