// Buttons for the choices of a message: pills that wrap, or the action row of a card.

import { clean, el, icon, uniqueID } from "../dom";
import type { Choice } from "../protocol";
import type { Turn } from "../turn";
import { words } from "../words";

const filterAbove = 8; // the usual pipeline has seven stages, and a way out goes with them

export function choices(
  list: Choice[] | undefined, turn: Turn, look: "chips" | "actions" | "actions minor" = "chips", canFilter = false,
): HTMLElement | undefined {
  if (!list?.length) return undefined;
  const buttons = list.map((choice) => choiceButton(choice, turn, look === "chips" ? "chip" : "button"));
  const row = el("div", { class: look, role: "group", "aria-label": words.answers }, ...buttons);
  return canFilter && list.length > filterAbove ? filtered(row, buttons, turn) : row;
}

export function choiceButton(choice: Choice, turn: Turn, look: "chip" | "button", bubble?: string): HTMLButtonElement {
  const style = ["primary", "danger", "link"].includes(choice.style ?? "") ? choice.style : "";
  const button = el("button", { type: "button", class: `${look} ${style}`.trim() },
    icon("check"), el("span", { dir: "auto" }, clean(choice.label)));
  turn.offer(button, choice, bubble);
  return button;
}

/** A long list gets a box above it that leaves only what contains the written words. */
function filtered(row: HTMLElement, buttons: HTMLButtonElement[], turn: Turn): HTMLElement {
  const none = el("p", { class: "small", hidden: true, role: "status" }, words.noMatch);
  const id = uniqueID("filter");
  const box = el("input", {
    id, type: "search", class: "input", autocomplete: "off",
    input: () => {
      const wanted = box.value.trim().toLocaleLowerCase();
      let left = 0;
      for (const button of buttons) {
        button.hidden = !button.textContent!.toLocaleLowerCase().includes(wanted);
        if (!button.hidden) left++;
      }
      none.hidden = left > 0;
    },
  });
  const label = el("div", { class: "labelled" }, el("label", { for: id, class: "small" }, words.filter), box);
  turn.temporary(label);
  row.classList.add("many");
  return el("div", { class: "stack" }, label, row, none);
}
