// A question: its words, its choices, and for dates the browser's own picker. Free text always stays possible in the box,
// which takes its keyboard from the same input (composer.ts).

import { add, button, el, told, uniqueID } from "../dom";
import type { QuestionMessage } from "../protocol";
import type { Turn } from "../turn";
import { language, t } from "../words";
import { choices } from "./choices";
import { text } from "./text";

export function question(message: QuestionMessage, turn: Turn): HTMLElement {
  const node = el("div.stack", text(message.text));
  if (message.hint) add(node, told("p.small", message.hint));
  add(node, choices(message.choices, turn, "chips", true));
  if (message.input?.type === "date") add(node, datePicker(message, turn));
  return node;
}

function datePicker(message: QuestionMessage, turn: Turn): HTMLElement {
  const id = uniqueID("date");
  const written = el("p.small", { role: "status" });
  const box = el("input", {
    id, type: "date", class: "input", min: message.input.min, max: message.input.max,
    change: () => {
      const day = box.valueAsDate;
      written.textContent = day && new Intl.DateTimeFormat(language, { dateStyle: "full", timeZone: "UTC" }).format(day);
    },
  });
  const use = button("button", () => {}, t("useDate"));
  turn.act(use, () => {
    box.required = true; // not before: an empty box is no mistake yet
    return box.reportValidity() && turn.chat.say(box.value);
  });
  const form = el("div.labelled", el("label", { for: id, class: "small" }, t("date")),
    el("div.row", box, use), written);
  turn.temporary(form);
  return form;
}
