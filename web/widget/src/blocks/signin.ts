// The sign-in card. The address is known before the click, and the click opens the window at once and with an opener:
// the page there proves to this window that it is the same browser. Where it can't, it shows a code to write here.

import { add, button, capital, clean, el, hidden, icon, safeURL, told } from "../dom";
import { markdown } from "../markdown";
import type { SignedInMessage, SignInMessage } from "../protocol";
import type { Turn } from "../turn";
import { t } from "../words";
import { card } from "./card";
import { choiceButton, choices } from "./choices";

// Open cards by provider: a newer card, a finished sign-in or one that came to nothing closes them.
const open = new Map<string, (reason: string) => void>();

export function signIn(message: SignInMessage, turn: Turn): HTMLElement {
  const provider = providerName(message.provider);
  const status = el("p.small", { role: "status" });
  const actions = el("div.actions");
  const node = card({ look: "sign-in", icon: "lock", title: t("signIn", provider) },
    el("div.prose", ...markdown(message.text)), actions, status);

  const url = startPage(message.url, turn.chat.home);
  if (!url) {
    status.textContent = t("strange");
    return node;
  }
  const code = button("button", turn.chat.code, t("enterCode"));
  code.hidden = true;
  const label = el("span", t("go", provider));
  const go = button("button primary", () => {
    if (go.ariaDisabled) return;
    const popup = window.open(url, "_blank");
    if (popup) {
      turn.chat.opened(popup);
      status.textContent = t("waiting");
      label.textContent = t("again");
    } else {
      status.replaceChildren(t("blocked") + " ", el("a", { href: url, target: "_blank", rel: "noreferrer" }, url));
    }
    code.hidden = false;
  }, label, icon("out"), hidden(`, ${t("newTab")}`));
  add(actions, go, code, ...(message.choices ?? []).map((choice) => choiceButton(choice, turn, "button")));

  const finish = (reason: string) => {
    clearTimeout(expiry);
    go.ariaDisabled = "true";
    label.textContent = t("go", provider);
    status.textContent = reason;
    code.hidden = true;
    if (open.get(message.provider) === finish) open.delete(message.provider);
  };
  const left = Date.parse(message.expires_at) - Date.now();
  const expiry = Number.isFinite(left) ? setTimeout(() => finish(t("over")), Math.min(Math.max(left, 0), 2 ** 31 - 1)) : 0;
  endSignIns();
  open.set(message.provider, finish);
  return node;
}

/** Closes the cards whose links lead nowhere any more. */
export function endSignIns(): void {
  for (const finish of open.values()) finish(t("over"));
}

export function signedIn(message: SignedInMessage, turn: Turn): HTMLElement {
  open.get(message.provider)?.(t("done"));
  const [user, account] = [clean(message.user), clean(message.account)];
  return card({ look: "signed-in", icon: "check", title: t("signedIn", providerName(message.provider)) },
    el("div", told("p", user), account !== user && told("p.small", account)),
    choices(message.choices, turn, "actions"));
}

const providerName = (provider: unknown): string => (provider === "hubspot" ? "HubSpot" : capital(provider));

/** The start page is opened at the chat's own server, whatever host the address names. */
function startPage(address: unknown, home: string): string | undefined {
  const url = safeURL(new URL(String(address), home).href);
  return url?.pathname.startsWith("/oauth/") ? home + url.pathname + url.search : undefined;
}
