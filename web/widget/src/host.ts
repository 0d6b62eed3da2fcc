// The other side: the page that holds the chat, behind a frame or, without one, behind a port. Only counts, states and
// commands cross, never what was said. A frame's first message from its parent fixes the origin; before that only "ready"
// is posted, which says nothing.

/** What a host page may choose, by the names below. */
export type HostSettings = { [name in keyof typeof patterns]?: string };
export interface HostCommands {
  /** The panel is visible, by an act of the person. */
  open(): void;
  /** The panel is visible, by itself. */
  shown(): void;
  closed(): void;
  send(text: string): void;
  identify(token: string): void;
  restart(): void;
}
export type Host = ReturnType<typeof newHost>;

const patience = 1500; // ms for a host that never answers: a frame written by hand

export function newHost(port?: MessagePort) {
  const held = !!port || parent !== window;
  let origin = port && "port";
  let commands: HostCommands | undefined;
  let early: unknown[] = [];
  let begin: (settings: HostSettings) => void;
  const settings = new Promise<HostSettings>((done) => (begin = done));

  function post(message: object): void {
    if (port) port.postMessage(message);
    else parent.postMessage(message, origin ?? "*");
  }

  function tell(parley: "close" | "unread" | "signin" | "dialog" | "error", detail: string | number = "", words?: string): void {
    if (held && origin) post({ parley, detail, words });
  }

  /** Hands over the commands, also those that came before somebody could take them. */
  function obey(taker: HostCommands): void {
    commands = taker;
    for (const data of early) command(data as Command);
    early = [];
  }

  function read(event: MessageEvent): void {
    if (!port && (event.source !== parent || event.origin === "null" || (origin && event.origin !== origin))) return;
    const data = event.data as Command | null;
    if (typeof data !== "object" || typeof data?.parley !== "string") return;
    if (data.parley === "hello") {
      origin ??= event.origin;
      begin(allowed(data.detail));
    } else if (origin) {
      if (commands) command(data);
      else early.push(data);
    }
  }

  interface Command { parley?: unknown; detail?: unknown }

  function command({ parley, detail }: Command): void {
    if (Object.hasOwn(commands!, parley as string)) commands![parley as keyof HostCommands](typeof detail === "string" ? detail : "");
  }

  if (held) {
    if (port) port.onmessage = read;
    else addEventListener("message", read);
    post({ parley: "ready" });
    setTimeout(() => begin({}), patience);
  } else {
    // An address may choose how the page looks, not who somebody is.
    const { lang, dir, theme } = allowed(Object.fromEntries(new URLSearchParams(location.search)));
    begin!({ lang, dir, theme });
  }
  return { held, settings, tell, obey };
}

const colour = /^#[\da-f]{6}$/;
const patterns = {
  heading: /^.{1,60}$/, lang: /^[\w-]{2,35}$/, dir: /^(ltr|rtl)$/, theme: /^(light|dark)$/, identity: /^[\w.~+/=-]{1,4096}$/,
  accent: colour, "on-accent": colour, "accent-dark": colour, "on-accent-dark": colour,
  font: /^[\w ,"'-]{1,200}$/,
};

/** Takes only what it knows, each by its own pattern. */
function allowed(given: unknown): HostSettings {
  return Object.fromEntries(Object.entries((given ?? {}) as { [name: string]: unknown }).filter(([name, value]) =>
    typeof value === "string" && Object.hasOwn(patterns, name) && patterns[name as keyof typeof patterns].test(value)));
}
