// Buttons for the choices of a message: pills that wrap, or the action row of a card.

import { add, el, group, icon, told, uniqueID } from "../dom";
import type { Choice } from "../protocol";
import type { Turn } from "../turn";
import { t } from "../words";

const filterAbove = 8; // the usual pipeline has seven stages, and a way out goes with them
const beforeMenu = 3;

export function choices(
  list: Choice[] | undefined, turn: Turn, look: "chips" | "actions" | "actions minor" = "chips", canFilter = false,
): HTMLElement | undefined {
  if (!list?.length) return undefined;
  const buttons = list.map((choice) => choiceButton(choice, turn, look === "chips" ? "chip" : "button"));
  const row = group(look, t("answers"), ...buttons);
  return canFilter && list.length > filterAbove ? filtered(row, buttons, turn) : row;
}

export function choiceButton(choice: Choice, turn: Turn, look: "chip" | "button", bubble?: string): HTMLButtonElement {
  const style = ["primary", "danger", "link"].includes(choice.style ?? "") ? choice.style : "";
  const button = el("button", { type: "button", class: `${look} ${style}`.trim() },
    icon("check"), told("span.label", choice.label));
  turn.offer(button, choice, bubble);
  return button;
}

/** The first of a record's actions side by side, the rest in a menu. */
export function actions(list: Choice[] | undefined, turn: Turn): HTMLElement | undefined {
  const row = choices(list?.slice(0, beforeMenu), turn, "actions");
  const rest = choices(list?.slice(beforeMenu), turn, "actions");
  if (row && rest) add(row, el("details.menu", el("summary.button", t("more")), rest));
  return row;
}

/** A long list gets a box above it that leaves only what contains the written words. */
function filtered(row: HTMLElement, buttons: HTMLButtonElement[], turn: Turn): HTMLElement {
  const none = el("p.small", { hidden: true, role: "status" }, t("noMatch"));
  const id = uniqueID("filter");
  const box = el("input", {
    id, type: "search", class: "input", autocomplete: "off",
    input: () => {
      const wanted = box.value.trim().toLowerCase();
      let left = 0;
      for (const button of buttons) {
        button.hidden = !button.textContent!.toLowerCase().includes(wanted);
        if (!button.hidden) left++;
      }
      none.hidden = left > 0;
    },
  });
  const label = el("div.labelled", el("label", { for: id, class: "small" }, t("filter")), box);
  turn.temporary(label);
  row.classList.add("many");
  return el("div.stack", label, row, none);
}
