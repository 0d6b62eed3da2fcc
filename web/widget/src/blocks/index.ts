// From a message to its nodes, and to the words that the announcer says for it.

import { clean, el } from "../dom";
import { plainText } from "../markdown";
import type { Choice, Message } from "../protocol";
import type { Turn } from "../turn";
import { t } from "../words";
import { choices } from "./choices";
import { confirm } from "./confirm";
import { levelOf, notice } from "./notice";
import { question } from "./question";
import { record } from "./record";
import { signedIn, signIn } from "./signin";
import { range, table } from "./table";
import { text } from "./text";

export function draw(message: Message, turn: Turn): HTMLElement {
  switch (message.kind) {
    case "question": return question(message, turn);
    case "confirm": return confirm(message, turn);
    case "record": return record(message, turn);
    case "table": return table(message, turn);
    case "sign_in": return signIn(message, turn);
    case "signed_in": return signedIn(message, turn);
    case "notice": return offering(notice(message), message, turn);
    default: return offering(text((message as { text?: string }).text), message, turn);
  }
}

/** What is said, and below it what can be answered. */
function offering(said: HTMLElement, message: { choices?: Choice[] }, turn: Turn): HTMLElement {
  const offered = choices(message.choices, turn);
  return offered ? el("div.stack", said, offered) : said;
}

export function spoken(message: Message): string {
  const said = plainText(message.text);
  switch (message.kind) {
    case "record": return said || clean(message.title);
    case "table": return `${said} ${message.rows?.length ? range(message) : ""}`.trim();
    case "notice": return `${t(levelOf(message))}: ${said}`;
    default: return said;
  }
}
