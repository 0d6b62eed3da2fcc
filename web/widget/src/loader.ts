// The script that a site embeds: a launcher and, once opened, the chat in a frame of its own origin or, where the site
// asks for it, in the page. Until then it loads nothing, writes nothing and moves nothing.

import css from "./loader.css";

const script = document.currentScript as HTMLScriptElement | null;
const origin = new URL(script?.src || location.href).origin;
const openKey = "parley.open";
const icons = ["M3 5h14v9H9l-4 3v-3H3zM7 8h6M7 11h4", "M5 5l10 10M15 5 5 15"];

interface Message { parley: string; detail?: unknown; words?: string }

class ParleyChat extends HTMLElement {
  unread = 0;
  private news = ""; // the number of unread answers, in words
  private readonly launcher = document.createElement("button");
  private readonly path = drawn("path", "d", "");
  private readonly badge = document.createElement("b");
  private readonly dialog = document.createElement("dialog");
  private frame: HTMLIFrameElement | undefined;
  private deliver: ((message: Message) => void) | undefined; // undefined: nothing is loaded yet
  private ready = false;
  private waiting: Message[] = [];
  private identity: string | undefined;

  private get inline(): boolean {
    return this.getAttribute("mode") === "inline";
  }

  get isOpen(): boolean {
    return this.dialog.open;
  }

  connectedCallback(): void {
    if (!this.shadowRoot) this.build();
    if (this.showPopover && !this.inline) {
      this.popover = "manual"; // the top layer lies above every z-index
      this.showPopover();
    }
    addEventListener("message", this.read);
    visualViewport?.addEventListener("resize", this.fit);
    if (this.inline || this.hasAttribute("open") || wasOpen()) this.show(false);
  }

  disconnectedCallback(): void {
    removeEventListener("message", this.read);
    visualViewport?.removeEventListener("resize", this.fit);
  }

  open(): void {
    this.show(true);
  }

  close(): void {
    if (!this.isOpen || this.inline) return;
    this.dialog.close();
    wasOpen(false);
    this.label();
    this.post("closed");
    this.emit("close");
    this.launcher.focus();
  }

  toggle(): void {
    if (this.isOpen) this.close();
    else this.open();
  }

  send(text: string): void {
    this.load();
    this.post("send", text);
  }

  identify(token: string): void {
    this.identity = token;
    if (this.ready) this.post("identify", token);
  }

  restart(): void {
    this.post("restart");
  }

  private build(): void {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    const shadow = this.attachShadow({ mode: "open" });
    shadow.adoptedStyleSheets = [sheet];
    const svg = drawn("svg", "viewBox", "0 0 20 20");
    svg.append(this.path);
    this.launcher.append(svg, this.badge);
    this.launcher.onclick = () => this.toggle();
    this.dialog.oncancel = (event) => {
      event.preventDefault();
      this.close();
    };
    this.dialog.ariaLabel = this.name();
    this.label();
    shadow.append(this.dialog, this.launcher);
  }

  private show(byPerson: boolean): void {
    this.load();
    this.dialog.open = true;
    this.unread = 0;
    wasOpen(true);
    this.label();
    this.fit();
    if (byPerson) this.frame?.focus();
    this.post(byPerson ? "open" : "shown");
    this.emit("open");
  }

  private load(): void {
    if (this.deliver) return;
    if (this.getAttribute("isolation") === "page") {
      const { port1, port2 } = new MessageChannel();
      const place = document.createElement("div");
      this.deliver = (message) => port1.postMessage(message);
      port1.onmessage = (event) => this.hear(event.data as Message);
      this.dialog.append(place);
      import(origin + "/assets/{hash}/chat.js").then(
        (chat: { mount(place: Element, port: MessagePort): void }) => chat.mount(place, port2),
        () => this.emit("error", "load"),
      );
      return;
    }
    const frame = (this.frame = document.createElement("iframe"));
    frame.title = this.name();
    frame.src = origin + "/chat";
    this.deliver = (message) => frame.contentWindow?.postMessage(message, origin);
    this.dialog.append(frame);
  }

  private readonly read = (event: MessageEvent): void => {
    if (event.origin === origin && this.frame && event.source === this.frame.contentWindow) this.hear((event.data ?? {}) as Message);
  };

