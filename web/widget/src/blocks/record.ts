import { capital, clean, el, icon, link, safeURL } from "../dom";
import type { RecordMessage } from "../protocol";
import type { Turn } from "../turn";
import { words } from "../words";
import { card, fields } from "./card";
import { choices } from "./choices";

/** A deal, a contact or another record, with the way to its page. */
export function record(message: RecordMessage, turn: Turn): HTMLElement {
  const title = clean(message.title) || clean(message.text);
  const node = card({ look: "record", title, badge: capital(message.object) }, fields(message.fields),
    openLink(message.url), choices(message.choices, turn, "actions"));
  node.setAttribute("aria-label", title);
  return node;
}

export function openLink(address: unknown): HTMLElement | undefined {
  if (!safeURL(address, ["https:", "http:"])) return undefined;
  const node = link(words.openInHubSpot, address, "open");
  node.append(el("span", { class: "hidden" }, `, ${words.newTab}`), icon("out"));
  return node;
}
