// The chat page: header, state bar, transcript, running card, box. It ties them to the connection and to the host page.

import { Announcer } from "./announce";
import { clean, el, icon } from "./dom";
import { newComposer } from "./composer";
import { framed, Host } from "./host";
import type { Dialog, ErrorFrame, KeptFrame, QuestionMessage, TurnFrame, WelcomeFrame } from "./protocol";
import { Running } from "./running";
import { connect, type Status } from "./socket";
import { newTranscript } from "./transcript";
import { words } from "./words";

const root = document.documentElement;
const announcer = new Announcer();
const running = new Running();
const popups = new Set<Window>();
const sent = new Map<string, KeptFrame>(); // what "Send again" needs; forgotten when answered
let isOpen = !framed;
let unread = 0;
let statusTimer = 0;

const transcript = newTranscript({ choose, say, opened: (popup) => popups.add(popup) }, (id) => {
  const frame = sent.get(id);
  if (frame) connection.send(frame);
});
const composer = newComposer(say, (key) => transcript.scroll(key));
const address = new URL("/v1/chat", location.href);
address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
const connection = connect(address.href, { status, welcome, turn, typing: (on) => transcript.typing(on), accepted, rejected, error: failed });

// The parts of the page.

const heading = el("h1", { tabindex: -1 }, words.assistant);
const state = el("span", { class: "state" });
const ending = endDialog();
const endButton = el("button", { type: "button", class: "icon-button", "aria-label": words.end, title: words.end, click: () => ending.showModal() }, icon("end"));
const closeButton = el("button", { type: "button", class: "icon-button", "aria-label": words.close, title: words.close, click: () => close() }, icon("close"));
const barText = el("span", { role: "status" });
const barButton = el("button", { type: "button", class: "button small-button", hidden: true });
const bar = el("div", { class: "bar", hidden: true }, icon("warning"), barText, barButton);
const panel = el("main", { class: "panel", "aria-label": words.assistant },
  el("header", { class: "header" },
    el("span", { class: "avatar", "aria-hidden": "true" }, el("i"), el("i")),
    el("div", { class: "who" }, heading, state),
    endButton, framed && closeButton),
  bar, transcript.node, running.node, composer.node, ending);
document.body.append(panel, announcer.node, announcer.urgent);

document.addEventListener("keydown", (event) => {
  if (event.key === "F6") {
    event.preventDefault();
    if (composer.has(document.activeElement)) transcript.focus();
    else composer.focus();
  } else if (event.key === "Escape" && framed && !ending.open && !event.isComposing) {
    close();
  }
});

// A page that this chat opened proves that it runs in the same browser.
addEventListener("message", (event) => {
  if (event.origin !== location.origin || !popups.has(event.source as Window)) return;
  const { type, flow, proof } = (event.data ?? {}) as { [name: string]: unknown };
  if (type === "bind" && typeof flow === "string" && typeof proof === "string") connection.tell({ type: "bind", flow, proof });
});

const theme = new URLSearchParams(location.search).get("theme");
if (theme === "light" || theme === "dark") root.dataset.theme = theme;

const host = new Host({
  begin(settings) {
    if (settings.heading) heading.textContent = document.title = clean(settings.heading);
    if (settings.lang) root.lang = settings.lang;
    if (settings.dir) root.dir = settings.dir;
    if (settings.theme) root.dataset.theme = settings.theme;
    connection.identify(settings.identity);
    queueMicrotask(() => connection.start());
  },
  open(focus) {
    isOpen = true;
    unread = 0;
    if (!focus) return;
    // On touch screens the box would pull up the keyboard over what should be read first.
    if (matchMedia("(pointer: coarse)").matches) heading.focus();
    else composer.focus();
  },
  closed: () => void (isOpen = false),
  send: say,
  identify(token) {
    connection.identify(token);
    connection.start();
  },
  restart: () => startOver(),
});

// What a person does.

function say(text: string): void {
  post({ type: "message", id: newID(), text }, text);
}

