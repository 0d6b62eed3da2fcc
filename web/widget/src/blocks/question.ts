// A question: its words, its choices, and for dates the browser's own picker. Free text always stays possible in the box,
// which takes its keyboard from the same input (composer.ts).

import { add, clean, el, uniqueID } from "../dom";
import type { QuestionMessage } from "../protocol";
import type { Turn } from "../turn";
import { words } from "../words";
import { choices } from "./choices";
import { text } from "./text";

export function question(message: QuestionMessage, turn: Turn): HTMLElement {
  const node = el("div", { class: "stack" }, text(message.text));
  if (message.hint) add(node, el("p", { class: "small hint", dir: "auto" }, clean(message.hint)));
  add(node, choices(message.choices, turn, "chips", true));
  if (message.input?.type === "date") add(node, datePicker(message, turn));
  return node;
}

function datePicker(message: QuestionMessage, turn: Turn): HTMLElement {
  const id = uniqueID("date");
  const limit = (value: unknown) => (typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value) ? value : false);
  const box = el("input", {
    id, type: "date", class: "input", required: true, min: limit(message.input.min), max: limit(message.input.max),
  });
  const use = el("button", { type: "button", class: "button" }, words.useDate);
  turn.act(use, () => box.reportValidity() && turn.chat.say(box.value));
  const form = el("div", { class: "labelled" }, el("label", { for: id, class: "small" }, words.date),
    el("div", { class: "row" }, box, use));
  turn.temporary(form);
  return form;
}
