import { add, capital, clean, el, hidden, icon, isolated, link, safeURL } from "../dom";
import type { RecordMessage } from "../protocol";
import type { Turn } from "../turn";
import { t } from "../words";
import { card, fields } from "./card";
import { actions } from "./choices";

/** A deal, a contact or another record, with the way to its page. */
export function record(message: RecordMessage, turn: Turn): HTMLElement {
  const title = clean(message.title) || clean(message.text);
  const node = card({ look: "record", title, badge: message.badge },
    el("p.small", isolated(message.subtitle ?? capital(message.object))),
    fields(message.fields?.filter((field) => !field.head)), openLink(message.url), actions(message.choices, turn));
  node.setAttribute("aria-label", title);
  return node;
}

export function openLink(address: unknown): HTMLElement | undefined {
  if (!safeURL(address, ["https:", "http:"])) return undefined;
  const node = link(t("open"), address, "open");
  node.dir = ""; // our own words
  add(node, hidden(`, ${t("newTab")}`), icon("out"));
  return node;
}
