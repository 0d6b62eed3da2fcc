// The sample customer page: its starters talk to the chat, and a panel shows what happens behind it — the state machine
// moving, the file that says so, and the records that change. Where the server has nothing to show, the panel stays away.

import { button, el } from "./dom";

interface Graph { states: string[]; moves: [string, string][]; file: string }
interface Shown { id: string; properties: { [name: string]: string }; updatedAt: string; archived: boolean }
interface Accounts { accounts: { name: string; deals: Shown[]; contacts: Shown[] }[] }
interface Chat extends HTMLElement { isOpen: boolean; open(): void; send(text: string): void }

const row = 30;
const [left, boxWidth, boxHeight] = [84, 164, 22];
const toggle = document.querySelector<HTMLButtonElement>("#toggle")!;
const panel = document.querySelector<HTMLElement>("#behind")!;
const body = document.querySelector<HTMLElement>("#shown")!;
const told = document.querySelector<HTMLElement>("#dialog")!;
const views = ["machine", "file", "records"] as const;
const graphs = new Map<string, Promise<Graph>>();
let view: (typeof views)[number] = "machine";
let dialog = "create_deal";
let state = "";
let path: string[] = [];
let before = new Map<string, string>(); // when each record was last changed, at the first look

const chat = () => document.querySelector<Chat>("parley-chat")!;

for (const starter of document.querySelectorAll<HTMLButtonElement>("[data-say]")) {
  starter.onclick = () => {
    chat().open();
    chat().send(starter.dataset.say!);
  };
}

const keepClear = () => document.body.classList.toggle("chatting", !!chat()?.isOpen);
for (const kind of ["open", "close"]) document.addEventListener("parley-" + kind, keepClear);
keepClear(); // it may have been open on the page before

document.addEventListener("parley-dialog", (event) => {
  if (toggle.hidden) return;
  const [name, ...rest] = (event as CustomEvent<string>).detail.trim().split(" ");
  if (name && name !== dialog) path = [];
  if (name) dialog = name;
  state = rest.join(" ");
  if (state) path.push(state);
  void show();
  setTimeout(() => view === "records" && void show(), 900); // the search of a CRM lags behind its records
});

const tabs = views.map((name) => {
  const tab = document.querySelector<HTMLButtonElement>(`#tab-${name}`)!;
  tab.onclick = () => {
    view = name;
    for (const one of tabs) one.ariaSelected = String(one === tab);
    body.setAttribute("aria-labelledby", tab.id);
    void show();
  };
  tab.onkeydown = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: views.length - 1 }[event.key];
    if (!step) return;
    const next = tabs[(tabs.indexOf(tab) + step) % tabs.length]!;
    next.click();
    next.focus();
  };
  return tab;
});

toggle.onclick = () => open(!!panel.hidden);

function open(on: boolean): void {
  panel.hidden = !on;
  document.body.classList.toggle("beside", on);
  toggle.ariaExpanded = String(on);
}

void graph(dialog).then(() => {
  toggle.hidden = false;
  open(matchMedia("(min-width: 1100px)").matches);
  return show();
}).catch(() => undefined);

async function json<T>(address: string): Promise<T> {
  const answer = await fetch(address);
  if (answer.status !== 200) throw new Error(`${address}: ${answer.status}`);
  return (await answer.json()) as T;
}

function graph(name: string): Promise<Graph> {
  const known = graphs.get(name) ?? json<Graph>(`/demo/dialogs/${name}`);
  graphs.set(name, known);
  return known;
}

async function show(): Promise<void> {
  told.textContent = dialog + (state ? " · " + state : "");
  const wanted = view;
  const drawn = wanted === "records" ? records(await json<Accounts>("/demo/records")) : (wanted === "file" ? file : machine)(await graph(dialog));
  if (wanted !== view) return;
  body.replaceChildren(drawn);
  const here = body.querySelector(".here");
  if (here) body.scrollTo({ top: here.getBoundingClientRect().top - drawn.getBoundingClientRect().top - body.clientHeight / 3, behavior: "smooth" });
}

