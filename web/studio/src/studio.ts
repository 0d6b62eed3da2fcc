// The studio: four panes that follow the folder and the chat.

import { follow, type State, type Version } from "./api";
import { chat, look } from "./chat";
import { diagram } from "./diagram";
import { choose, drawer } from "./drawer";
import { files } from "./files";
import { go, page, pane, refresh, tell, whenever } from "./page";
import { text } from "./text";
import { button } from "../../widget/src/dom";

const panes = ["files", "text", "diagram", "chat"] as const;
const titles = { files: "Files", text: "Text", diagram: "Diagram", chat: "Chat" };
let lost = false;

whenever((moved) => {
  if (!page.state) return;
  if (!page.place.file && page.state.files.length) {
    const bad = page.state.problems.find((one) => one.severity === "error");
    return go({ file: bad?.file ?? (page.state.files.find((file) => file.kind === "dialog") ?? page.state.files[0]!).name });
  }
  if (moved && page.place.test) choose("tests");
  files();
  drawer();
  void text();
  void diagram();
  header(page.state);
});

follow({
  folder(state) {
    page.state = state;
    refresh();
    void look(both);
  },
  tests(run) {
    page.run = run;
    refresh();
  },
  chat: () => void look(both),
  lost(is) {
    lost = is;
    if (page.state) header(page.state);
  },
});

function both(): void {
  chat();
  if (page.state) void diagram();
}

function header(state: State): void {
  document.title = (page.place.file ? page.place.file + " – " : "") + "Parley studio";
  document.querySelector("#folder")!.textContent = state.folder;
  const said = [talks("The chat", state.chat), state.server && talks("The server", state.server)];
  const talk = document.querySelector<HTMLElement>("#talks")!;
  const words = lost ? "The studio’s server can’t be reached. This is how things were." : said.filter(Boolean).join(" ");
  if (talk.textContent !== words) talk.textContent = words; // said once
  talk.className = lost || !state.chat.saved || state.server?.saved === false ? "warning" : "good";
}

/** Which version talks. */
function talks(who: string, { saved, since, behind }: Version): string {
  const at = new Date(since).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });
  if (saved) return `${who} talks the saved text, since ${at}.`;
  return `${who} still talks the version of ${at}` + (behind?.length ? `; ${behind.join(", ")} ${behind.length > 1 ? "are" : "is"} different by now.` : ", until there are no errors.");
}

// On narrow screens one pane is shown at a time.
const bar = document.querySelector<HTMLElement>(".tabs")!;
const tabs = panes.map((name) => {
  const tab = button("tab", () => show(name), titles[name]);
  bar.append(tab);
  return tab;
});

function show(name: (typeof panes)[number]): void {
  document.body.dataset.pane = name;
  tabs.forEach((tab, at) => (tab.ariaPressed = String(panes[at] === name)));
}
show("text");
whenever((moved) => void (moved && document.body.dataset.pane !== "diagram" && show("text")));

// F6 goes from pane to pane, as the chat does inside of its own.
addEventListener("keydown", (event) => {
  if (event.key !== "F6") return;
  event.preventDefault();
  const at = panes.findIndex((name) => pane(name).contains(document.activeElement));
  const next = panes[(at + (event.shiftKey ? panes.length - 1 : 1)) % panes.length]!;
  show(next);
  const parts = ["[aria-current]", ".lines", "[data-box]", "a, button"].map((look) => pane(next).querySelector<HTMLElement>(look));
  (parts.find(Boolean) ?? pane(next)).focus();
});

addEventListener("unhandledrejection", (event) => tell(String((event.reason as Error)?.message ?? event.reason)));