function choose(value: string, seq: number, label: string): string {
  return post({ type: "choose", id: newID(), value, seq }, label);
}

function post(frame: KeptFrame, shown: string): string {
  sent.set(frame.id, frame);
  transcript.said(frame.id, shown);
  connection.send(frame);
  return frame.id;
}

function startOver(): void {
  transcript.clear(true);
  running.show(undefined);
  connection.startOver();
  composer.focus();
}

function close(): void {
  host.tell("close");
}

function newID(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

// What the server says.

function welcome(frame: WelcomeFrame, change: "same" | "again" | "fresh"): void {
  if (change === "again") transcript.clear();
  if (change === "fresh") {
    transcript.closeChoices();
    transcript.line(words.fresh);
    running.show(undefined);
  }
  if (!frame.seq) transcript.starters((frame.dialogs ?? []).map((dialog) => dialog.title));
}

function turn(frame: TurnFrame, old: boolean): void {
  if (typeof frame.seq !== "number" || connection.has(frame.seq)) return;
  if (frame.reply_to) sent.delete(frame.reply_to);
  const spoken = transcript.turn(frame);
  running.show(frame.dialog as Dialog | undefined);
  const question = [...(frame.messages ?? [])].reverse().find((message) => message.kind === "question") as QuestionMessage | undefined;
  composer.ask(question?.input, question?.hint);
  connection.shown(frame.seq);
  if (old) return;
  announcer.say(spoken);
  if (!isOpen) host.tell("unread", ++unread);
  if (frame.messages?.some((message) => message.kind === "sign_in")) host.tell("signin");
}

function accepted(id: string): void {
  transcript.accepted(id);
}

function rejected(id: string, error: ErrorFrame | undefined): void {
  transcript.typing(false);
  if (error?.code === "stale_choice") {
    transcript.rejected(id, "", false);
    transcript.line(words.stale);
    announcer.say(words.stale);
    return;
  }
  const frame = sent.get(id);
  if (frame?.type === "choose") transcript.reopen(id);
  transcript.rejected(id, error?.message ?? "", frame?.type === "message" && error?.code !== "too_large");
  announcer.alert(`${words.notSent}. ${clean(error?.message)}`);
}

function failed(frame: ErrorFrame): void {
  transcript.line(clean(frame.message));
  host.tell("error", frame.code);
}

function status(now: Status): void {
  clearTimeout(statusTimer);
  root.dataset.status = now;
  if (now !== "online") transcript.typing(false);
  composer.enable(now !== "elsewhere" && now !== "refused" && now !== "ended");
  const bars: { [S in Status]?: [string, string?, (() => void)?] } = {
    offline: [words.offline],
    trouble: [words.trouble, words.tryAgain, () => connection.start()],
    elsewhere: [words.elsewhere, words.useHere, () => connection.start()],
    refused: [words.refused, words.tryAgain, () => connection.start()],
    ended: [words.ended, words.startOver, startOver],
  };
  const [text, action, act] = bars[now] ?? [];
  bar.hidden = !text;
  barText.textContent = text ?? "";
  barButton.hidden = !action;
  barButton.textContent = action ?? "";
  barButton.onclick = () => act?.();
  endButton.hidden = now === "ended" || now === "refused";
  if (now === "ended") transcript.closeChoices();
  const brief = now === "online" ? words.online : now === "connecting" ? words.connecting : "";
  // A short cut is not worth a word.
  statusTimer = window.setTimeout(() => (state.textContent = brief), now === "connecting" ? 400 : 0);
}

function endDialog(): HTMLDialogElement {
  const title = el("h2", { id: "end-title" }, words.endTitle);
  const node = el("dialog", { class: "dialog", "aria-labelledby": "end-title" }, title, el("p", {}, words.endText),
    el("div", { class: "actions" },
      el("button", { type: "button", class: "button", click: () => node.close() }, words.endNo),
      el("button", {
        type: "button", class: "button danger",
        click: () => {
          node.close();
          connection.send({ type: "end", id: newID() });
        },
      }, words.endYes)));
  return node;
}
