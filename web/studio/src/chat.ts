// The test chat: the page of /chat in a frame, and beside it what happened behind each turn.

import { post, type Call, type Conversation, type Heard, type Line, type Place, type Ticket, type Turn } from "./api";
import { body, go, pane, replace, tell } from "./page";
import { button, el, type Child } from "../../widget/src/dom";

const key = "parley.session"; // where the chat's page keeps its ticket in this tab
const manners: [string, string][] = [
  ["well", "answers well"], ["slow", "is slow (4 s)"], ["429", "is busy (429)"], ["500", "is broken (500)"], ["lost", "loses its answers"],
];
/** What decided, by the layers of package match. */
const rules: { [layer: string]: string } = {
  "": "a rule of the conversation", exact: "the very words", expected: "an answer to the question", dialog: "like a start example", correct: "a correction",
  question: "a question", screen: "what is on the screen", lines: "several lines", unread: "nothing else, so the answer", model: "the language model",
};

let known: Conversation = { turns: [], signed_in: "", manner: "well", older: false };
let made: ReturnType<typeof make> | undefined;
let asking = false, again = false;

export const conversation = (): Conversation => known;

const token = (): string => {
  try {
    return (JSON.parse(sessionStorage.getItem(key)!) as Ticket | null)?.token ?? "";
  } catch {
    return "";
  }
};

/** Looks at the conversation, once more if it moved meanwhile. */
export async function look(then: () => void): Promise<void> {
  made ??= make(() => void look(then));
  again = asking;
  if (asking) return;
  asking = true;
  known = await post<Conversation>("chat/look", { token: token() }).catch(() => known);
  asking = false;
  then();
  if (again) return look(then);
}

function make(moved: () => void) {
  const story = el("div.story", { tabindex: 0, role: "region", "aria-label": "What happened" });
  const frame = el("iframe", { src: "/chat", title: "Chat with the saved text" });
  addEventListener("message", (event) => {
    if (event.source !== frame.contentWindow) return;
    const what = (event.data as { parley?: string } | null)?.parley;
    if (what === "ready") for (const message of [{ parley: "hello", detail: {} }, { parley: "shown" }]) frame.contentWindow!.postMessage(message, location.origin);
    else if (what === "close") story.focus(); // Escape leaves the frame
    else if (what === "dialog") moved(); // it has shown a turn
  });
  const signed = el("input", { type: "checkbox", id: "signed", change: () => act("chat/sign-in", { in: signed.checked }) });
  const manner = el("select", { id: "manner", change: () => act("chat/manner", { manner: manner.value }) },
    ...manners.map(([value, label]) => el("option", { value }, label)));
  const older = el("p.older", { hidden: true }, "The text was saved since this began. ", button("small", () => void play(known.turns.length), "Play it again with the new text"));
  pane("chat").querySelector(".grow")!.append(button("small", () => void play(0), "Start anew"), button("small", () => save(), "Save as a test"));
  const name = el("input", { id: "test-name", required: true, maxlength: 120 });
  const form = el("form.save", { hidden: true, submit: (event: Event) => { event.preventDefault(); void write(); } },
    el("label", { for: "test-name" }, "What the test shows"), name, el("button.small.primary", { type: "submit" }, "Write the test"), button("small", () => { form.hidden = true; }, "Not now"));
  const write = async () => {
    const place = await post<Place>("chat/save", { token: token(), name: name.value }).catch(trouble);
    if (!place) return;
    form.hidden = true;
    tell(`The test is in ${place.file}, line ${place.line}. Look it over: it expects what happened.`);
    go({ ...place, test: `${place.file}:${place.line}` });
  };
  const save = () => {
    form.hidden = !form.hidden;
    if (form.hidden) return;
    name.value = known.turns.find((turn) => turn.did === "said")?.what ?? "";
    name.focus();
    name.select();
  };
  body("chat").append(el("div.switches", el("label", { for: "signed" }, signed, "Signed in"), el("label", { for: "manner" }, "HubSpot ", manner)), form, older, frame, story);
  return { frame, signed, manner, older, story };
}

