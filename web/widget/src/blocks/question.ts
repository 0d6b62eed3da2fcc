// A question: its words, its choices, and for dates the browser's own picker. Free text always stays possible in the box,
// which takes its keyboard from the same input (composer.ts).

import { add, clean, el, uniqueID } from "../dom";
import type { Choice, QuestionMessage } from "../protocol";
import type { Turn } from "../turn";
import { words } from "../words";
import { choices } from "./choices";
import { text } from "./text";

export function question(message: QuestionMessage, turn: Turn): HTMLElement {
  const node = el("div", { class: "stack" }, text(message.text));
  if (message.hint) add(node, el("p", { class: "small hint", dir: "auto" }, clean(message.hint)));
  const offered = message.choices?.length ? message.choices : offeredByType(message);
  add(node, choices(offered, turn));
  if (message.input?.type === "yes_no" && !message.choices?.length) add(node, yesNo(turn));
  if (message.input?.type === "date") add(node, datePicker(message, turn));
  return node;
}

function offeredByType(message: QuestionMessage): Choice[] | undefined {
  const options = message.input?.options;
  return Array.isArray(options) ? options.filter((option) => typeof option?.label === "string" && typeof option.value === "string") : undefined;
}

/** The server offered nothing to choose, so the two words are said instead. */
function yesNo(turn: Turn): HTMLElement {
  const chip = (label: string) => {
    const button = el("button", { type: "button", class: "chip" }, label);
    turn.act(button, () => turn.chat.say(label));
    return button;
  };
  return el("div", { class: "chips", role: "group", "aria-label": words.answers }, chip(words.yes), chip(words.no));
}

function datePicker(message: QuestionMessage, turn: Turn): HTMLElement {
  const id = uniqueID("date");
  const limit = (value: unknown) => (typeof value === "string" && /^\d{4}-\d\d-\d\d$/.test(value) ? value : false);
  const box = el("input", {
    id, type: "date", class: "input", min: limit(message.input.min), max: limit(message.input.max),
    input: () => {
      written.textContent = box.valueAsDate
        ? new Intl.DateTimeFormat(document.documentElement.lang || undefined, { dateStyle: "long", timeZone: "UTC" }).format(box.valueAsDate)
        : "";
    },
  });
  const written = el("output", { for: id, class: "small" });
  const use = el("button", { type: "button", class: "button" }, words.useDate);
  turn.act(use, () => (box.value && box.checkValidity() ? turn.chat.say(box.value) : box.reportValidity()));
  const form = el("div", { class: "labelled" }, el("label", { for: id, class: "small" }, words.date),
    el("div", { class: "row" }, box, use), written);
  turn.temporary(form);
  return form;
}