/** States down a spine in the order of the file, ways on at the right, ways back at the left; where the talk is, lit. */
function machine({ states, moves }: Graph): Element {
  const now = states.includes(state) ? state : state === "sign_in" ? "authorize" : "";
  const middle = (at: number) => 12 + at * row + boxHeight / 2;
  const svg = part("svg", { viewBox: `0 0 ${left * 2 + boxWidth} ${states.length * row + 12}`, role: "img", "aria-label": `States of ${dialog}; now: ${now || "none"}` });
  for (const [from, to] of moves) {
    const [a, b] = [states.indexOf(from), states.indexOf(to)];
    const side = b > a ? 1 : -1;
    const x = side > 0 ? left + boxWidth : left;
    const bend = x + side * Math.min(left - 8, 14 + 5 * Math.abs(b - a));
    const d = b === a + 1
      ? `M${left + boxWidth / 2} ${middle(a) + boxHeight / 2}V${middle(b) - boxHeight / 2}`
      : `M${x} ${middle(a)}C${bend} ${middle(a)} ${bend} ${middle(b)} ${x} ${middle(b)}`;
    svg.append(part("path", { d, class: from === now ? "next" : "" }));
  }
  states.forEach((name, at) => {
    const look = name === now ? "here" : path.includes(name) ? "been" : moves.some(([from, to]) => from === now && to === name) ? "near" : "";
    const box = part("rect", { x: left, y: 12 + at * row, width: boxWidth, height: boxHeight, rx: 7 });
    const label = part("text", { x: left + boxWidth / 2, y: middle(at) + 4 });
    label.textContent = name;
    const node = part("g", { class: look });
    node.append(box, label);
    svg.append(node);
  });
  return svg;
}

function part(tag: string, attributes: { [name: string]: string | number }): Element {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  return node;
}

/** The file, with what is talked about now lit: the field that is asked for, or the part of that name. */
function file({ file }: Graph): Element {
  const word = state.split(" ").pop()!;
  const part = { confirm: "confirm", run: "do", done: "done", authorize: "needs", sign_in: "needs" }[word] ?? word;
  let depth = -1;
  const lines = file.split("\n").map((line) => {
    const [, space = "", key = "", rest = ""] = /^(\s*(?:- )?)([\w-]+:)?(.*)$/.exec(line) ?? [];
    if (depth < 0 && part && key === part + ":") depth = space.length;
    else if (line.trim() && space.length <= depth) depth = -1;
    const comment = !key && rest.startsWith("#");
    return el(depth < 0 ? "span" : "span.here", space, key && el("b", key), comment ? el("i", rest) : rest, "\n");
  });
  return el("pre", el("code", ...lines));
}

/** The newest records of the account; what changed since the first look is lit. */
function records({ accounts }: Accounts): Element {
  const first = accounts[0]!;
  const seen = new Map<string, string>();
  const list = (title: string, all: Shown[], name: (of: Shown["properties"]) => string, rest: (of: Shown["properties"]) => (string | undefined)[]) => {
    const sorted = all.filter((one) => !one.archived).sort((a, b) => b.updatedAt.localeCompare(a.updatedAt));
    const rows = sorted.slice(0, 8).map((one) => {
      const changed = before.size > 0 && before.get(one.id) !== one.updatedAt;
      return el(changed ? "tr.here" : "tr", el("th", { scope: "row" }, name(one.properties)), el("td", rest(one.properties).filter(Boolean).join(" · ")));
    });
    for (const one of all) seen.set(one.id, one.updatedAt);
    return [el("h3", `${title} · ${sorted.length}`), el("table", el("tbody", ...rows))];
  };
  const money = new Intl.NumberFormat("en-US", { style: "currency", currency: "USD", maximumFractionDigits: 0 });
  const node = el("div.records", el("p", `What ${first.name} holds now, newest first.`),
    ...list("Deals", first.deals, (of) => of.dealname ?? "", (of) => [of.amount && money.format(Number(of.amount)), of.dealstage, of.closedate?.slice(0, 10)]),
    ...list("Contacts", first.contacts, (of) => `${of.firstname ?? ""} ${of.lastname ?? ""}`, (of) => [of.email, of.phone]),
    button("again", () => void show(), "Look again"));
  if (!before.size) before = seen;
  return node;
}
