// What was said, oldest first. Turns are drawn once and in order; only the newest one can be chosen from.

import { draw, spoken } from "./blocks/index";
import { add, clean, el, icon, type Child } from "./dom";
import type { TurnFrame } from "./protocol";
import { Turn, type Chat } from "./turn";
import { words } from "./words";

const followWithin = 48; // px from the end
const patience = 400; // ms before "Sending…" and the typing dots show

interface Own { node: HTMLElement; mark: HTMLElement; timer: number }

export class Transcript {
  readonly node: HTMLElement;
  /** Words for the announcer of the newest drawn turn. */
  private readonly log = el("div", {
    class: "log", role: "log", tabindex: 0, "aria-live": "off", "aria-label": words.conversation,
  });
  private readonly list = el("div", { class: "list" });
  private readonly dots = el("div", { class: "dots bubble bot", hidden: true, role: "img", "aria-label": words.typing }, el("i"), el("i"), el("i"));
  private readonly more = el("button", { type: "button", class: "more", hidden: true, click: () => this.showNew() });
  private readonly own = new Map<string, Own>();
  private newest: Turn | undefined;
  private following = true;
  private unseen = 0;
  private dotsTimer = 0;
  private empty: HTMLElement | undefined;

  constructor(private readonly chat: Chat, private readonly again: (id: string) => void) {
    add(this.log, this.list, this.dots);
    this.node = el("div", { class: "transcript" }, this.log, this.more);
    this.log.addEventListener("scroll", () => {
      this.following = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight <= followWithin;
      if (this.following) this.seen();
    });
    new ResizeObserver(() => this.following && this.toEnd()).observe(this.log);
  }

  /** The person's own words, before anybody has them. */
  said(id: string, text: string): void {
    this.clearEmpty();
    const mark = el("p", { class: "mark-line" });
    const node = this.bubble(text, mark);
    const own: Own = { node, mark, timer: 0 };
    this.own.set(id, own);
    this.sending(own);
    this.list.append(node);
    this.toEnd();
  }

  accepted(id: string): void {
    const own = this.own.get(id);
    if (!own) return;
    clearTimeout(own.timer);
    own.node.classList.remove("failed");
    own.mark.textContent = clock();
    this.typing(true);
  }

  /** Marks the words as not sent; without again they cannot be sent a second time. */
  rejected(id: string, reason: string, again: boolean): void {
    const own = this.own.get(id);
    if (!own) return;
    clearTimeout(own.timer);
    own.node.classList.add("failed");
    own.mark.replaceChildren(icon("warning"), `${words.notSent}. ${clean(reason)} `);
    if (again) {
      own.mark.append(el("button", {
        type: "button", class: "text-button",
        click: () => {
          this.sending(own);
          this.again(id);
        },
      }, words.sendAgain));
    }
  }

  /** Draws a turn and returns the words to announce. */
  turn(frame: TurnFrame): string {
    const following = this.following;
    this.clearEmpty();
    this.typing(false);
    if (frame.said && !(frame.reply_to && this.own.has(frame.reply_to))) {
      const mark = el("p", { class: "mark-line" });
      const node = this.bubble(frame.said, mark);
      if (frame.reply_to) this.own.set(frame.reply_to, { node, mark, timer: 0 });
      this.list.append(node);
    }
    this.newest?.close();
    const turn = (this.newest = new Turn(frame.seq, this.chat));
    const blocks: Child[] = [];
    const said: string[] = [];
    for (const message of Array.isArray(frame.messages) ? frame.messages : []) {
      try {
        blocks.push(draw(message, turn));
        said.push(spoken(message));
      } catch {
        // A message that lacks what its kind needs is shown as its words.
        blocks.push(draw({ kind: "text", text: clean(message?.text) }, turn));
      }
    }
    if (blocks.length) {
      this.list.append(el("div", { class: "turn", role: "group", "aria-label": words.assistant, "data-seq": frame.seq }, ...blocks));
    }
    if (following) {
      this.toEnd();
    } else if (blocks.length) {
      this.unseen++;
      this.more.replaceChildren(icon("down"), words.newMessages(this.unseen));
      this.more.hidden = false;
    }
    return said.filter(Boolean).join(" ");
  }

  typing(on: boolean): void {
    clearTimeout(this.dotsTimer);
    if (!on) {
      this.dots.hidden = true;
      return;
    }
    this.dotsTimer = window.setTimeout(() => {
      this.dots.hidden = false;
      if (this.following) this.toEnd();
    }, patience);
  }

  /** A quiet line of the widget itself. */
  line(text: string): void {
    this.list.append(el("p", { class: "line" }, text));
    if (this.following) this.toEnd();
  }

  /** A taken choice did not arrive; it may be taken again when its turn is still the newest. */
  reopen(id: string): void {
    this.newest?.reopen(id);
  }

  closeChoices(): void {
    this.newest?.close();
  }

  /** Empties the page for a transcript that the server sends again; what waits for an answer stays. */
  clear(): void {
    const waiting = [...this.own].filter(([, own]) => own.timer);
    this.list.replaceChildren(...waiting.map(([, own]) => own.node));
    this.own.clear();
    for (const [id, own] of waiting) this.own.set(id, own);
    this.newest = undefined;
  }

  /** Starters for a conversation in which nothing was said yet. */
  starters(titles: string[]): void {
    this.clearEmpty();
    if (this.list.childElementCount) return;
    const chips = titles.slice(0, 4).map((title) =>
      el("button", { type: "button", class: "chip", click: () => this.chat.say(clean(title)) }, el("span", { dir: "auto" }, clean(title))));
    this.empty = el("div", { class: "empty" },
      el("p", {}, chips.length ? words.empty : words.emptyAlone),
      chips.length > 0 && el("div", { class: "chips", role: "group", "aria-label": words.answers }, ...chips));
    this.list.append(this.empty);
  }

  focus(): void {
    this.log.focus();
  }

  /** Scrolls for keys that were pressed elsewhere. */
  scroll(key: string): void {
    const page = this.log.clientHeight * 0.9;
    if (key === "PageUp") this.log.scrollBy(0, -page);
    else if (key === "PageDown") this.log.scrollBy(0, page);
    else this.log.scrollTo(0, key === "Home" ? 0 : this.log.scrollHeight);
  }

  private clearEmpty(): void {
    this.empty?.remove();
    this.empty = undefined;
  }

  private sending(own: Own): void {
    own.node.classList.remove("failed");
    own.mark.textContent = "";
    clearTimeout(own.timer);
    own.timer = window.setTimeout(() => (own.mark.textContent = words.sending), patience);
  }

  private bubble(text: string, mark: HTMLElement): HTMLElement {
    const body = el("div", { class: "bubble own", dir: "auto" }, clean(text));
    return el("div", { class: "own-turn", role: "group", "aria-label": words.you }, body, mark);
  }

  private showNew(): void {
    this.toEnd();
    const last = this.list.lastElementChild?.querySelector<HTMLElement>("button:not([aria-disabled]), a, input");
    (last ?? this.log).focus({ preventScroll: true });
  }

  private seen(): void {
    this.unseen = 0;
    this.more.hidden = true;
  }

  private toEnd(): void {
    this.following = true;
    this.seen();
    this.log.scrollTop = this.log.scrollHeight;
  }
}

function clock(): string {
  return new Intl.DateTimeFormat(document.documentElement.lang || undefined, { hour: "numeric", minute: "2-digit" }).format(new Date());
}
