// Rows to pick from. The name in the first cell is the button; a row with several choices has them in a last column.
// In a narrow panel the style sheet turns each row into a small card.

import { add, clean, el, uniqueID } from "../dom";
import { markdown } from "../markdown";
import type { Choice, Column, Row, TableMessage } from "../protocol";
import type { Turn } from "../turn";
import { words } from "../words";
import { choiceButton } from "./choices";
import { openLink } from "./record";

export function table(message: TableMessage, turn: Turn): HTMLElement {
  const columns = message.columns ?? [];
  const rows = message.rows ?? [];
  const manyChoices = rows.some((row) => (row.choices?.length ?? 0) > 1);
  const linked = rows.some((row) => row.url);
  const ends = columns.map((column, at) => alignedAtEnd(column, at, rows));

  const head = el("tr", { role: "row" });
  columns.forEach((column, at) => add(head, el("th", { role: "columnheader", scope: "col", class: ends[at] ? "end" : false, dir: "auto" }, columnLabel(column))));
  if (manyChoices || linked) add(head, el("th", { role: "columnheader", scope: "col" }, el("span", { class: "hidden" }, words.actions)));

  const body = el("tbody", { role: "rowgroup" });
  for (const row of rows) {
    const line = el("tr", { role: "row" });
    (row.cells ?? []).forEach((cell, at) => {
      const attributes = { role: at ? "cell" : "rowheader", class: ends[at] ? "end" : false, dir: "auto" };
      const content = at === 0 && row.choices?.length === 1 ? pick(row, row.choices[0]!, turn) : clean(cell);
      add(line, at ? el("td", attributes, content) : el("th", { scope: "row", ...attributes }, content));
    });
    if (manyChoices || linked) add(line, el("td", { role: "cell", class: "row-actions" }, ...rowActions(row, turn)));
    add(body, line);
  }

  const caption = uniqueID("caption");
  return el("section", { class: "card table-card", "aria-labelledby": caption },
    el("div", { class: "prose", id: caption }, ...markdown(message.text)),
    rows.length > 0 && el("div", { class: "scroll", tabindex: 0, role: "region", "aria-labelledby": caption },
      el("table", { role: "table", "aria-labelledby": caption }, el("thead", { role: "rowgroup" }, head), body)),
    pager(message, turn));
}

const columnLabel = (column: Column): string => clean(typeof column === "string" ? column : column?.label);

/** Numbers stand at the end of their column, as given or as all its cells look. */
function alignedAtEnd(column: Column, at: number, rows: Row[]): boolean {
  if (typeof column !== "string" && column?.align) return column.align === "end";
  return at > 0 && rows.length > 0 && rows.every((row) => /^(?:[\p{Sc}A-Z]{0,3}\s?-?\d[\d.,'\s]*(?:[%\p{Sc}]|\s?[A-Z]{3})?|[-–—]?)$/u.test(clean(row.cells?.[at])));
}

/** The button in the first cell. */
function pick(row: Row, choice: Choice, turn: Turn): HTMLElement {
  const name = clean(row.cells[0]);
  const label = clean(choice.label);
  const button = el("button", { type: "button", class: "pick" }, el("span", { dir: "auto" }, name),
    label !== name && el("span", { class: "hidden" }, `, ${label}`));
  turn.offer(button, choice, label === name ? label : `${label}: ${name}`);
  return button;
}

function rowActions(row: Row, turn: Turn): HTMLElement[] {
  const name = clean(row.cells?.[0]);
  const nodes: HTMLElement[] = [];
  if ((row.choices?.length ?? 0) > 1) {
    for (const choice of row.choices!) {
      const button = choiceButton(choice, turn, "button", `${choice.label}: ${name}`);
      button.append(el("span", { class: "hidden" }, ` ${name}`));
      nodes.push(button);
    }
  }
  const open = openLink(row.url);
  if (open) {
    open.classList.add("compact");
    open.querySelector(".hidden")!.textContent = `: ${name}, ${words.newTab}`;
    nodes.push(open);
  }
  return nodes;
}

function pager(message: TableMessage, turn: Turn): HTMLElement | undefined {
  const offered = message.choices ?? [];
  const rows = message.rows?.length ?? 0;
  if (!offered.length && !rows) return undefined;
  const node = el("div", { class: "pager", role: "group", "aria-label": words.pages });
  if (rows) add(node, el("span", { class: "small range" }, words.range(message.from, message.to, message.total)));
  for (const choice of offered) {
    add(node, choiceButton(choice, turn, "button"));
  }
  return node;
}
