"use strict";
// Sorting and filtering of the tables on this page. Without this script every table is whole and in the roster's order.
const MOST = 300; // rows drawn at once: laying out thousands takes a browser seconds

function prepare(bar) {
  const table = document.getElementById(bar.dataset.table);
  const body = table.tBodies[0];
  const find = bar.querySelector("input");
  const state = bar.querySelector("select");
  const count = bar.querySelector("output");
  const all = bar.querySelector("button");
  let rows = Array.from(body.rows);
  let text = null;
  let whole = rows.length <= MOST;

  const show = () => {
    const words = find.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    if (words.length && !text) text = new Map(rows.map((row) => [row, row.textContent.toLocaleLowerCase()]));
    let shown = 0;
    for (const row of rows) {
      const fits =
        (!state.value || row.dataset.s.split(" ").includes(state.value)) && words.every((word) => text.get(row).includes(word));
      shown += fits;
      row.hidden = !fits;
      row.classList.toggle("later", fits && !whole && shown > MOST);
    }
    count.textContent = bar.dataset.count.replace("{shown}", shown).replace("{all}", rows.length);
    all.hidden = whole || shown <= MOST;
    all.textContent = bar.dataset.more.replace("{n}", shown);
  };

  const words = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const key = (row, column, numbers) => {
    const cell = row.cells[column];
    const found = (cell.dataset.v ?? cell.textContent).trim();
    return numbers ? parseFloat(found) : found;
  };
  const sort = (head, column, numbers) => {
    const before = head.getAttribute("aria-sort");
    const up = before ? before === "descending" : !numbers;
    for (const other of head.parentNode.cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const keyed = rows.map((row, index) => ({ row, index, key: key(row, column, numbers) }));
    const unknown = (one) => one.key === "" || Number.isNaN(one.key);
    keyed.sort((a, b) => {
      if (unknown(a) || unknown(b)) return unknown(a) - unknown(b) || a.index - b.index;
      const order = numbers ? a.key - b.key : words.compare(a.key, b.key);
      return (up ? order : -order) || a.index - b.index;
    });
    rows = keyed.map((one) => one.row);
    show();
    body.remove(); // moved one by one in the page, thousands of rows would be styled over and over
    body.append(...rows);
    table.tHead.after(body);
  };
  Array.from(table.tHead.rows[0].cells).forEach((head, column) => {
    const numbers = head.classList.contains("number") || head.dataset.sort === "number";
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sort(head, column, numbers));
  });
  find.addEventListener("input", show);
  state.addEventListener("change", show);
  all.addEventListener("click", () => {
    whole = true;
    show();
    find.focus();
  });
  bar.hidden = false;
  show();
}

// A browser may drop a table's meaning where the style sheet lays its parts out as blocks, on a phone; the roles keep it.
function keepMeaning(table) {
  table.setAttribute("role", "table");
  for (const row of table.rows) {
    row.setAttribute("role", "row");
    for (const cell of row.cells) {
      cell.setAttribute("role", cell.tagName === "TD" ? "cell" : cell.scope === "row" ? "rowheader" : "columnheader");
    }
  }
}

const narrow = matchMedia("(max-width: 720px)");
const keepAll = () => narrow.matches && document.querySelectorAll("table.cards").forEach(keepMeaning);
narrow.addEventListener("change", keepAll);
keepAll();
document.querySelectorAll(".bar-tools").forEach(prepare);
document.documentElement.classList.remove("scripted");
