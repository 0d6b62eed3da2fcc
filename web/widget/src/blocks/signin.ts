// The sign-in card. The address is known before the click, and the click opens the window at once and with an opener:
// the page there proves to this window that it is the same browser.

import { capital, clean, el, icon, safeURL } from "../dom";
import { markdown } from "../markdown";
import type { SignedInMessage, SignInMessage } from "../protocol";
import type { Turn } from "../turn";
import { words } from "../words";
import { card } from "./card";
import { choiceButton, choices } from "./choices";

// Open cards by provider: a newer card, a finished sign-in or one that came to nothing closes them.
const open = new Map<string, (reason: string) => void>();

export function signIn(message: SignInMessage, turn: Turn): HTMLElement {
  const provider = providerName(message.provider);
  const status = el("p", { class: "small", role: "status" });
  const actions = el("div", { class: "actions" });
  const node = card({ look: "sign-in", icon: "lock", title: words.signIn(provider) },
    el("div", { class: "prose" }, ...markdown(message.text)), actions, status);

  const url = ownStartPage(message.url);
  if (!url) {
    status.textContent = words.signInStrange;
    return node;
  }
  let over = false;
  const button = el("button", { type: "button", class: "button primary" }, el("span", {}, words.signInTo(provider)), icon("out"),
    el("span", { class: "hidden" }, `, ${words.newTab}`));
  button.addEventListener("click", () => {
    if (over) return;
    const popup = window.open(url, "_blank");
    if (popup) {
      turn.chat.opened(popup);
      status.textContent = words.signInWaiting;
      button.firstElementChild!.textContent = words.signInAgain;
    } else {
      status.replaceChildren(words.signInBlocked + " ", el("a", { href: url, target: "_blank", rel: "noreferrer" }, url));
    }
  });
  actions.append(button);
  for (const choice of message.choices ?? []) actions.append(choiceButton(choice, turn, "button"));

  const finish = (reason: string) => {
    over = true;
    clearTimeout(expiry);
    button.setAttribute("aria-disabled", "true");
    button.firstElementChild!.textContent = words.signInTo(provider);
    status.textContent = reason;
    if (open.get(message.provider) === finish) open.delete(message.provider);
  };
  const left = Date.parse(message.expires_at) - Date.now();
  const expiry = Number.isFinite(left) ? window.setTimeout(() => finish(words.signInOver), Math.min(Math.max(left, 0), 2 ** 31 - 1)) : 0;
  endSignIns();
  open.set(message.provider, finish);
  return node;
}

/** Closes the cards whose links lead nowhere any more. */
export function endSignIns(): void {
  for (const finish of open.values()) finish(words.signInOver);
}

export function signedIn(message: SignedInMessage, turn: Turn): HTMLElement {
  open.get(message.provider)?.(words.signInDone);
  const [user, account] = [clean(message.user), clean(message.account)];
  return card({ look: "signed-in", icon: "check", title: words.signedInTo(providerName(message.provider)) },
    el("div", {}, el("p", { dir: "auto" }, user), account && account !== user ? el("p", { class: "small", dir: "auto" }, account) : undefined),
    choices(message.choices, turn, "actions"));
}

const providerName = (provider: unknown): string => (provider === "hubspot" ? "HubSpot" : capital(provider));

/** Only a start page of the chat's own server is opened; two names of the loopback count as one. */
function ownStartPage(address: unknown): string | undefined {
  const url = typeof address === "string" ? safeURL(address.startsWith("/oauth/") ? location.origin + address : address, ["https:", "http:"]) : undefined;
  if (!url || !url.pathname.startsWith("/oauth/")) return undefined;
  const loopback = (host: string) => ["localhost", "127.0.0.1", "[::1]"].includes(host);
  const same = url.origin === location.origin ||
    (loopback(url.hostname) && loopback(location.hostname) && url.port === location.port);
  return same ? url.href : undefined;
}
