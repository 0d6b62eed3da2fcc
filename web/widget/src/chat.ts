// The chat: header, state bar, transcript, running card, box. It ties them to the connection and to the host page, and is
// drawn into a page of its own or, without a frame, into a shadow tree of the host page.

import css from "../dist/chat.css";
import { newAnnouncer } from "./announce";
import { add, button, clean, el, icon, iconButton } from "./dom";
import { newComposer } from "./composer";
import { newHost } from "./host";
import type { ErrorFrame, KeptFrame, QuestionMessage, TurnFrame, WelcomeFrame } from "./protocol";
import { newRunning } from "./running";
import { connect, type Status } from "./socket";
import { newTranscript } from "./transcript";
import { speak, t } from "./words";

const home = new URL(import.meta.url);

/** Draws the chat into an element of somebody else's page, which talks to it through the port. */
export function mount(place: Element, port: MessagePort): void {
  const root = el("div.chat");
  place.attachShadow({ mode: "open" }).append(root);
  void chat(root, root, port);
}

if (document.documentElement.dataset.parley) void chat(document.documentElement, document.body);

async function chat(root: HTMLElement, body: HTMLElement, port?: MessagePort): Promise<void> {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  (root.getRootNode() as Document | ShadowRoot).adoptedStyleSheets = [sheet];
  const host = newHost(port);
  const settings = await host.settings;
  root.lang = await speak(settings.lang);
  root.dir = settings.dir ?? t("dir");
  root.dataset.theme = settings.theme;
  if (settings.accent) root.dataset.accent = "own";
  for (const [name, value] of Object.entries(settings)) root.style.setProperty("--host-" + name, value);

  const announcer = newAnnouncer();
  const running = newRunning((field, text) => post({ type: "fill", id: newID(), fields: { [field]: text } }));
  const popups = new Set<Window>();
  const sent = new Map<string, KeptFrame>(); // what "Send again" needs; forgotten when answered
  let isOpen = !host.held;
  let unread = 0;
  let statusTimer = 0;

  const composer = newComposer(say, (key) => transcript.scroll(key));
  const transcript = newTranscript({ choose, say, opened: (popup) => popups.add(popup), code: composer.code, focus, home: home.origin }, (id) => {
    const frame = sent.get(id);
    if (frame) connection.send(frame);
  });
  const connection = connect(home.origin.replace("http", "ws") + "/v1/chat", { status, welcome, turn, typing: transcript.typing, accepted: transcript.accepted, rejected, error: failed });

  // The parts of the page.

  const name = settings.heading ? clean(settings.heading) : t("assistant");
  if (root !== body) document.title = name;
  const heading = el("h1", { tabindex: -1 }, name);
  const state = el("span.state");
  const ending = endDialog();
  const endButton = iconButton("end", t("end"), () => ending.showModal());
  const barText = el("span", { role: "status" });
  const barButton = button("button small-button", () => act?.());
  let act: (() => void) | undefined;
  const bar = el("div.bar", { hidden: true }, icon("warning"), barText, barButton);
  add(body,
    el(root === body ? "section" : "main", { class: "panel", "aria-label": name },
      el("header.header",
        el("span.avatar"),
        el("div.who", heading, state),
        endButton, host.held && iconButton("close", t("close"), () => host.tell("close"))),
      bar, el("div.middle", transcript.node, running.node), composer.node, ending),
    announcer.node, announcer.urgent);

  root.addEventListener("keydown", (event) => {
    const { key } = event;
    const target = event.target as HTMLElement;
    // Within a list of answers or a menu.
    const list = [...(target.closest("[role=group]")?.querySelectorAll<HTMLElement>("button:not([hidden])") ?? [])];
    const next = /^Arrow(Up|Down)$/.test(key) && list.includes(target) && list[list.indexOf(target) + (key === "ArrowUp" ? -1 : 1)];
    if (next) {
      event.preventDefault();
      next.focus();
    } else if (key === "F6") {
      event.preventDefault();
      if (composer.node.contains(target)) transcript.focus();
      else composer.focus();
    } else if (key === "Escape" && !ending.open && !event.isComposing) {
      const menu = target.closest<HTMLDetailsElement>("details[open].menu");
      if (menu) {
        menu.open = false;
        menu.querySelector("summary")!.focus();
      } else {
        host.tell("close");
      }
    }
  });

  // A page that this chat opened proves that it runs in the same browser.
  addEventListener("message", (event) => {
    if (event.origin !== home.origin || !popups.has(event.source as Window)) return;
    const { type, flow, proof } = (event.data ?? {}) as { [name: string]: unknown };
    if (type === "bind" && typeof flow === "string" && typeof proof === "string") connection.tell({ type: "bind", flow, proof });
  });

  host.obey({
    open() {
      seen();
      focus();
    },
    shown: seen,
    closed: () => void (isOpen = false),
    send: (text) => text.trim() && say(text.slice(0, 4000)),
    identify(token) {
      connection.identify(token);
      connection.start();
    },
    restart: startOver,
  });
  connection.identify(settings.identity);
  connection.start();

  // What a person does.

  function seen(): void {
    isOpen = true;
    unread = 0;
  }

  /** On touch screens the box would pull up the keyboard over what should be read first. */
  function focus(): void {
    (matchMedia("(pointer: coarse)").matches ? heading : composer).focus();
  }

  function say(text: string): void {
    post({ type: "message", id: newID(), text }, text);
  }

  function choose(value: string, seq: number, label: string): string {
    return post({ type: "choose", id: newID(), value, seq }, label);
  }

  function post(frame: KeptFrame, shown?: string): string {
    sent.set(frame.id, frame);
    if (shown) transcript.said(frame.id, shown);
    connection.send(frame);
    return frame.id;
  }

  function startOver(): void {
    transcript.clear(true);
    running.show(undefined);
    connection.startOver();
    composer.focus();
  }

  // What the server says.

  function welcome(frame: WelcomeFrame, change: "same" | "again" | "fresh"): void {
    if (change === "again") transcript.clear();
    if (change === "fresh") {
      transcript.closeChoices();
      transcript.line(t("fresh"));
      running.show(undefined);
    }
    if (!frame.seq) transcript.starters((frame.dialogs ?? []).map((dialog) => dialog.title));
  }

  function turn(frame: TurnFrame, old: boolean): void {
    if (!frame.seq || connection.has(frame.seq)) return;
    if (frame.reply_to) sent.delete(frame.reply_to);
    const spoken = transcript.turn(frame, old);
    running.show(frame.dialog);
    host.tell("dialog", [frame.dialog?.name ?? frame.ended?.dialog, (frame.dialog ?? frame.ended)?.state].join(" "));
    const question = [...(frame.messages ?? [])].reverse().find((message) => message.kind === "question") as QuestionMessage | undefined;
    composer.ask(question?.input, question?.hint);
    connection.shown(frame.seq);
    if (old) return;
    announcer.say(spoken);
    if (!isOpen) host.tell("unread", ++unread, t("unread", unread));
    if (frame.messages?.some((message) => message.kind === "sign_in")) host.tell("signin");
  }

  function rejected(id: string, error: ErrorFrame | undefined): void {
    transcript.typing(false);
    const frame = sent.get(id);
    if (error?.code === "stale_choice") {
      transcript.rejected(id, "", false);
      transcript.line(t("stale"));
      announcer.say(t("stale"));
      return;
    }
    if (frame?.type === "choose") transcript.reopen(id);
    transcript.rejected(id, error?.message ?? "", frame?.type === "message" && error?.code !== "too_large");
    announcer.alert(`${t("notSent")}. ${clean(error?.message)}`);
  }

  function failed(frame: ErrorFrame): void {
    transcript.line(clean(frame.message));
    host.tell("error", frame.code);
  }

  function status(now: Status): void {
    clearTimeout(statusTimer);
    root.dataset.status = now;
    if (now !== "online") transcript.typing(false);
    composer.enable(!/elsewhere|refused|ended/.test(now));
    const again = () => connection.start();
    const bars: { [S in Status]?: [string, string?, (() => void)?] } = {
      offline: [t("offline")],
      trouble: [t("trouble"), t("tryAgain"), again],
      elsewhere: [t("elsewhere"), t("useHere"), again],
      refused: [t("refused"), t("tryAgain"), again],
      ended: [t("ended"), t("startOver"), startOver],
    };
    const [text = "", action = "", then] = bars[now] ?? [];
    bar.hidden = !text;
    barText.textContent = text;
    barButton.hidden = !action;
    barButton.textContent = action;
    act = then;
    endButton.hidden = /refused|ended/.test(now);
    if (now === "ended") transcript.closeChoices();
    const brief = now === "online" || now === "connecting" ? t(now) : "";
    // A short cut is not worth a word.
    statusTimer = setTimeout(() => (state.textContent = brief), now === "connecting" ? 400 : 0);
  }

  function endDialog(): HTMLDialogElement {
    const node = el("dialog.dialog", { "aria-labelledby": "end-title" },
      el("h2", { id: "end-title" }, t("endTitle")), el("p", t("endText")),
      el("div.actions",
        button("button", () => node.close(), t("endNo")),
        button("button danger", () => {
          node.close();
          connection.send({ type: "end", id: newID() });
        }, t("endYes"))));
    return node;
  }
}

function newID(): string {
  return crypto.getRandomValues(new Uint32Array(4)).join("-");
}
