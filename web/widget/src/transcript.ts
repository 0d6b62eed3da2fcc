// What was said, oldest first. Turns are drawn once and in order; only the newest one can be chosen from.

import { draw, spoken } from "./blocks/index";
import { endSignIns } from "./blocks/signin";
import { add, button, clean, el, group, icon, told, type Child } from "./dom";
import type { TurnFrame } from "./protocol";
import { newTurn, type Chat, type Turn } from "./turn";
import { language, t } from "./words";

const followWithin = 48; // px from the end
const sendingAfter = 400; // ms before "Sending…" shows
const dotsAfter = 300; // ms before the typing dots show

interface Own { node: HTMLElement; mark: HTMLElement; timer: number; answered?: boolean }

export function newTranscript(chat: Chat, again: (id: string) => void) {
  const log = el("div.log", {
    role: "log", tabindex: 0, "aria-live": "off", "aria-label": t("conversation"),
  });
  const list = el("div.list");
  const dots = el("div.dots.bubble.bot", { hidden: true, role: "img", "aria-label": t("typing") }, el("i"), el("i"), el("i"));
  const more = button("more", showNew);
  more.hidden = true;
  const mine = new Map<string, Own>();
  let newest: Turn | undefined;
  let following = true;
  let unseen = 0;
  let dotsTimer = 0;
  let empty: HTMLElement | undefined;

  /** The person's own words, before anybody has them. */
  function said(id: string, text: string): void {
    clearEmpty();
    const mark = el("p.mark-line");
    const node = bubble(text, mark);
    const own: Own = { node, mark, timer: 0 };
    mine.set(id, own);
    sending(own);
    list.append(node);
    toEnd();
  }

  function accepted(id: string): void {
    const own = mine.get(id);
    if (!own) return;
    clearTimeout(own.timer);
    own.node.classList.remove("failed");
    own.mark.textContent = clock();
    typing(true);
  }

  /** Marks the words as not sent; not repeatable, they cannot be sent a second time. */
  function rejected(id: string, reason: string, repeatable: boolean): void {
    const own = mine.get(id);
    if (!own) return;
    clearTimeout(own.timer);
    own.node.classList.add("failed");
    own.mark.replaceChildren(icon("warning"), `${t("notSent")}. ${clean(reason)} `);
    if (repeatable) {
      own.mark.append(button("text-button", () => {
        sending(own);
        again(id);
      }, t("sendAgain")));
    }
  }

  /** Draws a turn and returns the words to announce. */
  function turn(frame: TurnFrame, old: boolean): string {
    const follow = following;
    clearEmpty();
    typing(false);
    const own = mine.get(frame.reply_to ?? "");
    if (own) {
      own.answered = true;
    } else if (frame.said) {
      const mark = el("p.mark-line", { hidden: true });
      const node = bubble(frame.said, mark);
      if (frame.reply_to) mine.set(frame.reply_to, { node, mark, timer: 0, answered: true });
      list.append(node);
    }
    newest?.close();
    // Words in between leave a sign-in open; a notice says that it came to nothing, and an ended dialog needs none.
    if (frame.ended || frame.messages?.some((message) => message.kind === "notice")) endSignIns();
    const drawn = (newest = newTurn(frame.seq, chat));
    const blocks: Child[] = [];
    const aloud: string[] = [];
    for (const message of Array.isArray(frame.messages) ? frame.messages : []) {
      try {
        blocks.push(draw(message, drawn));
        aloud.push(spoken(message));
      } catch {
        // A message that lacks what its kind needs is shown as its words.
        blocks.push(draw({ kind: "text", text: clean(message?.text) }, drawn));
      }
    }
    if (blocks.length) {
      const label = t("assistant") + (old ? "" : ", " + clock());
      const node = el("div.turn", { role: "group", "aria-label": label, "data-seq": frame.seq }, ...blocks);
      // Who turns pages by keyboard goes on in the new pager.
      const pressed = list.querySelector(".pager button:focus .label")?.textContent;
      list.append(node);
      const pager = pressed ? [...node.querySelectorAll<HTMLElement>(".pager button")] : [];
      (pager.find((one) => one.textContent === pressed) ?? pager[0])?.focus({ preventScroll: true });
    }
    if (follow) {
      toEnd();
    } else if (blocks.length) {
      unseen++;
      more.textContent = t("news", unseen);
      more.hidden = false;
    }
    if (frame.more) typing(true);
    return aloud.filter(Boolean).join(" ");
  }

  function typing(on: boolean): void {
    clearTimeout(dotsTimer);
    if (!on) {
      dots.hidden = true;
      return;
    }
    dotsTimer = setTimeout(() => {
      dots.hidden = false;
      if (following) toEnd();
    }, dotsAfter);
  }

  /** A quiet line of the widget itself. */
  function line(text: string): void {
    list.append(el("p.line", text));
    if (following) toEnd();
  }

  /** A taken choice did not arrive; it may be taken again when its turn is still the newest. */
  function reopen(id: string): void {
    newest?.reopen(id);
  }

  function closeChoices(): void {
    newest?.close();
  }

  /** Empties the page for a transcript that the server sends again; what waits for an answer stays, unless all goes. */
  function clear(all = false): void {
    for (const [id, own] of mine) if (all || own.answered) mine.delete(id);
    list.replaceChildren(...[...mine.values()].map((own) => own.node));
    newest = undefined;
  }

  /** Starters for a conversation in which nothing was said yet. */
  function starters(titles: string[]): void {
    clearEmpty();
    if (list.childElementCount) return;
    const chips = titles.slice(0, 4).map((title) => button("chip", () => chat.say(clean(title)), told("span", title)));
    empty = el("div.empty",
      el("p", t("empty")),
      chips.length > 0 && group("chips", t("answers"), ...chips));
    list.append(empty);
  }

  function focus(): void {
    log.focus();
  }

  /** Scrolls for keys that were pressed elsewhere. */
  function scroll(key: string): void {
    const page = log.clientHeight * 0.9;
    if (key === "PageUp") log.scrollBy(0, -page);
    else if (key === "PageDown") log.scrollBy(0, page);
    else log.scrollTo(0, key === "Home" ? 0 : log.scrollHeight);
  }

  function clearEmpty(): void {
    empty?.remove();
    empty = undefined;
  }

  function sending(own: Own): void {
    own.node.classList.remove("failed");
    own.mark.textContent = "";
    clearTimeout(own.timer);
    own.timer = setTimeout(() => (own.mark.textContent = t("sending")), sendingAfter);
  }

  function bubble(text: string, mark: HTMLElement): HTMLElement {
    const body = told("div.bubble.own", text);
    return group("own-turn", t("you"), body, mark);
  }

  function showNew(): void {
    toEnd();
    const last = list.lastElementChild?.querySelector<HTMLElement>("button:not([aria-disabled]), a, input");
    if (last) last.focus({ preventScroll: true });
    else chat.focus();
  }

  function seen(): void {
    unseen = 0;
    more.hidden = true;
  }

  function toEnd(): void {
    following = true;
    seen();
    log.scrollTop = log.scrollHeight;
  }

  add(log, list, dots);
  const node = el("div.transcript", log, more);
  log.addEventListener("scroll", () => {
    following = log.scrollHeight - log.scrollTop - log.clientHeight <= followWithin;
    if (following) seen();
  });
  new ResizeObserver(() => following && toEnd()).observe(log);

  return { node, said, accepted, rejected, turn, typing, line, reopen, closeChoices, clear, starters, focus, scroll };
}

function clock(): string {
  return new Intl.DateTimeFormat(language, { hour: "numeric", minute: "2-digit" }).format(new Date());
}
