// Rows to pick from. The name in the first cell is the button; a row with several choices has them in a last column.
// In a narrow panel the style sheet turns each row into a small card.

import { add, clean, el, group, hidden, isolated, told, uniqueID } from "../dom";
import { markdown } from "../markdown";
import type { Choice, Column, Row, TableMessage } from "../protocol";
import type { Turn } from "../turn";
import { language, t } from "../words";
import { choiceButton } from "./choices";
import { openLink } from "./record";

export function table(message: TableMessage, turn: Turn): HTMLElement {
  const columns = message.columns ?? [];
  const rows = message.rows ?? [];
  const manyChoices = rows.some((row) => (row.choices?.length ?? 0) > 1);
  const linked = rows.some((row) => row.url);
  const ends = columns.map((column, at) => alignedAtEnd(column, at, rows));

  const head = el("tr", ...columns.map((column, at) => el("th", { scope: "col", class: ends[at] && "end" }, isolated(columnLabel(column)))));
  if (manyChoices || linked) add(head, el("th", { scope: "col" }, hidden(t("actions"))));

  const body = el("tbody");
  for (const row of rows) {
    const line = el("tr");
    (row.cells ?? []).forEach((cell, at) => {
      const content = !at && row.choices?.length === 1 ? pick(row, row.choices[0]!, turn) : isolated(cell);
      add(line, el(at ? "td" : "th", { scope: !at && "row", class: ends[at] && "end" }, content));
    });
    if (manyChoices || linked) add(line, el("td.row-actions", ...rowActions(row, turn)));
    add(body, line);
  }

  const caption = uniqueID("caption");
  return el("div.card.table-card",
    el("div.prose", { id: caption }, ...markdown(message.text)),
    rows.length > 0 && el("div.scroll", { tabindex: 0, role: "region", "aria-labelledby": caption },
      el("table", { "aria-labelledby": caption }, el("thead", head), body)),
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
  const button = el("button", { type: "button", class: "pick" }, isolated(name),
    label !== name && hidden(`, ${label}`));
  turn.offer(button, choice, label === name ? label : `${label}: ${name}`);
  return button;
}

function rowActions(row: Row, turn: Turn): HTMLElement[] {
  const name = clean(row.cells?.[0]);
  const nodes: HTMLElement[] = [];
  if ((row.choices?.length ?? 0) > 1) {
    for (const choice of row.choices!) {
      const button = choiceButton(choice, turn, "button", `${choice.label}: ${name}`);
      button.append(hidden(` ${name}`));
      nodes.push(button);
    }
  }
  const open = openLink(row.url);
  if (open) {
    open.classList.add("compact");
    open.querySelector(".hidden")!.textContent = `: ${name}, ${t("newTab")}`;
    nodes.push(open);
  }
  return nodes;
}

/** Which rows of how many are shown. */
export function range({ from, to, total }: TableMessage): string {
  const [first, last, all] = [from, to, total].map((count) => count?.toLocaleString(language) ?? "");
  return all ? t("rangeOf", first!, last!, all) : t("range", first!, last!);
}

function pager(message: TableMessage, turn: Turn): HTMLElement | undefined {
  const offered = message.choices ?? [];
  const rows = message.rows?.length ?? 0;
  if (!offered.length && !rows) return undefined;
  return group("pager", t("pages"), rows > 0 && told("span.small.range", range(message)),
    ...offered.map((choice) => choiceButton(choice, turn, "button")));
}