  private hear({ parley, detail, words }: Message): void {
    if (parley === "ready") {
      this.ready = true;
      this.deliver!({ parley: "hello", detail: this.settings() });
      for (const message of this.waiting.splice(0)) this.deliver!(message);
      this.emit("ready");
    } else if (parley === "close") {
      this.close();
    } else if (parley === "unread") {
      this.unread = Number(detail) || 0;
      this.news = words!;
      this.label();
      this.emit("unread", this.unread);
    } else if (/signin|dialog|error/.test(parley)) {
      this.emit(parley, detail);
    }
  }

  private post(parley: string, detail?: unknown): void {
    if (this.ready) this.deliver!({ parley, detail });
    else if (this.deliver) this.waiting.push({ parley, detail });
  }

  /** What the chat takes over from the page: words, looks, and who the visitor is. */
  private settings(): object {
    const settings: { [name: string]: string | undefined } = {
      lang: this.lang || document.documentElement.lang, dir: this.dir || document.dir, identity: this.identity,
    };
    for (const name of ["heading", "theme"]) settings[name] = this.getAttribute(name) ?? undefined;
    const style = getComputedStyle(this);
    for (const name of ["font", "accent", "on-accent", "accent-dark", "on-accent-dark"]) settings[name] = style.getPropertyValue("--parley-" + name).trim();
    for (const shade of ["accent", "accent-dark"]) {
      const ground = settings[shade];
      if (!ground) continue;
      let text = settings["on-" + shade] || "#ffffff";
      if (contrast(ground, text) < 4.5) {
        console.warn(`parley: unreadable ${text} on ${ground}`);
        text = contrast(ground, "#000000") > 4.5 ? "#000000" : "#ffffff";
      }
      this.style.setProperty("--parley-on-" + shade, (settings["on-" + shade] = text));
    }
    return settings;
  }

  /** On a phone the panel takes what the keyboard leaves of the screen, and the page behind it rests. */
  private readonly fit = (): void => {
    const { dialog } = this;
    const full = matchMedia("(max-width:480px)").matches && !this.inline;
    dialog.style.setProperty("--parley-height", visualViewport?.height + "px");
    if (!dialog.open || dialog.matches(".full") === full) return;
    dialog.classList.toggle("full");
    dialog.close();
    if (full) dialog.showModal();
    else dialog.open = true;
  };

  private name(): string {
    return this.getAttribute("heading") || "Chat";
  }

  private label(): void {
    const { launcher, badge, unread, isOpen } = this;
    const news = !isOpen && unread > 0;
    this.path.setAttribute("d", icons[+isOpen]!);
    launcher.ariaExpanded = String(isOpen);
    launcher.ariaLabel = this.name() + (news ? ", " + this.news : "");
    badge.hidden = !news;
    badge.textContent = unread > 9 ? "9+" : String(unread);
  }

  private emit(kind: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent("parley-" + kind, { detail, bubbles: true }));
  }
}

function drawn(tag: string, name: string, value: string): Element {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  node.setAttribute(name, value);
  return node;
}

/** The contrast of WCAG between two colours as #rrggbb, 1 to 21. */
function contrast(one: string, other: string): number {
  const [dark, bright] = [one, other].map((colour) => [0.2126, 0.7152, 0.0722].reduce((sum, weight, at) => {
    const part = parseInt(colour.slice(at * 2 + 1, at * 2 + 3), 16) / 255;
    return sum + weight * (part > 0.04 ? ((part + 0.055) / 1.055) ** 2.4 : part / 12.92);
  }, 0.05)).sort((a, b) => a - b);
  return bright! / dark!;
}

/** Whether the panel was open in this tab; with a value, remembers it. Blocked storage only costs this memory. */
function wasOpen(now?: boolean): boolean {
  try {
    if (now !== undefined) sessionStorage.setItem(openKey, now ? "1" : "");
    return !!sessionStorage.getItem(openKey);
  } catch {
    return false;
  }
}

function place(): void {
  if (document.querySelector("parley-chat")) return;
  const chat = document.createElement("parley-chat");
  for (const [name, value] of Object.entries(script?.dataset ?? {})) chat.setAttribute(name, value!);
  document.body.append(chat);
}

if (!customElements.get("parley-chat")) {
  customElements.define("parley-chat", ParleyChat);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", place);
  else place();
}