const act = (path: string, wish: object): void => void post(path, { token: token(), ...wish }).catch(trouble);

function trouble(error: Error): undefined {
  tell(error.message);
}

/** Begins a conversation in which the first turns of this one happen again. */
async function play(turns: number): Promise<void> {
  const ticket = await post<Ticket>("chat/again", { token: token(), turns }).catch(trouble);
  if (!ticket) return;
  if (ticket.token) sessionStorage.setItem(key, JSON.stringify(ticket));
  else sessionStorage.removeItem(key);
  made!.frame.contentWindow!.location.reload();
}

export function chat(): void {
  if (!made) return;
  made.signed.checked = known.signed_in !== "";
  made.signed.title = known.signed_in && `Signed in to ${known.signed_in}`;
  made.manner.value = known.manner;
  made.older.hidden = !known.older || known.turns.length < 2;
  const atEnd = made.story.scrollHeight - made.story.scrollTop - made.story.clientHeight < 40;
  replace(made.story, el("h3", "What happened"), standing(), el("ol", ...known.turns.map(turn)));
  if (atEnd) made.story.scrollTop = made.story.scrollHeight;
}

/** Where the conversation stands, with the values that it has. */
function standing(): Child {
  const open = known.dialog;
  if (!open) return el("p.quiet", known.turns.length ? "No dialog is open." : "Say something in the chat; what comes of it is told here.");
  return el("div.standing", el("p", el("strong", open.title), " is at ", el("code.state", open.state)),
    open.fields.length > 0 && el("dl", ...open.fields.flatMap((field) => [el("dt", field.label), el("dd", field.display || field.value, field.from && field.from !== "said" && el("span.quiet", " " + field.from))])));
}

function turn(it: Turn, at: number): HTMLElement {
  const title = it.did === "said" ? `“${it.what}”` : it.did === "pressed" ? `[${it.what}]` : it.did === "event" ? "signed in" : it.did === "manner" ? "HubSpot " + (manners.find(([name]) => name === it.what)?.[1] ?? it.what) : "the greeting";
  const back = button("small", () => void play(at + 1), "Back to here");
  back.ariaLabel = `Back to here: ${title}`;
  back.dataset.key = "back " + at;
  const path = it.moves.map((move) => move.To).filter((state) => state !== "collect");
  return el("li", el("p.did", el("strong", title), el("span.grow"), at < known.turns.length - 1 && back),
    it.heard && heard(it.heard),
    path.length > 0 && el("p.path", ...[it.moves[0]!.Dialog, ...path].map((state, i) => el(i ? "code" : "span", state))),
    it.fields.length > 0 && lines(it.fields, "fields"),
    ...it.calls.map(call));
}

function heard({ rule, meanings, near }: Heard): HTMLElement {
  return el("p.heard", el("span.rule", rules[rule] ?? rule), ...meanings.map((one) => el("span.meaning",
    el("b", [one.command, one.field || one.dialog].filter(Boolean).join(" ")), one.words && one.words !== one.dialog && " “" + one.words + "”", !!one.score && one.score < 1 && el("span.quiet", " " + one.score.toFixed(2)))),
    ...(near ?? []).map((one) => el("span.rule", `near ${one.dialog} ${one.score.toFixed(2)}`)));
}

function call(it: Call): HTMLElement {
  const bad = !/^(done|\d+ )/.test(it.result);
  return el(it.writes ? "div.call.writes" : "div.call", el("p", el("code", it.action), el("span.grow"), el(bad ? "span.bad" : "span.quiet", `${it.result} · ${it.took_ms} ms`)), it.lines.length > 0 && lines(it.lines, "given"));
}

function lines(list: Line[], look: string): HTMLElement {
  return el("dl", { class: look }, ...list.flatMap((one) => [el("dt", one.label), el("dd", one.was && el("s", one.was), one.was && " → ", one.value || "–")]));
}

